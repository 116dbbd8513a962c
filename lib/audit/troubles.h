/*
 * troubles: reports that something is odd about, by domain: conflicts, mails without a DKIM pass,
 * dates of the future. What is kept of them does not depend on the order in which they come.
 *
 * Such a report need not be counted, and no counted one need be about its domain: the names are
 * troubles' own.
 */
#ifndef AUDIT_TROUBLES_H
#define AUDIT_TROUBLES_H

#include "lib/audit/copies.h"
#include "lib/audit/leastkeys.h"
#include "lib/base/names.h"
#include "lib/base/when.h"

enum { TROUBLE_KINDS = 8 };

struct trouble_row { /* of the domain with the same number */
    struct slice policy_domain;
    uint64_t reports, with_failures;
    uint64_t kinds[TROUBLE_KINDS]; /* how many of each kind; what a kind is, the owner knows */
    int64_t hidden;                /* failed sessions of them that the counted copies lack */
    uint64_t last_report;          /* so that a report of several policies is noted once */
    struct grown_span span;        /* as in the rows of figures.h */
    struct grown_span covered_to;  /* the last days that they cover (SPEC 5.2) */
    size_t last_reporter;          /* 1-based, in `links`; 0: none */
    struct leastkeys keys;
};

struct trouble_link {
    uint32_t reporter;
    size_t before; /* the domain's next reporter, as last_reporter */
};

struct troubles {
    const struct hash_key *key; /* borrowed */
    struct names domains, reporter_names;
    struct pairs reporters; /* domain and reporter */
    struct rows rows;       /* of struct trouble_row */
    struct rows links;      /* of struct trouble_link, one for each couple in `reporters` */
    struct pairs hiding; /* hashes of a report's identity and a domain that it hides failures of */
    struct rows most_hidden; /* int64_t: how many at most, in one of its versions */
    uint64_t reports;
};

void troubles_init(struct troubles *t, const struct hash_key *key);

/* Notes a report at each of its attributed domains that is not left out. False: out of memory. */
bool troubles_add(struct troubles *t, const struct report *r, unsigned kind,
                  const char *report_key);

/* Likewise, with the failed sessions that a counted copy hides and the other one shows. Of the
 * versions of a report the one that shows most hidden sessions is summed. */
bool troubles_add_copy(struct troubles *t, const struct report *r, const char *report_key,
                       struct copies copies);

/* The row of a domain. NULL: nothing was noted of it. */
const struct trouble_row *troubles_find(const struct troubles *t, struct slice policy_domain);

/* The name of a reporter, and the next link in *link; start with row->last_reporter, and end
 * where that is 0. */
struct slice troubles_reporter(const struct troubles *t, size_t *link);
void troubles_free(struct troubles *t);

#endif
