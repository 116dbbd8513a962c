/*
 * parcels: what concerns each of many editions of an audit, kept in the order of the input to be
 * told again, one edition after the other (SPEC 6.8).
 *
 * Reports stand in one spool, once, however many editions they concern; an edition's place in it
 * costs 16 bytes a report. So memory does not grow with the number of editions times the reports.
 */
#ifndef AUDIT_PARCELS_H
#define AUDIT_PARCELS_H

#include "lib/audit/exception.h"
#include "lib/audit/outcome.h"
#include "lib/base/rows.h"

struct parcels {
    struct spool spool;
    struct rows places;   /* of struct parcel_place, in the order of the input */
    struct buffer packed; /* one parcel */
    uint64_t at;          /* of the newest parcel */
    uint32_t n;           /* its bytes */
    size_t *first;        /* after parcels_sort: of each edition, in `order`, and one more */
    size_t *order;        /* places by edition */
};

void parcels_init(struct parcels *p);

/* Keeps a report, or a rejection with what is known of it. False: out of memory, or the spool
 * failed. */
bool parcels_keep_report(struct parcels *p, const struct report *r);
bool parcels_keep_rejection(struct parcels *p, const struct exception *e);

/* The newest parcel is for this edition, too. False: out of memory. */
bool parcels_address(struct parcels *p, uint32_t edition);

/* When all is kept. False: out of memory. */
bool parcels_sort(struct parcels *p, size_t editions);

/* Tells each parcel of an edition, as an outcome of a file. False: `take` said so, out of memory,
 * or the spool failed. */
bool parcels_each(struct parcels *p, uint32_t edition, bool (*take)(void *self, struct outcome *o),
                  void *self);
void parcels_free(struct parcels *p);

#endif
