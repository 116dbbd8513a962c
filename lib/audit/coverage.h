/*
 * coverage: on which days which reporter reported on which domain: a bit a day, 64 days a block.
 *
 * A couple is a number that stands for one domain and one reporter (figures.h: domain_reporters). A
 * block costs 24 bytes and 10 to 20 in its index; a couple that reports all the year round has six
 * or seven. So a year of 1,000 domains and 20 reporters takes 6 MB.
 */
#ifndef AUDIT_COVERAGE_H
#define AUDIT_COVERAGE_H

#include "lib/base/names.h"
#include "lib/base/when.h"

enum { COVERAGE_DAYS = 64 };

struct coverage_block {
    uint64_t reported; /* days with a report */
    uint64_t lone;     /* days with exactly one report, of exactly one session */
};

struct coverage {
    struct pairs index; /* couple and block number */
    struct rows blocks;
};

void coverage_init(struct coverage *c);
bool coverage_add(struct coverage *c, uint32_t couple, day_number day,
                  bool one_session); /* false: out of memory */
void coverage_free(struct coverage *c);

/* Block i of index.rows.n, the couple that it is of, and the day of its lowest bit. */
const struct coverage_block *coverage_block(const struct coverage *c, size_t i, uint32_t *couple,
                                            day_number *first);

#endif
