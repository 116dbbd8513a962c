/* edition_series: the editions of one kind, and what was kept to be told to each of them. */
#ifndef CMD_EDITION_SERIES_H
#define CMD_EDITION_SERIES_H

#include "cmd/tlsrpt-audit/edition_names.h"
#include "cmd/tlsrpt-audit/outputs.h"
#include "lib/audit/parcels.h"

struct edition_series {
    struct edition_names names;
    struct parcels parcels;
    struct outputs *outputs; /* one per edition, which it owns; NULL: none are made yet */
    uint64_t told, kept;     /* numbers, from 1 on: of the parcel at hand; of the last kept one */
    bool wanted;
};

/* What an edition is to be told of. */
struct edition_parcel {
    const struct report *report;       /* NULL: of what was rejected nothing could be read */
    const struct exception *rejection; /* NULL: the report itself is kept */
    struct slice domain;               /* that a rejection without a report names; empty: none */
    bool is_counted;
};

/* Borrows the scope and the key of the options. */
void edition_series_init(struct edition_series *s, enum edition_kind kind,
                         const struct audit_options *with);

/* Keeps the parcel, addressed to each edition that it concerns. False: see s->parcels.spool, or out
 * of memory. */
bool edition_series_tell(struct edition_series *s, const struct edition_parcel *p);

void edition_series_free(struct edition_series *s);

#endif
