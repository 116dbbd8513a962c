/*
 * parcels: keeps what concerns each of many editions of an audit, in the order of the input, to
 * tell it again edition by edition (SPEC 6.8).
 *
 * A report stands in one spool, once, however many editions it concerns; for each of these, its
 * place in the spool costs 16 bytes. So memory does not grow with the number of editions times the
 * reports.
 */
#ifndef AUDIT_PARCELS_H
#define AUDIT_PARCELS_H

#include "lib/audit/exception.h"
#include "lib/audit/outcome.h"
#include "lib/base/groups.h"
#include "lib/base/rows.h"

struct parcels {
    struct spool spool;
    struct rows places;     /* of struct parcel_place, in the order of the input */
    struct buffer packed;   /* one parcel */
    uint64_t at;            /* where the newest parcel stands */
    uint32_t n;             /* and how many bytes it has */
    struct groups editions; /* after parcels_sort: the places of each */
};

void parcels_init(struct parcels *p);

/* Keeps a report, or a rejection with what is known of it. False: out of memory, or the spool
 * failed. */
bool parcels_keep_report(struct parcels *p, const struct report *r);
bool parcels_keep_rejection(struct parcels *p, const struct exception *e);

/* Addresses the newest parcel to this edition, too. False: out of memory. */
bool parcels_address(struct parcels *p, uint32_t edition);

/* To be called when all is kept. False: out of memory. */
bool parcels_sort(struct parcels *p, size_t editions);

/* Tells each parcel of an edition as an outcome of a file. False: `take` gave false, memory ran
 * out, or the spool failed. */
bool parcels_each(struct parcels *p, uint32_t edition, bool (*take)(void *self, struct outcome *o),
                  void *self);
void parcels_free(struct parcels *p);

#endif
