#include "lib/findings/changes.h"

#include "lib/base/order.h"
#include "lib/findings/life.h"
#include "lib/findings/rules.h"
#include "lib/tlsrpt/policyset.h"

const char *const change_names[] = {
    [CHANGE_NONE] = "",
    [CHANGE_NEW] = "new",
    [CHANGE_CONTINUING] = "continuing",
    [CHANGE_REOPENED] = "reopened",
    [CHANGE_RESOLVED] = "resolved",
    [CHANGE_UNPROVEN] = "unproven",
    [CHANGE_GONE] = "gone",
};
_Static_assert(COUNT_OF(change_names) == CHANGES, "one name per change");

const char *const change_kind_names[] = {[CHANGE_FINDING] = "finding",
                                         [CHANGE_DOMAIN] = "domain",
                                         [CHANGE_REPORTER] = "reporter",
                                         [CHANGE_POLICY] = "policy"};
_Static_assert(COUNT_OF(change_kind_names) == CHANGE_KINDS, "one name per kind");

/* Compares what makes two rows of a kind the same, in the order of the outputs. */
static int by_identity(const struct change_row *x, const struct change_row *y)
{
    int order = x->kind == CHANGE_FINDING ? slice_compare(x->key, y->key)
                : x->kind == CHANGE_REPORTER
                    ? slice_compare(x->organization_name, y->organization_name)
                    : slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0 && x->kind == CHANGE_POLICY)
        order = slice_compare(x->policy_type, y->policy_type);
    if (order == 0 && x->kind == CHANGE_POLICY)
        order = slice_compare(x->policy_set, y->policy_set);
    return order;
}

static int by_what(const void *a, const void *b)
{
    return by_identity(a, b);
}

/* Orders rows that are the same, too: the lines of one policy may have been sent in several
 * orders. */
static int by_row(const void *a, const void *b)
{
    const struct change_row *x = a, *y = b;
    int order = by_identity(x, y);
    return order != 0 ? order : slice_compare(x->policy_text, y->policy_text);
}

static enum severity severity_of(const struct change_row *row)
{
    enum severity severity;
    return severity_find(row->severity, &severity) ? severity : SEVERITY_INFO;
}

/* As findings are told: what is gone may be as bad as what is there. */
static int by_severity(const void *a, const void *b)
{
    const struct change_row *x = a, *y = b;
    int order = ORDER_OF(severity_of(y), severity_of(x));
    if (order == 0)
        order = slice_compare(x->policy_domain, y->policy_domain);
    return order != 0 ? order : slice_compare(x->id, y->id);
}

static int by_earlier(const void *a, const void *b)
{
    const struct earlier_row *x = a, *y = b;
    int order = by_identity(&x->row, &y->row);
    return order != 0 ? order : ORDER_OF(x->status, y->status);
}

static int by_what_was(const void *row, const void *earlier)
{
    return by_identity(row, &((const struct earlier_row *)earlier)->row);
}

/* The earlier row that is the same; the first of several, and open ones come first. NULL: there is
 * none. */
static const struct earlier_row *find(const struct earlier *e, const struct change_row *row)
{
    const struct earlier_row *rows = e->rows[row->kind];
    size_t n = e->n[row->kind], i = order_first(row, rows, n, sizeof *rows, by_what_was);
    return i < n && by_what_was(row, &rows[i]) == 0 ? &rows[i] : NULL;
}

/* There is room for all rows (make_room). */
static struct change_row *add(struct changes *c)
{
    return &c->at[c->n++];
}

/* Takes room for the rows of now and those of the earlier summary, which is the most there can be.
 * False: out of memory. */
static bool make_room(struct changes *c, const struct earlier *e, const struct summary *s,
                      const struct findings *findings)
{
    size_t n = findings->n + s->domains_n + s->reporters_n + s->policies_seen_n;
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        n += e->n[kind];
    c->at = arena_take_array(&c->arena, n + 1, sizeof *c->at);
    return c->at != NULL;
}

static enum change change_of(const struct finding *f, const struct earlier_row *before)
{
    bool was_closed = before && before->status == FINDING_CLOSED;
    if (!before)
        return CHANGE_NEW;
    if (f->status == FINDING_CLOSED)
        return was_closed ? CHANGE_NONE : CHANGE_RESOLVED;
    if (was_closed)
        return CHANGE_REOPENED;
    return f->status == FINDING_UNPROVEN ? CHANGE_UNPROVEN : CHANGE_CONTINUING;
}

bool finding_is_news(const struct finding *f)
{
    return f->status != FINDING_CLOSED && (f->change == CHANGE_NEW || f->change == CHANGE_REOPENED);
}

static void add_findings(struct changes *c, const struct earlier *e, struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        struct finding *f = &findings->at[i];
        struct change_row row = {.kind = CHANGE_FINDING,
                                 .key = slice_of(f->key),
                                 .id = f->id,
                                 .severity = f->severity_name,
                                 .policy_domain = f->policy_domain,
                                 .title = f->title,
                                 .is_closed = f->status == FINDING_CLOSED};
        f->is_compared = true;
        f->change = row.change = change_of(f, find(e, &row));
        if (f->change != CHANGE_NONE)
            *add(c) = row;
    }
}

/* Is a finding over that was open then and is not found now? It is if this run looked, and enough
 * days since then are covered to tell. */
static bool is_proven(const struct earlier *e, const struct earlier_row *before,
                      const struct grounds *now)
{
    struct slice domain = before->row.policy_domain;
    if (!grounds_hold(now, before->row.id, domain))
        return false;
    const struct domain_row *d = summary_domain(&now->audit->summary, domain);
    day_number since = before->has_last_day ? before->last_day : e->period.last;
    return domain.n == 0 || (d && life_days_covered(d, since) >= now->tuning->closed_after);
}

static bool add_gone_findings(struct changes *c, const struct earlier *e, const struct grounds *now,
                              const struct findings *findings)
{
    struct texts keys = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < findings->n; i++)
        ok = texts_push(&c->arena, &keys, slice_of(findings->at[i].key));
    texts_settle(&keys);
    for (size_t i = 0; ok && i < e->n[CHANGE_FINDING]; i++) {
        const struct earlier_row *before = &e->rows[CHANGE_FINDING][i];
        bool again = i > 0 && by_identity(&before->row, &before[-1].row) == 0;
        if (again || before->status == FINDING_CLOSED || texts_hold(&keys, before->row.key))
            continue;
        struct change_row *new = add(c);
        *new = before->row;
        new->change = is_proven(e, before, now) ? CHANGE_RESOLVED : CHANGE_UNPROVEN;
    }
    return ok;
}

/* The mode of the domain's newest MTA-STS policy that has one. Stale reports count: an earlier
 * summary does not say which were stale. */
static struct slice mode_of(const struct summary *s, struct slice domain)
{
    const struct policy_seen_row *newest = NULL;
    size_t n;
    const struct policy_seen_row *seen = summary_policies_of(s, domain, &n);
    for (size_t i = 0; i < n; i++)
        if (seen[i].mode != STS_MODE_UNKNOWN && policy_seen_is_newer(&seen[i], newest))
            newest = &seen[i];
    return newest ? stspolicy_value(newest->policy_text, SLICE("mode")) : (struct slice){0};
}

static bool add_domains(struct changes *c, const struct summary *s)
{
    for (size_t i = 0; i < s->domains_n; i++) {
        const struct domain_row *d = &s->domains[i];
        *add(c) = (struct change_row){.kind = CHANGE_DOMAIN,
                                      .policy_domain = d->policy_domain,
                                      .is = {.is_there = true,
                                             .reports = d->reports,
                                             .sessions = d->sessions,
                                             .days_missing = d->days_missing,
                                             .mode = mode_of(s, d->policy_domain)}};
    }
    return true;
}

static bool add_reporters(struct changes *c, const struct summary *s)
{
    for (size_t i = 0; i < s->reporters_n; i++) {
        const struct reporter_row *r = &s->reporters[i];
        *add(c) = (struct change_row){
            .kind = CHANGE_REPORTER,
            .organization_name = r->organization_name,
            .is = {.is_there = true, .reports = r->reports, .sessions = r->sessions}};
    }
    return true;
}

static bool add_policies(struct changes *c, const struct summary *s)
{
    for (size_t i = 0; i < s->policies_seen_n; i++) {
        const struct policy_seen_row *p = &s->policies_seen[i];
        struct slice set;
        if (!policyset_of(p->policy_type, p->policy_text, &c->arena, &set))
            return false;
        *add(c) = (struct change_row){.kind = CHANGE_POLICY,
                                      .policy_domain = p->policy_domain,
                                      .policy_type = p->policy_type,
                                      .policy_set = set,
                                      .mode = stspolicy_value(p->policy_text, SLICE("mode")),
                                      .policy_text = p->policy_text};
    }
    return true;
}

/* Completes the rows of a kind, which stand from `first` on and are those of now: puts in what they
 * were, and adds those that are gone. */
static void match(struct changes *c, const struct earlier *e, enum change_kind kind, size_t first)
{
    size_t now = c->n;
    order_sort(c->at + first, now - first, sizeof *c->at, by_row);
    for (size_t i = first; i < now; i++) {
        const struct earlier_row *before = find(e, &c->at[i]);
        c->at[i].change = before ? CHANGE_CONTINUING : CHANGE_NEW;
        if (before)
            c->at[i].was = before->row.was;
    }
    for (size_t i = 0; i < e->n[kind]; i++) {
        const struct change_row *before = &e->rows[kind][i].row;
        if (order_find(before, c->at + first, now - first, sizeof *c->at, by_what))
            continue;
        struct change_row *new = add(c);
        *new = *before;
        new->change = CHANGE_GONE;
    }
    order_sort(c->at + first, c->n - first, sizeof *c->at, by_row);
}

static bool settle_policies(struct earlier *e, struct arena *arena)
{
    bool ok = true;
    for (size_t i = 0; ok && i < e->n[CHANGE_POLICY]; i++) {
        struct change_row *row = &e->rows[CHANGE_POLICY][i].row;
        ok = policyset_of(row->policy_type, row->policy_text, arena, &row->policy_set);
    }
    return ok;
}

bool changes_build(struct changes *c, struct earlier *earlier, const struct grounds *now,
                   struct findings *findings)
{
    static bool (*const adders[])(struct changes * c,
                                  const struct summary *s) = {[CHANGE_DOMAIN] = add_domains,
                                                              [CHANGE_REPORTER] = add_reporters,
                                                              [CHANGE_POLICY] = add_policies};
    *c = (struct changes){0};
    if (!settle_policies(earlier, &c->arena))
        return false;
    for (int kind = 0; kind < CHANGE_KINDS; kind++)
        order_sort(earlier->rows[kind], earlier->n[kind], sizeof *earlier->rows[kind], by_earlier);
    const struct summary *s = &now->audit->summary;
    if (!make_room(c, earlier, s, findings))
        return false;
    add_findings(c, earlier, findings);
    if (!add_gone_findings(c, earlier, now, findings))
        return false;
    order_sort(c->at, c->n, sizeof *c->at, by_severity);
    for (int kind = CHANGE_DOMAIN; kind < CHANGE_KINDS; kind++) {
        c->first[kind] = c->n;
        if (earlier->is_partial && kind == CHANGE_REPORTER)
            continue;
        if (!adders[kind](c, s))
            return false;
        match(c, earlier, (enum change_kind)kind, c->first[kind]);
    }
    c->first[CHANGE_KINDS] = c->n;
    return true;
}

size_t changes_of_findings(const struct changes *c, enum change change)
{
    size_t n = 0;
    for (size_t i = 0; i < c->first[CHANGE_DOMAIN]; i++)
        n += c->at[i].change == change;
    return n;
}

void changes_free(struct changes *c)
{
    arena_free(&c->arena);
    *c = (struct changes){0};
}
