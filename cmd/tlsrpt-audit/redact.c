/* redact: leaves out of what outputs tell of the run itself what --redact names; lib/audit does so
 * for reports. */
#include "cmd/tlsrpt-audit/run.h"
#include "lib/base/addresscut.h"
#include "lib/findings/rules.h"

static bool number_path(struct run *r, const char *word, size_t number, struct slice *path)
{
    char text[40];
    snprintf(text, sizeof text, "%s %zu", word, number + 1);
    return arena_copy(&r->arena, slice_of(text), path);
}

static bool redact_paths(struct run *r)
{
    static char *nothing[] = {"(left out: --redact)", NULL};
    struct dns_records *dns = &r->given.dns;
    bool ok = true;
    for (size_t i = 0; ok && i < r->options.inputs_n; i++)
        ok = number_path(r, "input", i, &r->inputs[i].path);
    for (size_t i = 0; ok && i < dns->files_n; i++)
        ok = number_path(r, "file", i, &dns->files[i].path);
    r->about.argc = 1;
    r->about.argv = nothing;
    snprintf(r->folder, sizeof r->folder, "(left out)");
    return ok;
}

/* The addresses of the user's own servers are cut like those in reports, so they still compare. */
static bool cut_dns(struct run *r)
{
    struct buffer text = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < r->given.dns.n; i++) {
        struct dns_record *record = &r->given.dns.at[i];
        if (record->kind != DNS_A && record->kind != DNS_AAAA)
            continue;
        text.n = 0;
        addresscut_text(record->data, &text);
        ok = !text.failed && arena_copy(&r->arena, buffer_slice(&text), &record->data);
    }
    buffer_free(&text);
    return ok;
}

/* Titles of findings in an earlier summary may hold what is left out now: the rule's condition
 * takes their place. */
static void redact_earlier(struct run *r, unsigned what)
{
    struct earlier *e = &r->given.earlier;
    for (size_t i = 0; i < e->n[CHANGE_FINDING]; i++) {
        struct change_row *row = &e->rows[CHANGE_FINDING][i].row;
        int rule = rule_find(row->id);
        row->title = rule < 0 ? row->id : slice_of(rules[rule].when);
    }
    e->is_partial |= (what & REDACT_REPORTER) != 0;
}

bool run_redact(struct run *r)
{
    unsigned what = r->options.redact;
    redaction_init(&r->redaction, what, &r->extract.key);
    if (what == 0)
        return true;
    redact_earlier(r, what);
    if (r->options.extract && !r->options.quiet)
        say_plain(&r->speaker, "note: --redact: --extract leaves the reports themselves out");
    if (r->options.evidence && !r->options.quiet)
        say_plain(&r->speaker, "note: --redact: --evidence leaves reports and mails as they were "
                               "sent, and what was given to the run, out");
    return (!(what & REDACT_PLACES) || redact_paths(r)) && (!(what & REDACT_IP) || cut_dns(r));
}
