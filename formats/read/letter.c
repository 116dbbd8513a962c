#include "formats/read/letter.h"

#include "formats/read/recognise.h"
#include "formats/read/streams/stream.h"
#include "lib/base/utf8.h"
#include "lib/mail/authres.h"
#include "lib/mail/dkimsignature.h"
#include "lib/mail/encodedword.h"
#include "lib/mail/maildate.h"
#include "lib/tlsrpt/bounds.h"

enum { FOLDED = 4 }; /* times its bound: what a folded text has behind that is cut in any case */

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

void letter_start(struct letter *l, const struct letter *outer, struct slice bytes,
                  const struct source *where, const struct extract_options *options)
{
    l->outer = outer;
    l->options = options;
    l->bytes = bytes;
    l->source = *where;
    l->source.message_id = l->source.submitter = l->source.report_domain = (struct slice){0};
    l->subject = l->from = l->date = l->received = (struct slice){0};
    l->domain_field = l->submitter_field = (struct slice){0};
    l->authres = (struct slice){0};
    l->claims = l->is_read_again = l->has_added = l->has_unsigned_domain = false;
    l->has_foreign_parts = false;
}

/* Fields that are read of the outermost mail only. */
static void read_outermost(struct letter *l, const struct field *f)
{
    const struct extract_options *o = l->options;
    if (o->watch && recipients_field(f->name))
        recipients_look(o->watch, f->value);
    if (slice_equal_nocase(f->name, SLICE("Message-ID")))
        take_first(&l->source.message_id, f->value);
    else if (slice_equal_nocase(f->name, SLICE("Received"))) /* the topmost one: ours */
        take_first(&l->received, field_received_date(f->value));
    else if (slice_equal_nocase(f->name, SLICE("Date")))
        take_first(&l->date, f->value);
    else if (slice_equal_nocase(f->name, SLICE("From")))
        take_first(&l->from, f->value);
    else if (o->authserv_id.n > 0 && lacks(l->authres) &&
             slice_equal_nocase(f->name, SLICE("Authentication-Results")) &&
             authres_dkim(f->value, o->authserv_id, SLICE("")) != AUTHRES_SILENT)
        l->authres = f->value;
}

void letter_field(void *self, const struct field *f)
{
    struct letter *l = self;
    if (!l->outer)
        read_outermost(l, f);
    if (slice_equal_nocase(f->name, SLICE("TLS-Report-Domain"))) {
        l->claims = true;
        take_first(&l->domain_field, f->value);
    } else if (slice_equal_nocase(f->name, SLICE("TLS-Report-Submitter"))) {
        l->claims = true;
        take_first(&l->submitter_field, f->value);
    } else if (slice_equal_nocase(f->name, SLICE("Subject"))) {
        take_first(&l->subject, f->value);
    }
}

void letter_settle(struct letter *l)
{
    struct source *s = &l->source;
    s->was_received = l->received.n > 0;
    take_first(&l->received, l->date);
    if (!l->outer)
        return;

    l->received = l->outer->received;
    s->message_id = l->outer->source.message_id;
    s->was_received = l->outer->source.was_received;
}

bool letter_divided(struct letter *l, bool has_preamble)
{
    unsigned added = 0, uncovered = 0;
    if ((l->authres.n > 0 || (has_preamble && l->options->keys)) &&
        !dkimsignature_leaves(l->bytes, &added, &uncovered))
        return false;
    l->has_added = added != 0;
    l->has_unsigned_domain = uncovered & 1u << DKIM_FIELD_TLS_REPORT_DOMAIN;
    l->has_foreign_parts = has_preamble && (added | uncovered) & 1u << DKIM_FIELD_CONTENT_TYPE;
    return true;
}

/* RFC 8460, 5.3: "Report Domain: DOMAIN Submitter: DOMAIN Report-ID: <ID>", folded and encoded as
 * the sender likes. */
static bool read_subject(struct slice subject, struct arena *arena, struct source *s)
{
    if (!lacks(s->report_domain) && !lacks(s->submitter))
        return true;
    if (!encodedword_decode(utf8_cut(subject, (size_t)FOLDED * BOUND_FIELD), arena, &subject))
        return false;
    struct slice domain = word_after(subject, SLICE("Report Domain:")),
                 submitter = word_after(subject, SLICE("Submitter:"));
    return (!lacks(s->report_domain) || source_domain(domain, arena, &s->report_domain)) &&
           (!lacks(s->submitter) || source_domain(submitter, arena, &s->submitter));
}

bool letter_subject_domain(const struct letter *l, struct arena *arena, struct slice *domain)
{
    struct source s = {0};
    bool ok = read_subject(l->subject, arena, &s);
    *domain = s.report_domain;
    return ok;
}

/* The name in a TLS-Report- field, which may have comments or stand in quotes. */
static bool name_in_field(struct slice value, struct arena *arena, struct slice *name)
{
    struct slice plain = utf8_cut(value, (size_t)FOLDED * BOUND_FIELD);
    if (!field_plain(plain, arena, &plain))
        return false;
    if (plain.n > 1 && plain.at[0] == '"' && plain.at[plain.n - 1] == '"')
        plain = slice_trim((struct slice){.at = plain.at + 1, .n = plain.n - 2});
    return source_domain(plain, arena, name);
}

/* What a letter's header tells of a report in it, as far as that is not known. */
static bool read_names(const struct letter *l, struct arena *arena, struct source *s)
{
    return (!lacks(s->report_domain) || name_in_field(l->domain_field, arena, &s->report_domain)) &&
           (!lacks(s->submitter) || name_in_field(l->submitter_field, arena, &s->submitter)) &&
           read_subject(l->subject, arena, s);
}

/* Whoever forwards a mail may write what he likes around it. */
static bool read_names_around(const struct letter *l, struct arena *arena, struct source *s)
{
    while ((l = l->outer))
        if (!read_names(l, arena, s))
            return false;
    return true;
}

/* A report keeps it as one line of UTF-8. */
static bool unfold_message_id(struct source *s, struct arena *arena)
{
    struct slice *id = &s->message_id, raw = utf8_cut(*id, (size_t)FOLDED * BOUND_FIELD);
    if (!field_unfold(raw, arena, id) || !utf8_sound(*id, arena, id))
        return false;
    *id = slice_trim(utf8_cut(*id, BOUND_FIELD));
    return true;
}

/* The domain of the first address in From, which stands for a submitter that is not told. */
static bool domain_of_from(struct slice from, struct arena *arena, struct slice *domain)
{
    size_t n = 0;
    slice_behind_last(&from, '<');
    from = slice_at_most(from, BOUND_FIELD); /* each report asks for it */
    while (n < from.n && !ascii_is_space(from.at[n]) && !strchr(">,;", from.at[n]))
        n++;
    struct slice address = slice_first(from, n);
    bool has_domain = slice_behind_last(&address, '@');
    return source_domain(has_domain ? address : (struct slice){0}, arena, domain);
}

/* Is it the signed mail that the report is in, and that tells its domain? *is is false where
 * somebody put a field on top, or a domain, or told where the parts are. */
static bool is_as_signed(const struct letter *l, struct arena *arena, const struct source *s,
                         bool *is)
{
    struct slice domain = {0};
    *is = !l->has_added && !l->has_foreign_parts;
    if (*is && l->has_unsigned_domain && !letter_subject_domain(l, arena, &domain))
        return false;
    *is &= domain.n == 0 || slice_equal(domain, s->report_domain);
    return true;
}

/* RFC 8601: only what the trusted server wrote counts, and of that the topmost field that tells of
 * DKIM: a forged one stands below it. A signature has to be of the submitter's domain, or of From's
 * if nothing tells the submitter (SPEC 3). Of a forwarded mail the server says nothing, and its
 * letter has no such field: whoever is sent back what he forged in a reporter's name has the
 * reporter's signature around it. Nor does it speak of what the signature leaves to others. */
static bool check_dkim(const struct letter *l, struct arena *arena, struct source *s)
{
    struct slice trusted = l->options->authserv_id, signer = s->submitter;
    bool is_signed;
    s->server_word = trusted.n == 0 ? SERVER_NOT_ASKED : SERVER_SAYS_NONE;
    if (trusted.n == 0)
        return true;
    if (lacks(signer) && l->from.n > 0 && !domain_of_from(l->from, arena, &signer))
        return false;
    if (authres_dkim(l->authres, trusted, signer) != AUTHRES_PASSED)
        return true;
    if (!is_as_signed(l, arena, s, &is_signed))
        return false;
    if (is_signed)
        s->server_word = SERVER_SAYS_PASS;
    return true;
}

bool letter_source(const struct letter *l, struct slice inside, struct slice file_name,
                   struct arena *arena, struct source *s)
{
    *s = l->source;
    s->report_domain = s->submitter = (struct slice){0};
    if (!maildate_parse(l->received, &s->received))
        s->received = WHEN_NEVER;
    return read_names(l, arena, s) && source_take_name(s, inside, arena) &&
           source_take_name(s, file_name, arena) && read_names_around(l, arena, s) &&
           unfold_message_id(s, arena) && check_dkim(l, arena, s);
}

bool letter_text(struct slice bytes, struct arena *arena, struct slice *text)
{
    static const struct slice mark = SLICE("-----BEGIN PGP SIGNED"), escape = SLICE("- ");
    size_t before = recognise_prefix(slice_at_most(bytes, STREAM_HEAD));
    *text = slice_from(bytes, before);
    if (!slice_holds(slice_first(bytes, before), mark))
        return true;
    char *copy = arena_take_text(arena, text->n), *to = copy;
    if (!copy)
        return false;
    for (struct slice rest = *text; rest.n > 0;) {
        const char *feed = memchr(rest.at, '\n', rest.n);
        struct slice line = feed ? slice_first(rest, (size_t)(feed - rest.at) + 1) : rest;
        rest = slice_from(rest, line.n);
        slice_skip(&line, escape);
        memcpy(to, line.at, line.n);
        to += line.n;
    }
    *text = slice_between(copy, to);
    return true;
}
