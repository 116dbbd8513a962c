/*
 * find_troubles: the rules about reports with something odd about them (lib/audit/troubles.h). Most
 * of them were not counted, so their domain may have neither a row nor a view.
 */
#include <stdio.h>

#include "lib/base/plural.h"
#include "lib/base/thousands.h"
#include "lib/findings/evidence.h"

static void start(struct evidence *e, struct finder *f, const struct view *v,
                  const struct troubles *t, const struct trouble_row *row)
{
    evidence_start(e, f, v);
    evidence_row_span(e, row->span);
    e->covered_to = row->covered_to;
    evidence_keys(e, &row->keys);
    for (size_t link = row->last_reporter; link > 0;)
        evidence_reporter_name(e, troubles_reporter(t, &link));
}

/* A conflict in which neither copy has failures can neither hide nor invent any: it is worth
 * knowing, and no more. If a copy that was not counted has failed sessions that the counted one
 * lacks, the counted one may have been forged to hide them. */
static void find_conflicts(struct finder *f, const struct view *v, const struct trouble_row *row)
{
    struct evidence e;
    start(&e, f, v, &f->figures->conflicts, row);
    e.failed_sessions = row->hidden;
    struct thousands reports = thousands((int64_t)row->reports);
    if (row->hidden > 0)
        finding_add_as(&e, RULE_CONFLICTING_REPORTS, SEVERITY_HIGH,
                       "Reports that contradict one that was counted: %s; the counted %s may hide "
                       "%s",
                       reports.text, plural((int64_t)row->reports, "one", "ones"),
                       counted(row->hidden, "failed session", "failed sessions").text);
    else if (row->with_failures > 0)
        finding_add(&e, RULE_CONFLICTING_REPORTS,
                    "Reports that contradict one that was counted: %s, %s of them about "
                    "failures",
                    reports.text, thousands((int64_t)row->with_failures).text);
    else
        finding_add_as(&e, RULE_CONFLICTING_REPORTS, SEVERITY_INFO,
                       "Reports that contradict one that was counted: %s, none about failures",
                       reports.text);
}

/* "2 wrong, 1 missing", and nothing of what there is none of. */
static void name_signatures(const uint64_t *n, char *to, size_t room)
{
    const struct {
        const char *what;
        uint64_t n;
    } kinds[] = {{"wrong", n[AUTH_FAIL]},
                 {"not to be evaluated", n[AUTH_INVALID]},
                 {"weak", n[AUTH_WEAK]},
                 {"of another domain", n[AUTH_UNALIGNED]},
                 {"missing", n[AUTH_NONE] + n[AUTH_NOT_MAIL]}};
    size_t at = 0;
    to[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].n > 0)
            at += (size_t)snprintf(to + at, room - at, "%s%s %s", at > 0 ? ", " : "",
                                   thousands((int64_t)kinds[i].n).text, kinds[i].what);
}

static void find_unauthenticated(struct finder *f, const struct view *v,
                                 const struct trouble_row *row)
{
    struct evidence e;
    start(&e, f, v, &f->figures->unauthenticated, row);
    char kinds[256]; /* of five numbers and words */
    name_signatures(row->kinds, kinds, sizeof kinds);
    if (f->figures->signers.checked == 0)
        finding_add(&e, RULE_UNAUTHENTICATED_REPORTS,
                    "Counted reports whose mail has no trusted DKIM pass of the submitter's "
                    "domain: %s",
                    thousands((int64_t)row->reports).text);
    else
        finding_add(&e, RULE_UNAUTHENTICATED_REPORTS,
                    "Counted reports that nobody vouches for: %s (signatures: %s)",
                    thousands((int64_t)row->reports).text, kinds);
}

static void find_future(struct finder *f, const struct view *v, const struct trouble_row *row)
{
    struct evidence e;
    start(&e, f, v, &f->figures->future_dated, row);
    finding_add(&e, RULE_FUTURE_DATED_REPORTS, "Reports about days that had not come: %s",
                thousands((int64_t)row->reports).text);
}

/* A copy that nobody vouches for came before an authentic one, and is the one that counts (SPEC
 * 5.4). */
static void find_displaced(struct finder *f, const struct view *v, const struct trouble_row *row)
{
    struct evidence e;
    start(&e, f, v, &f->figures->displaced, row);
    finding_add(&e, RULE_AUTHENTIC_COPY_DISPLACED,
                "Authentic reports that were not counted, since a copy that nobody vouches for "
                "came first and says something else: %s, of which %s of failures",
                thousands((int64_t)row->reports).text,
                counted((int64_t)row->with_failures, "tells", "tell").text);
}

struct kind {
    const struct troubles *troubles;
    void (*find)(struct finder *, const struct view *, const struct trouble_row *);
};

enum { KINDS = 4 };

static void kinds_of(const struct figures *f, struct kind kinds[static KINDS])
{
    kinds[0] = (struct kind){&f->conflicts, find_conflicts};
    kinds[1] = (struct kind){&f->unauthenticated, find_unauthenticated};
    kinds[2] = (struct kind){&f->future_dated, find_future};
    kinds[3] = (struct kind){&f->displaced, find_displaced};
}

void find_troubles(struct finder *f, const struct view *v)
{
    struct kind kinds[KINDS];
    kinds_of(f->figures, kinds);
    for (size_t i = 0; i < KINDS; i++) {
        const struct trouble_row *row = troubles_find(kinds[i].troubles, v->domain->policy_domain);
        if (row)
            kinds[i].find(f, v, row);
    }
}

void find_troubles_elsewhere(struct finder *f)
{
    struct kind kinds[KINDS];
    kinds_of(f->figures, kinds);
    for (size_t i = 0; i < KINDS; i++)
        for (size_t k = 0; k < kinds[i].troubles->rows.n; k++) {
            const struct trouble_row *row = rows_at(&kinds[i].troubles->rows, k);
            struct domain_row domain = {.policy_domain = row->policy_domain};
            struct view view = {.domain = &domain};
            if (names_find(&f->figures->domain_names, row->policy_domain) < 0)
                kinds[i].find(f, &view, row);
        }
}
