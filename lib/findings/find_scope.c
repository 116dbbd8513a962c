/* find_scope: the rules about the list of one's own domains (SPEC 5.3). */
#include <stdio.h>

#include "lib/audit/foreign.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/evidence.h"

static void add_silent(struct finder *f, const struct domain_row *d)
{
    struct view view = {.domain = d};
    struct evidence e;
    evidence_start(&e, f, &view);
    int64_t days = (int64_t)span_days(d->expected);
    if (days == 0) {
        finding_add(&e, RULE_NEVER_REPORTED,
                    "No report about this domain, nor about any other listed one");
        return;
    }
    evidence_span(&e, d->expected.first, d->expected.last);
    finding_add(&e, RULE_NEVER_REPORTED, "No report about this domain on %s",
                counted(days, "expected day", "expected days").text);
}

/* Without a report, --since and --until nobody knows which days are expected. */
static bool is_missed(const struct finder *f, const struct domain_row *d)
{
    return d->reports == 0 && (span_days(d->expected) > 0 || !f->summary->period.any);
}

/* A list may have any number of domains: those beyond MOST share one finding. */
static void find_never_reported(struct finder *f)
{
    enum { MOST = 1000 };
    struct evidence e;
    size_t n = 0;
    for (size_t i = 0; i < f->summary->domains_n; i++) {
        const struct domain_row *d = &f->summary->domains[i];
        if (is_missed(f, d) && ++n <= MOST)
            add_silent(f, d);
    }
    if (n <= MOST)
        return;
    evidence_start(&e, f, &view_of_none);
    finding_add(&e, RULE_NEVER_REPORTED, "No report about %s, which the coverage table names",
                counted((int64_t)(n - MOST), "more listed domain", "more listed domains").text);
}

/* One finding for all foreign domains: anyone can mail reports about any number. */
static void find_foreign(struct finder *f)
{
    enum { MOST_NAMED = 5, MOST_NAME = 60 };
    const struct summary *s = f->summary;
    struct evidence e;
    char names[MOST_NAMED * (MOST_NAME + 2) + 5] = "";
    size_t n = 0;
    if (s->foreign_n == 0)
        return;
    evidence_start(&e, f, &view_of_none);
    for (size_t i = 0; i < s->foreign_n; i++) {
        const struct foreign_row *row = &s->foreign[i];
        evidence_row_span(&e, row->span);
        struct slice name = utf8_cut(row->policy_domain, MOST_NAME);
        if (i < MOST_NAMED)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%.*s", i > 0 ? ", " : "",
                                  (int)name.n, name.n > 0 ? name.at : "");
    }
    finding_add(&e, RULE_FOREIGN_REPORTS, "%s about %s that the list does not hold: %s%s",
                counted((int64_t)s->foreign_reports, "report", "reports").text,
                counted((int64_t)s->foreign_n, "domain", "domains").text, names,
                s->foreign_n > MOST_NAMED ? ", …" : "");
}

void find_scope(struct finder *f)
{
    find_never_reported(f);
    find_foreign(f);
}
