/*
 * coverage: on which days which reporter reported on which domain: one bit per day, 64 days to a
 * block; and which days of a domain its reports cover (SPEC 5.2).
 *
 * A couple is a number that stands for one domain and one reporter (figures.h: domain_reporters). A
 * block costs 40 bytes and 10 to 20 in its index; a couple that reports all the year round has six
 * or seven. So a year of 1,000 domains and 20 reporters takes 7 MB.
 */
#ifndef AUDIT_COVERAGE_H
#define AUDIT_COVERAGE_H

#include "lib/base/arena.h"
#include "lib/base/names.h"
#include "lib/base/when.h"

enum {
    COVERAGE_DAYS = 64,
    COVERAGE_MOST_DAYS = 31,           /* that one report covers (SPEC 5.2) */
    COVERAGE_LEAST = SECONDS_A_DAY / 2 /* of a day other than its own, in seconds */
};

struct coverage_block {
    uint64_t reported; /* days with a report */
    uint64_t lone;     /* days with exactly one report, of exactly one session */
    uint64_t secured;  /* days of a report that tells of sessions secured under a policy */
    uint64_t copied;   /* likewise by a copy that was not counted, about days with a report */
    uint64_t covered;  /* days that a report covers; all that are reported among them */
};

struct coverage {
    struct pairs index; /* couple and block number */
    struct rows blocks;
};

void coverage_init(struct coverage *c, const struct hash_key *key); /* borrows the key */
void coverage_free(struct coverage *c);

/*
 * The days that a report from `begin` to `end` covers (SPEC 5.2): its day, which is that of its
 * begin, and each later day of which it spans at least 12 hours. A range of more than 31 days, and
 * one that ends before it begins, cover the report's day alone. What lies more than two days behind
 * `received`, the time of its mail (WHEN_NEVER: not known), is not covered: nobody reports on days
 * that have not come.
 */
struct span coverage_span(time_seconds begin, time_seconds end, time_seconds received);

/* What counts of a report. */
struct coverage_report {
    struct span covered; /* from its own day on; at most 32 days */
    bool is_one_session; /* it tells of one session alone */
    bool is_secured;     /* of some that succeeded under an MTA-STS or DANE policy */
};

/* False: out of memory. */
bool coverage_add(struct coverage *c, uint32_t couple, struct coverage_report report);

/* Is a report of the couple about this day, and not only about one before that it covers? */
bool coverage_has_report(const struct coverage *c, uint32_t couple, day_number day);

/* A copy of the couple's report about this day tells of secured sessions. Where no report about it
 * was added nothing changes. */
void coverage_note_secured(struct coverage *c, uint32_t couple, day_number day);

/* Block i of index.rows.n, the couple that it is of, and the day of its lowest bit. */
const struct coverage_block *coverage_block(const struct coverage *c, size_t i, uint32_t *couple,
                                            day_number *first);

/* 64 days of one domain: those that any of its reporters covers. */
struct covered_days {
    uint32_t domain;
    day_number first; /* of the lowest bit */
    uint64_t days;
};

/*
 * The covered days of all domains, by domain, then by day, in an array that the caller frees; NULL:
 * out of memory. `couples` tells each couple's domain; without it (NULL) all are taken for one.
 */
struct covered_days *coverage_of_domains(const struct coverage *c, const struct pairs *couples,
                                         size_t *n);

/* What reports cover of some expected days. */
struct coverage_found {
    uint64_t covered;  /* how many */
    struct span *gaps; /* between, before and behind them; in order, in the arena */
    size_t gaps_n;
};

/* Of the blocks 0 to n-1, all of one domain. False: out of memory. */
bool coverage_of_expected(const struct covered_days *blocks, size_t n, struct span expected,
                          struct arena *arena, struct coverage_found *days);

#endif
