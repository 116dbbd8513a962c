#include "formats/read/signed.h"

#include "lib/mail/maildate.h"
#include "lib/mail/sender.h"
#include "lib/tlsrpt/decode.h"

struct dkim_verdict signed_by_nobody(const struct extractor *x)
{
    struct dkim_verdict none = {
        .result = DKIM_NONE, .reason = DKIM_NOT_MAIL, .signed_at = WHEN_NEVER};
    return x->dkim ? none : (struct dkim_verdict){0};
}

static bool own(struct arena *arena, struct dkim_verdict *v)
{
    return arena_copy(arena, v->domain, &v->domain) &&
           arena_copy(arena, v->selector, &v->selector) &&
           arena_copy(arena, v->algorithm, &v->algorithm);
}

/* When a letter was received, by its own fields: the report of a forwarded one tells when the mail
 * around it was. */
static time_seconds received_at(const struct letter *letter)
{
    struct slice rest = letter->bytes, received = {0}, date = {0};
    time_seconds t;
    for (struct field f; field_next(&rest, &f);) {
        if (received.n == 0 && slice_equal_nocase(f.name, SLICE("Received")))
            received = field_received_date(f.value);
        else if (date.n == 0 && slice_equal_nocase(f.name, SLICE("Date")))
            date = f.value;
    }
    return maildate_parse(received, &t) || maildate_parse(date, &t) ? t : WHEN_NEVER;
}

/* The domain of a letter's topmost From field, which may be in U-labels; a signature's is not. */
static bool read_sender(const struct letter *letter, struct arena *arena, struct slice *domain)
{
    struct slice rest = letter->bytes, line;
    struct field f;
    *domain = (struct slice){0};
    while (field_next(&rest, &f))
        if (slice_equal_nocase(f.name, SLICE("From")))
            return field_unfold(f.value, arena, &line) &&
                   source_domain(sender_domain(line), arena, domain);
    return true;
}

/* Verifies the signatures for the first report of a letter. */
static bool verify(struct extractor *x, const struct letter *letter, struct report *r,
                   struct arena *arena)
{
    time_seconds received = letter->outer ? WHEN_NEVER : r->source.received;
    struct dkim_mail mail = {.message = letter->bytes,
                             .received = received != WHEN_NEVER ? received : received_at(letter),
                             .submitter = r->source.submitter};
    return read_sender(letter, arena, &mail.from) &&
           dkim_verify(x->dkim, &mail, &r->source.signature) && own(arena, &r->source.signature);
}

static bool is_unsigned(const struct dkim_verdict *v, enum dkim_field field)
{
    return v->unsigned_fields & 1u << field;
}

/* A TLS-Report-Domain field that an authentic mail's signature does not cover may be anybody's,
 * while a Subject that it covers is the reporter's: then the Subject's domain replaces the
 * field's. */
static bool take_signed_domain(struct extractor *x, const struct letter *letter, struct report *r,
                               struct arena *arena)
{
    const struct dkim_verdict *v = &r->source.signature;
    struct slice domain;
    if (v->result != DKIM_PASS || v->aligned != DKIM_ALIGNED ||
        !is_unsigned(v, DKIM_FIELD_TLS_REPORT_DOMAIN) || is_unsigned(v, DKIM_FIELD_SUBJECT))
        return true;
    if (!letter_subject_domain(letter, arena, &domain))
        return false;
    if (domain.n == 0 || slice_equal(domain, r->source.report_domain))
        return true;
    report_attribute_anew(r, r->source.report_domain, domain);
    r->source.report_domain = domain;
    return report_identify(r, x->options->dedup, &x->options->key, &x->hashing);
}

static bool has_type(const struct letter *letter)
{
    struct slice rest = letter->bytes;
    struct field f;
    while (field_next(&rest, &f))
        if (slice_equal_nocase(f.name, SLICE("Content-Type")))
            return true;
    return false;
}

/* A report in parts that others told of is in none that the signature vouches for. It may cover the
 * type that another one, as of a relay, leaves to others. */
static void doubt_parts(const struct letter *letter, struct dkim_verdict *v)
{
    if (!letter->has_foreign_parts || v->result != DKIM_PASS ||
        (!is_unsigned(v, DKIM_FIELD_CONTENT_TYPE) && has_type(letter)))
        return;
    v->result = DKIM_WEAK;
    v->reason = DKIM_ADDED_FIELD;
}

/* Nearly always all reports of a message name one submitter: then one verdict does for all. */
void signed_reports(struct extractor *x, const struct letter *letter, struct report *reports,
                    struct arena *arena)
{
    const struct report *last = NULL;
    for (struct report *r = x->dkim ? reports : NULL; r && !x->out_of_memory; r = r->next) {
        if (r->source.signature.result != DKIM_UNCHECKED)
            continue;
        struct dkim_verdict *v = &r->source.signature;
        bool ok = true;
        if (last && slice_equal(last->source.submitter, r->source.submitter))
            *v = last->source.signature;
        else if (last)
            ok = dkim_verify_for(x->dkim, r->source.submitter, v) && own(arena, v);
        else
            ok = verify(x, letter, r, arena);
        doubt_parts(letter, v);
        x->out_of_memory |= !ok;
        x->out_of_memory |= !take_signed_domain(x, letter, r, arena);
        last = r;
    }
}
