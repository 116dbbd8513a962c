#include "lib/audit/redaction.h"

#include "lib/base/addresscut.h"

const struct redaction_row redaction_rows[REDACTIONS] = {
    {REDACT_IP, "ip", "addresses are cut to /24 (IPv4) and /48 (IPv6)"},
    {REDACT_CONTACT, "contact", "contacts of reporters are left out"},
    {REDACT_PATH, "path", "names of files and folders, and the command line, are left out"},
    {REDACT_MESSAGE_ID, "message-id", "Message-IDs are left out"},
    {REDACT_REPORTER, "reporter",
     "names and domains of reporters, and what they call their reports, stand as numbers"},
};

void redaction_init(struct redaction *r, unsigned what, const struct hash_key *key)
{
    *r = (struct redaction){.what = what,
                            .reporters = {.before = "Reporter ", .after = ""},
                            .domains = {.before = "sender", .after = ".invalid"}};
    names_init(&r->reporters.names, key);
    names_init(&r->domains.names, key);
}

void redaction_free(struct redaction *r)
{
    names_free(&r->reporters.names);
    names_free(&r->domains.names);
    buffer_free(&r->text);
}

/* Copies the text that was made into the arena. */
static bool take_text(struct redaction *r, struct arena *arena, struct slice *to)
{
    return !r->text.failed && arena_copy(arena, buffer_slice(&r->text), to);
}

static bool cut(struct redaction *r, struct arena *arena, struct slice *text)
{
    if (!addresscut_may_hold(*text))
        return true;
    r->text.n = 0;
    addresscut_text(*text, &r->text);
    return take_text(r, arena, text);
}

static bool number(struct redaction *r, struct arena *arena, struct pseudonyms *pseudonyms,
                   struct slice *text)
{
    if (text->n == 0)
        return true;
    int64_t n = names_number(&pseudonyms->names, *text);
    if (n < 0)
        return false;
    r->text.n = 0;
    buffer_append_text(&r->text, pseudonyms->before);
    buffer_append_number(&r->text, n + 1);
    buffer_append_text(&r->text, pseudonyms->after);
    return take_text(r, arena, text);
}

/* Replaces each occurrence of a name in what somebody wrote, whatever its case; the rest keeps its
 * case. */
static bool replace(struct redaction *r, struct arena *arena, struct slice name, struct slice by,
                    struct slice *text)
{
    enum { LEAST = 3 }; /* shorter names are in every word */
    if (name.n < LEAST || slice_equal(name, by) || slice_find_nocase(*text, name).n == 0)
        return true;
    struct slice rest = *text;
    r->text.n = 0;
    for (struct slice found; (found = slice_find_nocase(rest, name)).n > 0;
         rest = slice_from(found, name.n)) {
        buffer_append(&r->text, slice_first(rest, (size_t)(found.at - rest.at)));
        buffer_append(&r->text, by);
    }
    buffer_append(&r->text, rest);
    return take_text(r, arena, text);
}

static bool redact_sender(struct redaction *r, struct arena *arena, struct source *s)
{
    s->message_id = (struct slice){0}; /* it names the sender, as a rule */
    if (s->signature.selector.n > 0)
        s->signature.selector = SLICE("redacted");
    return number(r, arena, &r->domains, &s->submitter) &&
           number(r, arena, &r->domains, &s->signature.domain);
}

static bool redact_path(struct redaction *r, struct arena *arena, uint32_t input, struct source *s)
{
    if (s->path.n == 0 && s->member.n == 0)
        return true; /* there is no file behind it */
    r->text.n = 0;
    buffer_append_text(&r->text, "input ");
    buffer_append_number(&r->text, (int64_t)input + 1);
    s->member = (struct slice){0};
    return take_text(r, arena, &s->path);
}

static bool redact_place(struct redaction *r, struct arena *arena, uint32_t input, struct source *s)
{
    if (r->what & REDACT_MESSAGE_ID)
        s->message_id = (struct slice){0};
    if ((r->what & REDACT_REPORTER) && !redact_sender(r, arena, s))
        return false;
    if ((r->what & REDACT_PLACES) && !redact_path(r, arena, input, s))
        return false;
    return !(r->what & REDACT_IP) ||
           (cut(r, arena, &s->message_id) && cut(r, arena, &s->submitter) &&
            cut(r, arena, &s->member) && cut(r, arena, &s->report_domain));
}

/* The domain that a host or a mail address is in; the name itself if that would be a top-level
 * domain. */
static struct slice domain_around(struct slice name)
{
    slice_behind_last(&name, '@');
    struct slice around = name;
    slice_until(&around, '.');
    return slice_has(around, '.') ? around : name;
}

/* Can the byte stand in a mail address that is written in a text or a URI? */
static bool is_of_address(char c)
{
    return (unsigned char)c > ' ' && !strchr("<>()[]\"'\\,:;?@", c);
}

/* The mail address in a contact, which may have a name or "mailto:" before it; empty: there is
 * none. */
static struct slice address_in(struct slice contact)
{
    const char *sign = contact.n > 0 ? memchr(contact.at, '@', contact.n) : NULL;
    if (!sign)
        return (struct slice){0};
    const char *from = sign, *to = sign + 1, *end = contact.at + contact.n;
    while (from > contact.at && is_of_address(from[-1]))
        from--;
    while (to < end && is_of_address(*to))
        to++;
    return slice_between(from, to);
}

/* Reporters name themselves in what they write, too. The longest names go first, which hold the
 * others; then other hosts of theirs. */
static bool redact_words(struct redaction *r, struct arena *arena, const struct report *was,
                         const struct report *is, struct failure_detail *d)
{
    static const enum detail_text words[] = {DETAIL_FAILURE_REASON_CODE, DETAIL_RECEIVING_MX_HELO,
                                             DETAIL_ADDITIONAL_INFO_URI};
    const struct slice address = address_in(was->contact_info);
    const struct slice names[][2] = {
        {was->contact_info, SLICE("(contact)")},
        {address, SLICE("(contact)")},
        {was->organization_name, is->organization_name},
        {was->source.submitter, is->source.submitter},
        {was->source.signature.domain, is->source.signature.domain},
    };
    const struct slice around[][2] = {
        {domain_around(was->source.submitter), is->source.submitter},
        {domain_around(was->source.signature.domain), is->source.signature.domain},
        {address.n > 0 ? domain_around(address) : address, SLICE("(reporter)")},
    };
    if (r->what & REDACT_REPORTER)
        d->text[DETAIL_ADDITIONAL_INFO_URI] = (struct slice){0};
    bool ok = true;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        for (size_t k = 0; ok && k < COUNT_OF(names); k++)
            ok = replace(r, arena, names[k][0], names[k][1], &d->text[words[i]]);
        for (size_t k = 0; ok && k < COUNT_OF(around) && (r->what & REDACT_REPORTER); k++)
            ok = replace(r, arena, around[k][0], around[k][1], &d->text[words[i]]);
    }
    return ok;
}

static bool cut_policy(struct redaction *r, struct arena *arena, struct policy *p)
{
    bool ok = cut(r, arena, &p->type);
    for (size_t i = 0; ok && i < p->strings.n; i++)
        ok = cut(r, arena, &p->strings.at[i]);
    for (size_t i = 0; ok && i < p->mx_patterns.n; i++)
        ok = cut(r, arena, &p->mx_patterns.at[i]);
    return ok;
}

static bool redact_detail(struct redaction *r, struct arena *arena, const struct report *was,
                          struct report *report, struct failure_detail *d)
{
    bool has_names = r->what & (REDACT_REPORTER | REDACT_CONTACT);
    bool ok = !has_names || redact_words(r, arena, was, report, d);
    for (int k = 0; ok && k < DETAIL_TEXTS && (r->what & REDACT_IP); k++)
        ok = cut(r, arena, &d->text[k]);
    return ok;
}

static bool redact_policies(struct redaction *r, struct arena *arena, const struct report *was,
                            struct report *report)
{
    bool ok = true;
    for (size_t n = 0; n < report->policies_n; n++) {
        struct policy *p = &report->policies[n];
        ok = ok && (!(r->what & REDACT_IP) || cut_policy(r, arena, p));
        for (size_t i = 0; ok && i < p->details_n; i++)
            ok = redact_detail(r, arena, was, report, &p->details[i]);
    }
    return ok;
}

bool redact_source(struct redaction *r, struct arena *arena, uint32_t input, struct source *s)
{
    return !r || redact_place(r, arena, input, s);
}

static bool redact_texts(struct redaction *r, struct arena *arena, uint32_t input, const char *key,
                         struct report *report)
{
    const struct report was = *report;
    if (!arena_copy(arena, slice_of(key), &report->known_key) ||
        !redact_place(r, arena, input, &report->source))
        return false;
    report->document = (struct slice){0};
    if (r->what & REDACT_CONTACT)
        report->contact_info = (struct slice){0};
    if (r->what & REDACT_REPORTER) {
        report->report_id = report->known_key;
        report->contact_info = (struct slice){0};
        if (!number(r, arena, &r->reporters, &report->organization_name))
            return false;
    }
    if ((r->what & REDACT_IP) &&
        (!cut(r, arena, &report->organization_name) || !cut(r, arena, &report->report_id) ||
         !cut(r, arena, &report->contact_info)))
        return false;
    return redact_policies(r, arena, &was, report);
}

bool redact_report(struct redaction *r, struct arena *arena, uint32_t input, const char *key,
                   struct report *report)
{
    return !r || redact_texts(r, arena, input, key, report);
}
