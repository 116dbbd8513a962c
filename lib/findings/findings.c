#include "lib/base/order.h"
#include "lib/findings/causes.h"
#include "lib/findings/evidence.h"
#include "lib/findings/readiness.h"

/* The domain's row is the summary's own: what is judged once all is read stands in it. */
static void judge_domain(const struct finder *f, struct summary *s, const struct view *v)
{
    struct domain_row *d = &s->domains[v->domain - s->domains];
    readiness_judge(d, v, f->setup, f->tuning->ready_after);
    d->has_stopped = find_has_stopped(f, d);
}

static int by_severity(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    int order = ORDER_OF(y->severity, x->severity);
    if (order == 0)
        order = ORDER_OF(x->status, y->status);
    if (order == 0)
        order = ORDER_OF(y->failed_sessions, x->failed_sessions);
    if (order == 0)
        order = slice_compare(x->policy_domain, y->policy_domain);
    if (order == 0)
        order = ORDER_OF(x->rule, y->rule);
    return order != 0 ? order : slice_compare(x->title, y->title);
}

void findings_mark_domains(const struct findings *f, struct summary *s)
{
    for (size_t i = 0; i < s->domains_n; i++) {
        s->domains[i].worst_finding = -1;
        s->domains[i].closed_findings = 0;
    }
    for (size_t i = 0; i < f->n; i++) {
        struct domain_row *d = summary_domain(s, f->at[i].policy_domain);
        if (!d)
            continue;
        if (f->at[i].status == FINDING_CLOSED)
            d->closed_findings += f->at[i].severity > SEVERITY_INFO;
        else if ((int)f->at[i].severity > d->worst_finding)
            d->worst_finding = (int)f->at[i].severity;
    }
}

static bool class_reasons(struct finder *f)
{
    const struct names *names = &f->figures->events.reasons;
    struct reason_code *reasons = arena_take_array(&f->out->arena, names->rows.n + 1,
                                                   sizeof *reasons);
    if (!reasons)
        return false;
    for (size_t i = 0; i < names->rows.n; i++) {
        struct slice text = names_text(names, (uint32_t)i);
        const struct cause *cause = causes_find(f->tuning->causes, text);
        reasons[i] = (struct reason_code){
            .cause = cause,
            .says_unlisted = causes_say_unlisted(f->tuning->causes, text, cause),
        };
    }
    f->reasons = reasons;
    return true;
}

/* The rules that copies speak in which were not counted, too. */
static void find_in_copies_too(struct finder *f, const struct view *v)
{
    find_failures(f, v);
    if (f->setup)
        find_receiving(f, v);
    find_troubles(f, v);
}

static void find_all(struct finder *f, const struct findings_given *given,
                     const struct views *views)
{
    for (size_t i = 0; i < views->n; i++) {
        const struct view *v = &views->at[i];
        judge_domain(f, given->summary, v);
        find_in_copies_too(f, v);
        find_policies(f, v);
        find_coverage(f, v);
    }
    for (size_t i = 0; i < views->of_copies_n; i++)
        find_in_copies_too(f, &views->at[views->n + i]);
    find_scope(f);
    find_troubles_elsewhere(f);
    if (given->setup)
        find_setup(f);
    find_signatures(f);
    if (given->unread)
        find_unread(f, given->unread);
}

bool findings_build(struct findings *out, const struct findings_given *given)
{
    struct finder finder = {.figures = given->figures,
                            .summary = given->summary,
                            .tuning = given->tuning,
                            .setup = given->setup,
                            .networks = given->networks,
                            .out = out};
    struct views views;
    *out = (struct findings){0};
    bool ok = views_build(&views, given->figures, given->summary) && class_reasons(&finder);
    if (ok)
        find_all(&finder, given, &views);
    order_sort(out->at, out->n, sizeof *out->at, by_severity);
    views_free(&views);
    arena_free(&finder.scratch);
    return ok && !finder.out_of_memory;
}

size_t findings_open(const struct findings *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->at[i].status != FINDING_CLOSED;
    return n;
}

void findings_free(struct findings *f)
{
    arena_free(&f->arena);
    *f = (struct findings){0};
}
