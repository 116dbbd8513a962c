/* summed: reports of days of any domains, and the summary of them, for the tests of lib/audit. */
#ifndef UNIT_SUMMED_H
#define UNIT_SUMMED_H

#include "tests/unit/reading.h"

/* A report of one policy, with one failure detail where it has a result type. */
struct told {
    const char *domain, *reporter; /* domain NULL: behind the last one */
    day_number day;
    int ok;
    bool is_stale;
    const char *result;
    int failed;
    const char *type; /* of the policy; NULL: sts */
    const char *mx;   /* of the failure detail; NULL: it names none */
};

struct built {
    struct hash_key key;
    struct buffer scratch;
    struct figures figures;
    struct summary summary;
};

static inline void add_told(struct figures *f, const struct told *told)
{
    struct failure_detail detail = {.failed_sessions = told->failed};
    detail.text[DETAIL_RESULT_TYPE] = slice_of(told->result ? told->result : "");
    detail.text[DETAIL_RECEIVING_MX_HOSTNAME] = slice_of(told->mx ? told->mx : "");
    struct policy p = {.type = slice_of(told->type ? told->type : "sts"),
                       .domain = slice_of(told->domain),
                       .attributed = slice_of(told->domain),
                       .successful_sessions = told->ok,
                       .failed_sessions = told->failed,
                       .details = &detail,
                       .details_n = told->result != NULL};
    struct report r = {.organization_name = slice_of(told->reporter),
                       .policies = &p,
                       .policies_n = 1,
                       .begin = (time_seconds)told->day * SECONDS_A_DAY,
                       .end = ((time_seconds)told->day + 1) * SECONDS_A_DAY - 1};
    if (told->is_stale)
        report_note(&r, DEVIATION_STALE_PERIOD);
    assert_true(figures_add(f, &r, "0123456789abcdef0123456789abcdef"));
}

/* selection: NULL asks for everything. scope: NULL, or the list of domains, borrowed. */
static inline void build(struct built *b, const struct told *told,
                         const struct selection *selection, struct scope *scope)
{
    static const struct selection all;
    *b = (struct built){0};
    assert_true(hash_key_draw(&b->key));
    figures_init(&b->figures, &b->key, &b->scratch);
    for (; told->domain; told++)
        add_told(&b->figures, told);
    assert_true(summary_build(&b->summary, &b->figures, selection ? selection : &all, scope));
}

static inline void end(struct built *b)
{
    summary_free(&b->summary);
    figures_free(&b->figures);
    buffer_free(&b->scratch);
}

#endif
