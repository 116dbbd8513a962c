/*
 * statement: one printed page for each domain, to be dated and signed (SPEC 6.8, --statement).
 *
 * It says what an insurer or a customer asks first: is mail to the domain protected, since when and
 * how, what went wrong, is it over, and what none of this shows.
 */
#include <stdlib.h>

#include "formats/write/html/html.h"
#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/order.h"
#include "lib/base/thousands.h"
#include "lib/findings/protected.h"
#include "lib/findings/verdict.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/terms.h"

enum { MOST_INCIDENTS = 6 };

/* What the statements of all domains are made from. */
struct shared {
    const struct account *account;
    const struct finding **incidents; /* by domain, then in the order of the findings */
    size_t incidents_n, next;         /* next: the first one that is not taken */
    size_t next_policy;               /* likewise, of reporter_policies */
    char inputs_sha256[SHA256_TEXT + 1];
};

static void put_head(struct html *h)
{
    html_put(h, "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
                "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=referrer content=no-referrer>\n<link rel=icon href=\"data:,\">\n"
                "<title>Statement on the transport security of received mail</title>\n<style>\n");
    html_put(h, html_statement_style);
    html_put(h, "</style>\n</head>\n<body>\n<main>\n");
}

static void begin(struct html *h, const char *term)
{
    html_format(h, "<dt>%s</dt><dd>", term);
}

/* What was seen last before the period's end may have ended since: that day is told. */
static void put_since(struct html *h, const char *how, const struct protected_since *p,
                      day_number period_last)
{
    html_format(h, "%s, seen by senders since ", how);
    html_day(h, p->since);
    html_put(h, p->from_first_day ? " (the first day of these reports; perhaps longer)" : "");
    if (p->last == period_last)
        return;
    html_put(h, ", last on ");
    html_day(h, p->last);
}

static void put_protection(struct html *h, const struct account *a, const struct domain_row *d)
{
    static const char *const others[] = {
        [PROTECTION_UNKNOWN] = "No policy is known that senders saw",
        [PROTECTION_NO_POLICY] = "Senders found neither MTA-STS nor DANE",
        [PROTECTION_OFF] = "MTA-STS in mode none: nothing is enforced",
        [PROTECTION_TESTING] = "MTA-STS in mode testing: nothing is enforced",
        [PROTECTION_ENFORCED] = "No policy that is enforced was seen in the last week of reports",
    };
    const struct summary *s = &a->audit.summary;
    day_number end = s->period.span.last;
    struct protected_since sts = protected_since(s, d, POLICY_STS),
                           dane = protected_since(s, d, POLICY_TLSA);
    bool both = sts.is_protected && dane.is_protected,
         at_once = both && sts.since == dane.since && sts.last == dane.last;
    begin(h, "Protection");
    if (!sts.is_protected && !dane.is_protected)
        html_put(h, others[d->protection]);
    if (sts.is_protected)
        put_since(h, at_once ? "MTA-STS in mode enforce, and DANE" : "MTA-STS in mode enforce",
                  &sts, end);
    html_put(h, both && !at_once ? "; " : "");
    if (dane.is_protected && !at_once)
        put_since(h, "DANE", &dane, end);
    html_put(h, "</dd>\n");
}

static void put_share(struct html *h, const struct domain_row *d)
{
    begin(h, "Secured sessions");
    html_shares_of(h, d, "");
    html_put(h, "</dd>\n");
}

/* Adds up the domain's sessions by kind of policy. Domains come in the order of their names. */
static void take_kinds(struct shared *s, const struct domain_row *d, struct sessions *kinds)
{
    const struct summary *all = &s->account->audit.summary;
    for (; s->next_policy < all->reporter_policies_n; s->next_policy++) {
        const struct reporter_policy_row *row = &all->reporter_policies[s->next_policy];
        int order = slice_compare(row->policy_domain, d->policy_domain);
        if (order > 0)
            return;
        if (order == 0)
            sessions_add(&kinds[policy_kind_of(row->policy_type)], row->sessions);
    }
}

/* The split that has to stand near any total (SPEC 4). */
static void put_kinds(struct html *h, struct shared *s, const struct domain_row *d)
{
    static const char *const names[] = {[POLICY_STS] = "MTA-STS",
                                        [POLICY_TLSA] = "DANE",
                                        [POLICY_NONE_FOUND] = "no policy found",
                                        [POLICY_OTHER] = "other"};
    struct sessions kinds[COUNT_OF(names)] = {{0}};
    size_t n = 0, shown = 0;
    take_kinds(s, d, kinds);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        n += sessions_all(kinds[i]) > 0;
    if (n < 2)
        return;
    begin(h, "By policy");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (sessions_all(kinds[i]) > 0)
            html_format(h, "%s%s %s of %s", shown++ > 0 ? ", " : "", names[i],
                        shown_share(kinds[i]).text, thousands(sessions_all(kinds[i])).text);
    html_put(h, "; a session under two policies counts in both</dd>\n");
}

/* Which days are expected is said where they are not all of the period: before a domain's first
 * report, and outside its days in the list, none is missing. */
static void put_expected(struct html *h, const struct domain_row *d, struct span period)
{
    bool whole = d->expected.first == period.first && d->expected.last == period.last;
    if (!whole && d->expected.first <= d->expected.last)
        html_format(h, " (expected from %s to %s)", when_day(d->expected.first).text,
                    when_day(d->expected.last).text);
}

static void put_coverage(struct html *h, const struct domain_row *d, struct span period)
{
    begin(h, "Coverage");
    int64_t expected = (int64_t)(d->days_covered + d->days_missing);
    html_format(h, "%s of %s a report", thousands((int64_t)d->days_covered).text,
                counted(expected, "expected day has", "expected days have").text);
    put_expected(h, d, period);
    html_format(h, "; %s of %s</dd>\n", counted((int64_t)d->reports, "report", "reports").text,
                counted((int64_t)d->reporters, "organization", "organizations").text);
}

static void put_authenticity(struct html *h, const struct account *a, const struct domain_row *d)
{
    begin(h, "Authenticity");
    if (!audit_speaks_of_signatures(&a->audit))
        html_put(h, "The reports' signatures were not verified");
    else
        html_format(h, "%s of %s bear a verified signature of the reporting domain",
                    thousands((int64_t)d->auth.authentic).text,
                    counted((int64_t)d->reports, "report", "reports").text);
    html_put(h, "</dd>\n");
}

static bool is_incident(const struct finding *f)
{
    return f->severity >= SEVERITY_MEDIUM;
}

/* All point into the array of findings, whose order is that of addresses. */
static int by_domain(const void *a, const void *b)
{
    const struct finding *x = *(const struct finding *const *)a,
                         *y = *(const struct finding *const *)b;
    int order = slice_compare(x->policy_domain, y->policy_domain);
    return order != 0 ? order : ORDER_OF(x, y);
}

static bool prepare(struct shared *s)
{
    const struct audit *a = &s->account->audit;
    const struct findings *f = &s->account->findings;
    inputs_sha256(a->inputs, a->inputs_n, s->inputs_sha256);
    s->incidents = calloc(f->n + 1, sizeof(struct finding *));
    if (!s->incidents)
        return false;
    for (size_t i = 0; i < f->n; i++)
        if (is_incident(&f->at[i]))
            s->incidents[s->incidents_n++] = &f->at[i];
    order_sort(s->incidents, s->incidents_n, sizeof(struct finding *), by_domain);
    return true;
}

/* Gives the domain's incidents, and in *n their number. Domains come in the order of their
 * names. */
static const struct finding **take_incidents(struct shared *s, const struct domain_row *d,
                                             size_t *n)
{
    while (s->next < s->incidents_n &&
           slice_compare(s->incidents[s->next]->policy_domain, d->policy_domain) < 0)
        s->next++;
    const struct finding **first = s->incidents + s->next;
    for (*n = 0; s->next < s->incidents_n; s->next++, ++*n)
        if (!slice_equal(s->incidents[s->next]->policy_domain, d->policy_domain))
            break;
    return first;
}

static void put_closure(struct html *h, const struct finding *f)
{
    if (f->status != FINDING_CLOSED) {
        html_put(h, f->status == FINDING_OPEN ? "open" : "not proven to be over");
        return;
    }
    html_format(h, "closed: %s and %s since",
                counted((int64_t)f->days_clean, "clean day", "clean days").text,
                counted(f->sessions_since, "secured session", "secured sessions").text);
}

static void put_incident(struct html *h, const struct finding *f)
{
    html_put(h, "<tr><td class=nowrap>");
    html_text(h, f->severity_name);
    html_put(h, "</td><td>");
    html_cell_text(h, f->title);
    html_put(h, "</td><td class=nowrap>");
    if (f->span.any) {
        html_day(h, f->span.first);
        html_put(h, f->span.last > f->span.first ? " to<br>" : "");
        if (f->span.last > f->span.first)
            html_day(h, f->span.last);
    }
    html_put(h, "</td><td>");
    put_closure(h, f);
    html_put(h, "</td></tr>\n");
}

/* Counts closed incidents of severity low: the verdict counts them, but they are not listed. */
static void put_lower(struct html *h, const struct domain_row *d, const struct finding **incidents,
                      size_t n)
{
    int64_t lower = d->closed_findings;
    for (size_t i = 0; i < n; i++)
        lower -= incidents[i]->status == FINDING_CLOSED;
    if (lower > 0)
        html_format(h, "<p>%s of severity low, closed: see the findings of the audit file.</p>\n",
                    counted(lower, "incident", "incidents").text);
}

static void put_incidents(struct html *h, struct shared *s, const struct domain_row *d)
{
    size_t n;
    const struct finding **incidents = take_incidents(s, d, &n);
    html_put(h, "<h2>Findings (incidents) of severity medium and above</h2>\n");
    if (n > 0)
        html_put(h,
                 "<table><thead><tr><th scope=col class=nowrap>Severity</th><th scope=col>What</th>"
                 "<th scope=col>Days</th><th scope=col>State</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < n && i < MOST_INCIDENTS; i++)
        put_incident(h, incidents[i]);
    html_put(h, n > 0 ? "</tbody></table>\n" : "<p>None in these reports.</p>\n");
    if (n > MOST_INCIDENTS)
        html_format(h, "<p>And %s more: see the findings of the audit file.</p>\n",
                    thousands((int64_t)(n - MOST_INCIDENTS)).text);
    put_lower(h, d, incidents, n);
}

/* In the whole collection: nobody knows what they are about. */
static void put_unknown(struct html *h, const struct totals *t)
{
    int64_t unread_n = (int64_t)(t->messages_unread + t->files_unread);
    if (unread_n + (int64_t)t->rejected > 0)
        html_format(h,
                    "<li>Of all that was read, %s could not be looked into, and %s rejected: they "
                    "may be about this domain, too.</li>\n",
                    counted(unread_n, "message or file", "messages and files").text,
                    counted((int64_t)t->rejected, "part or file was", "parts and files were").text);
}

/* A full stop ends it, which some say themselves. */
static void put_limit(struct html *h, const struct account *a, const char *name, method_say *say)
{
    struct buffer text = {0};
    say(a, &text);
    if (text.n > 0) {
        html_format(h, "<li>%s", name);
        html_text(h, buffer_slice(&text));
        html_put(h, text.at[text.n - 1] == '.' ? "</li>\n" : ".</li>\n");
    }
    html_drop(h, &text);
}

static void put_limits(struct html *h, const struct account *a, const struct domain_row *d)
{
    html_put(h, "<h2>What this does not show</h2>\n<ul>\n"
                "<li>TLS reports (RFC 8460) speak of mail received, as senders saw it; nothing is "
                "said of mail sent.</li>\n"
                "<li>Only senders that report are in it. Mail from others is in no report.</li>\n"
                "<li>They hold no TLS version and no cipher.</li>\n"
                "<li>100 % means that no reporting sender saw a failure.</li>\n");
    if (d->sessions.successful > BOUND_COUNT || d->sessions.failed > BOUND_COUNT)
        html_put(h, "<li>So many sessions are implausible: the shares say hardly more than the "
                    "report that counts them.</li>\n");
    put_limit(h, a, "What counts was chosen: ", method_selected);
    put_limit(h, a, "Not all rules of findings are the built-in ones: ", method_rules);
    put_unknown(h, &a->audit.totals);
    put_limit(h, a, "", method_records);
    html_put(h, "</ul>\n");
}

static void put_signatures(struct html *h, const struct shared *s)
{
    const char *reviewer = h->base.output.about->reviewer;
    html_put(h, "<div class=sign><div>Prepared by</div><div>Reviewed by");
    if (reviewer) {
        html_put(h, ": ");
        html_text(h, slice_of(reviewer));
    }
    html_put(h, "</div><div>Date</div></div>\n<footer>");

    const struct about *about = h->base.output.about;
    struct buffer text = {0};
    html_format(h, "Made by tlsrpt-audit %s on %s.", about->version,
                when_time(about->generated).text);
    if (s->inputs_sha256[0] != '\0')
        html_format(h, " SHA-256 over the inputs' hashes: %s.", s->inputs_sha256);
    method_redacted(s->account, &text);
    html_put(h, text.n > 0 ? " Redacted: " : "");
    html_text(h, buffer_slice(&text));
    html_put(h, "</footer>\n");
    html_drop(h, &text);
}

static void put_domain(struct html *h, struct shared *s, const struct domain_row *d)
{
    const struct account *a = s->account;
    char verdict[VERDICT_ROOM];
    struct buffer text = {0};
    html_put(h, "<article>\n<p class=kind>Statement on the transport security of received "
                "mail</p>\n<h1>");
    html_text(h, d->policy_domain.n > 0 ? d->policy_domain : SLICE("(domain not known)"));
    html_format(h, "</h1>\n<p class=\"verdict %s\">", html_verdict_class(d));
    html_text(h, slice_of(verdict_sentence(d, verdict)));
    html_put(h, "</p>\n<dl>\n");
    begin(h, "Period (UTC)");
    method_asked(a, &text); /* not method_period: its evidence is that of all domains */
    html_text(h, buffer_slice(&text));
    html_put(h, "</dd>\n");
    put_protection(h, a, d);
    html_drop(h, &text);

    put_share(h, d);
    put_kinds(h, s, d);
    put_coverage(h, d, a->audit.summary.period.span);
    put_authenticity(h, a, d);
    html_put(h, "</dl>\n");
    put_incidents(h, s, d);
    put_limits(h, a, d);
    put_signatures(h, s);
    html_put(h, "</article>\n");
}

static bool finish(struct output *o, struct account *a)
{
    struct html *h = (struct html *)o;
    const struct summary *summary = &a->audit.summary;
    struct shared shared = {.account = a};
    bool ok = prepare(&shared);
    put_head(h);
    for (size_t i = 0; ok && i < summary->domains_n; i++)
        put_domain(h, &shared, &summary->domains[i]);
    free(shared.incidents);
    if (summary->domains_n == 0)
        html_put(h, "<article><h1>No domain</h1><p>No report was about a domain, and none was "
                    "listed.</p></article>\n");
    html_put(h, "</main>\n</body>\n</html>\n");
    return html_end(h, ok);
}

struct output *statement_open(const char *path, const struct about *about,
                              const struct account *account, char *error)
{
    struct output *o = html_open(path, about, account, error);
    if (o)
        o->finish = finish;
    return o;
}
