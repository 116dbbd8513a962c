/*
 * figures_parts: what the files that add a report to the figures share. Private to lib/audit.
 *
 * figures.c adds the report, figures_policies.c its policies, figures_failures.c their failure
 * details; figures_copies.c notes a copy. A function that gives a bool gives false when memory is
 * out.
 */
#ifndef AUDIT_FIGURES_PARTS_H
#define AUDIT_FIGURES_PARTS_H

#include "lib/audit/figures.h"

/* What all parts of one report share. */
struct figures_context {
    struct figures *f;
    const char *key; /* of the report */
    day_number day;
    struct span covered; /* from its day on */
    time_seconds end;
    uint32_t reporter, domain, couple, policy; /* policy: row of policies_seen */
    bool has_one_policy;                       /* so `domain` is that of all there are */
    const struct dkim_verdict *signature;
    bool is_known;   /* who sent it, by its signature or a server's word */
    bool is_stale;   /* it says nothing about the present state (SPEC 4) */
    bool is_cut;     /* texts of its policies may be lacking */
    bool is_counted; /* if not, it is a copy whose failures are noted */
};

/* The context of a report that is not counted, unless its owner sets is_counted. */
struct figures_context figures_context_of(struct figures *f, uint32_t reporter,
                                          const struct report *r, const char *key);

bool figures_add_policy(struct figures_context *c, const struct policy *p);

/* To be called for each policy of the report, when all of them are in; counts once for each
 * domain. */
bool figures_add_coverage(struct figures_context *c, const struct policy *p);

/* Notes whether the report, counted or a copy, is an authentic one of its reporter. False: out of
 * memory, here or where the reporter's number is -1. */
bool figures_note_authentic(struct figures *f, int64_t reporter, const struct report *r);

/* Adds the policy's failure details; those of a copy become events alone. */
bool figures_add_failures(const struct figures_context *c, const struct policy *p);

/* Gives the number of a word that its sender may have made up, or left out; -1: out of memory. One
 * of the RFC has room whatever others were made up (FIGURES_MOST_WORDS). */
static inline int64_t figures_word(struct names *words, struct slice word, bool is_of_rfc)
{
    return is_of_rfc || word.n == 0 ? names_number(words, word)
                                    : names_number_within(words, word, FIGURES_MOST_WORDS);
}

static inline void figures_sum(struct figures *f, int64_t *sum, int64_t n)
{
    f->saturated |= !sum_add(sum, n);
}

static inline void figures_sum_sessions(struct figures *f, struct sessions *to, struct sessions n)
{
    f->saturated |= !sessions_add(to, n);
}

#endif
