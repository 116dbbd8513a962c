/*
 * coverage: on which days which reporter reported on which domain, in blocks of one bit per day for
 * 64 days; and which days of a domain its reports cover (SPEC 5.2).
 *
 * A couple is a number that stands for one domain and one reporter (figures.h: domain_reporters). A
 * block costs 48 bytes and 10 to 20 in its index; a couple that reports all year round has six or
 * seven. So a year of 1,000 domains and 20 reporters takes 8 MB.
 */
#ifndef AUDIT_COVERAGE_H
#define AUDIT_COVERAGE_H

#include "lib/base/arena.h"
#include "lib/base/names.h"
#include "lib/base/when.h"

enum {
    COVERAGE_DAYS = 64,
    COVERAGE_MOST_DAYS = 31,           /* covered by one report at most (SPEC 5.2) */
    COVERAGE_LEAST = SECONDS_A_DAY / 2 /* seconds of a day that a report spans to cover it */
};

struct coverage_block {
    uint64_t reported; /* days with a report */
    uint64_t lone;     /* days with exactly one report, of exactly one session */
    uint64_t secured;  /* days on which a report tells of sessions secured under a policy */
    /* Days of which a copy was not counted, and those on which such a copy tells of secured
     * sessions. */
    uint64_t copied, copies_secured;
    uint64_t covered; /* days that a report covers, all those with a report among them */
};

struct coverage {
    struct pairs index; /* couple and block number */
    struct rows blocks;
};

void coverage_init(struct coverage *c, const struct hash_key *key); /* borrows the key */
void coverage_free(struct coverage *c);

/*
 * The days that a report from `begin` to `end` covers (SPEC 5.2): its own day, which is that of its
 * begin, and each later day of which it spans at least 12 hours. A range of more than 31 days, or
 * one that ends before it begins, covers the report's own day alone. What lies more than two days
 * after `received`, the time of its mail (WHEN_NEVER: not known), is not covered: nobody can report
 * on days that have not come.
 */
struct span coverage_span(time_seconds begin, time_seconds end, time_seconds received);

/* What is added of a report. */
struct coverage_report {
    struct span covered; /* from its own day on; at most 32 days */
    bool is_one_session; /* it tells of one session alone */
    bool is_secured;     /* some sessions succeeded under an MTA-STS or DANE policy */
};

/* False: out of memory. */
bool coverage_add(struct coverage *c, uint32_t couple, struct coverage_report report);

/* Has the couple a report about this day itself, and not only one about an earlier day that covers
 * it? */
bool coverage_has_report(const struct coverage *c, uint32_t couple, day_number day);

/* Does a report about this day tell of sessions secured under a policy? */
bool coverage_is_secured(const struct coverage *c, uint32_t couple, day_number day);

/* Notes a copy about this day that was not counted. False: out of memory. */
bool coverage_note_copy(struct coverage *c, uint32_t couple, day_number day, bool is_secured);

/* Block i (of index.rows.n), its couple, and the day of its lowest bit. */
const struct coverage_block *coverage_block(const struct coverage *c, size_t i, uint32_t *couple,
                                            day_number *first);

/* Of 64 days those that any reporter's reports about one domain cover. */
struct covered_days {
    uint32_t domain;
    day_number first; /* of the lowest bit */
    uint64_t days;
};

/*
 * The covered days of all domains, by domain, then by day, in an array that the caller frees; NULL:
 * out of memory. `couples` tells each couple's domain; if it is NULL, all are taken for one domain.
 */
struct covered_days *coverage_of_domains(const struct coverage *c, const struct pairs *couples,
                                         size_t *n);

/* What reports cover of a span of expected days. */
struct coverage_found {
    uint64_t covered;  /* how many */
    struct span *gaps; /* the days that are not covered */
    size_t gaps_n;
};

/* Of n blocks, all of one domain. False: out of memory. */
bool coverage_of_expected(const struct covered_days *blocks, size_t n, struct span expected,
                          struct arena *arena, struct coverage_found *days);

#endif
