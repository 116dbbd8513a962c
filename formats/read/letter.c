#include "formats/read/letter.h"

#include "lib/base/utf8.h"
#include "lib/mail/authres.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/domain.h"

static bool lacks(struct slice text)
{
    return text.n == 0;
}

static void take_first(struct slice *text, struct slice value)
{
    if (lacks(*text))
        *text = value;
}

static struct slice word_after(struct slice line, struct slice key)
{
    struct slice at = slice_find_nocase(line, key);
    if (at.n == 0)
        return at;
    at = slice_trim(slice_from(at, key.n));
    size_t n = 0;
    while (n < at.n && !ascii_is_space(at.at[n]))
        n++;
    return slice_first(at, n);
}

/* RFC 8460, 5.3: "Report Domain: DOMAIN Submitter: DOMAIN Report-ID: <ID>", folded as the sender
 * likes. */
static void read_subject(struct slice subject, struct source *s)
{
    if (lacks(s->report_domain))
        s->report_domain = word_after(subject, SLICE("Report Domain:"));
    if (lacks(s->submitter))
        s->submitter = word_after(subject, SLICE("Submitter:"));
}

void letter_start(struct letter *l, const struct letter *outer, struct slice bytes,
                  const struct source *where, const struct extract_options *options)
{
    l->outer = outer;
    l->options = options;
    l->bytes = bytes;
    l->source = *where;
    l->source.message_id = l->source.submitter = l->source.report_domain = (struct slice){0};
    l->subject = l->date = l->source.received = (struct slice){0};
    l->authres_n = 0;
    l->claims = false;
}

/* Fields that prove something. */
static void read_proof(struct letter *l, const struct field *f)
{
    const struct extract_options *o = l->options;
    if (o->watch && recipients_field(f->name))
        recipients_look(o->watch, f->value);
    if (slice_equal_nocase(f->name, SLICE("Message-ID")))
        take_first(&l->source.message_id, f->value);
    else if (slice_equal_nocase(f->name, SLICE("Received"))) /* the topmost one: ours */
        take_first(&l->source.received, field_received_date(f->value));
    else if (slice_equal_nocase(f->name, SLICE("Date")))
        l->date = f->value;
    else if (o->authserv_id.n > 0 && l->authres_n < LETTER_MOST_AUTHRES &&
             slice_equal_nocase(f->name, SLICE("Authentication-Results")))
        l->authres[l->authres_n++] = f->value;
}

void letter_field(void *self, const struct field *f)
{
    struct letter *l = self;
    if (!l->outer)
        read_proof(l, f);
    if (slice_equal_nocase(f->name, SLICE("TLS-Report-Domain"))) {
        l->claims = true;
        take_first(&l->source.report_domain, f->value);
    } else if (slice_equal_nocase(f->name, SLICE("TLS-Report-Submitter"))) {
        l->claims = true;
        take_first(&l->source.submitter, f->value);
    } else if (slice_equal_nocase(f->name, SLICE("Subject"))) {
        l->subject = f->value;
    }
}

void letter_told(struct letter *l)
{
    struct source *s = &l->source;
    take_first(&s->received, l->date);
    if (lacks(s->report_domain) || lacks(s->submitter))
        read_subject(l->subject, s);
    if (!l->outer)
        return;
    take_first(&s->report_domain, l->outer->source.report_domain);
    take_first(&s->submitter, l->outer->source.submitter);
    s->message_id = l->outer->source.message_id;
    s->received = l->outer->source.received;
}

/* The report keeps them; they have to be one line, and UTF-8. */
static bool unfold_texts(struct source *s, struct arena *arena)
{
    enum { FOLDED = 4 }; /* times as much, folded; what is behind is cut in any case */
    struct slice *texts[] = {&s->message_id, &s->submitter, &s->report_domain};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct slice raw = utf8_cut(*texts[i], FOLDED * BOUND_FIELD);
        if (!field_unfold(raw, arena, texts[i]) || !utf8_sound(*texts[i], arena, texts[i]))
            return false;
        *texts[i] = utf8_cut(*texts[i], BOUND_FIELD);
    }
    return domain_normalise(s->report_domain, arena, &s->report_domain, NULL);
}

/* RFC 8601: only what the named server wrote counts; without a submitter there is no domain that
 * a signature could be of. */
static enum dkim check_dkim(const struct letter *l, struct slice submitter)
{
    struct slice trusted = l->options->authserv_id;
    if (trusted.n == 0)
        return DKIM_NOT_ASKED;
    while (l->outer)
        l = l->outer;
    for (size_t i = 0; i < l->authres_n; i++)
        if (authres_dkim_passes(l->authres[i], trusted, submitter))
            return DKIM_PASSED;
    return DKIM_FAILED;
}

bool letter_source(const struct letter *l, struct slice inside, struct slice file_name,
                   struct arena *arena, struct source *s)
{
    *s = l->source;
    bool is_kept = !l->outer && s->submitter.n > 0; /* by whoever holds the outermost letter */
    found_file_name(inside, s);
    found_file_name(file_name, s);
    if (!unfold_texts(s, arena) || (!is_kept && !arena_copy(arena, s->submitter, &s->submitter)))
        return false;
    s->dkim = check_dkim(l, s->submitter);
    return true;
}
