/* edition_series: the editions of one kind, and what is kept to be told to each of them. */
#ifndef CMD_EDITION_SERIES_H
#define CMD_EDITION_SERIES_H

#include "cmd/tlsrpt-audit/edition_shares.h"
#include "cmd/tlsrpt-audit/outputs.h"
#include "lib/audit/parcels.h"

struct edition_series {
    struct edition_names names;
    struct parcels parcels;
    struct edition_shares shares;
    struct outputs *outputs; /* one per edition, owned; NULL: none are made yet */
    uint64_t told, kept;     /* numbers from 1 on: of the parcel at hand, of the last one kept */
    bool wanted;
};

/* What an edition is to be told of: a report, or a rejection. */
struct edition_parcel {
    const struct report *report;       /* NULL: nothing of what was rejected could be read */
    const struct exception *rejection; /* NULL: it is a report */
    struct slice domain;               /* of a rejection without a report; empty: not known */
    bool is_counted;
};

/* Borrows the scope and the key of the options. */
void edition_series_init(struct edition_series *s, enum edition_kind kind,
                         const struct audit_options *with);

/* Keeps the parcel, addressed to each edition that it concerns. False: s->parcels.spool failed, or
 * out of memory. */
bool edition_series_tell(struct edition_series *s, const struct edition_parcel *p);
void edition_series_free(struct edition_series *s);

#endif
