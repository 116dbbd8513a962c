/*
 * troubles: reports with something odd about them, by domain: conflicts, mails without a DKIM pass,
 * dates in the future. What is kept does not depend on the order in which they come.
 *
 * Such a report need not be counted, and its domain need not have a counted one, so the names are
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
    uint64_t kinds[TROUBLE_KINDS]; /* how many of each kind, which the owner defines */
    int64_t hidden;       /* failed sessions that these reports show and the counted copies lack */
    uint64_t last_report; /* so that a report is noted once for several policies */
    struct grown_span span;       /* as in the rows of figures.h */
    struct grown_span covered_to; /* of the last days that they cover (SPEC 5.2) */
    size_t last_reporter;         /* 1-based, in `links`; 0: none */
    struct leastkeys keys;
};

struct trouble_link {
    uint32_t reporter;
    size_t before; /* the domain's next link, as last_reporter */
};

struct troubles {
    const struct hash_key *key; /* borrowed */
    struct names domains, reporter_names;
    struct pairs reporters; /* domain and reporter */
    struct rows rows;       /* of struct trouble_row */
    struct rows links;      /* of struct trouble_link, one for each couple in `reporters` */
    /* Of the hash of a report's identity and a domain of which it hides failures, in two halves. */
    struct pairs hiding;
    /* Of int64_t: the most sessions that one version of the report hides. */
    struct rows most_hidden;
    uint64_t reports;
};

void troubles_init(struct troubles *t, const struct hash_key *key);

/* Notes a report at each of its attributed domains that are not left out. False: out of memory. */
bool troubles_add(struct troubles *t, const struct report *r, unsigned kind,
                  const char *report_key);

/* The same for a report of the future. Its day is the one on which it was received, where that is
 * known: its own may be thousands of years away, and nothing would close what is found. */
bool troubles_add_future(struct troubles *t, const struct report *r, const char *report_key);

/* As troubles_add, with the failed sessions that a counted copy hides and the other one shows. Of
 * all versions of a report, the one that shows the most hidden sessions is summed. */
bool troubles_add_copy(struct troubles *t, const struct report *r, const char *report_key,
                       struct copies copies);

/* The row of a domain. NULL: nothing was noted of it. */
const struct trouble_row *troubles_find(const struct troubles *t, struct slice policy_domain);

/* Gives the reporter of *link, and moves *link to the next one. Start with row->last_reporter, and
 * end at 0. */
struct slice troubles_reporter(const struct troubles *t, size_t *link);
void troubles_free(struct troubles *t);

#endif
