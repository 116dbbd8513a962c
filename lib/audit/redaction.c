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

/* Takes the next mail address off a contact, which may have names, "mailto:" or other addresses
 * around it; empty: there is none. */
static struct slice take_address(struct slice *contact)
{
    struct slice before = *contact;
    if (!slice_has(before, '@'))
        return (struct slice){0};
    before = slice_until(contact, '@');
    size_t name = before.n, domain = slice_run(*contact, is_of_address);
    while (name > 0 && is_of_address(before.at[name - 1]))
        name--;
    *contact = slice_from(*contact, domain);
    while (domain > 0 && before.at[before.n + domain] == '.')
        domain--; /* it ends the sentence */
    return (struct slice){.at = before.at + name, .n = before.n - name + 1 + domain};
}

/* Replaces the mail addresses in a contact, or the domains that these are in. No honest contact has
 * more than a few, and each costs a look at the text. */
static bool replace_addresses(struct redaction *r, struct arena *arena, struct slice contact,
                              bool are_domains, struct slice *text)
{
    enum { MOST = 4 };
    bool ok = true;
    for (int i = 0; ok && i < MOST; i++) {
        struct slice address = take_address(&contact);
        ok = are_domains ? replace(r, arena, domain_around(address), SLICE("(reporter)"), text)
                         : replace(r, arena, address, SLICE("(contact)"), text);
    }
    return ok;
}

/* Reporters name themselves in what they write, too. The longest names go first, which hold the
 * others; then other hosts of theirs. */
static bool redact_text(struct redaction *r, struct arena *arena, const struct report *was,
                        const struct report *is, struct slice *text)
{
    const struct source *sent = &was->source, *told = &is->source;
    const struct slice contact = was->contact_info;
    return replace(r, arena, contact, SLICE("(contact)"), text) &&
           replace_addresses(r, arena, contact, false, text) &&
           replace(r, arena, was->organization_name, is->organization_name, text) &&
           replace(r, arena, sent->submitter, told->submitter, text) &&
           replace(r, arena, sent->signature.domain, told->signature.domain, text) &&
           (!(r->what & REDACT_REPORTER) ||
            (replace(r, arena, domain_around(sent->submitter), told->submitter, text) &&
             replace(r, arena, domain_around(sent->signature.domain), told->signature.domain,
                     text) &&
             replace_addresses(r, arena, contact, true, text)));
}

static bool redact_words(struct redaction *r, struct arena *arena, const struct report *was,
                         const struct report *is, struct failure_detail *d)
{
    if (r->what & REDACT_REPORTER)
        d->text[DETAIL_ADDITIONAL_INFO_URI] = (struct slice){0};
    return redact_text(r, arena, was, is, &d->text[DETAIL_FAILURE_REASON_CODE]) &&
           redact_text(r, arena, was, is, &d->text[DETAIL_RECEIVING_MX_HELO]) &&
           redact_text(r, arena, was, is, &d->text[DETAIL_ADDITIONAL_INFO_URI]);
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
