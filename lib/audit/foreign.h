/*
 * foreign: what is told of policies about domains that the list does not hold (SPEC 5.3).
 *
 * Anyone can mail reports about any number of domains, so only the first FOREIGN_MOST_DOMAINS are
 * told apart; the rest is summed as "others". A domain costs about 150 bytes.
 */
#ifndef AUDIT_FOREIGN_H
#define AUDIT_FOREIGN_H

#include "lib/audit/sessions.h"
#include "lib/base/names.h"
#include "lib/base/when.h"
#include "lib/tlsrpt/report.h"

enum { FOREIGN_MOST_DOMAINS = 50000, FOREIGN_MOST_REPORTERS = 200000 };

struct foreign_row {
    struct slice policy_domain;
    uint64_t reports, reporters;
    struct sessions sessions;
    struct grown_span span; /* as in the rows of figures.h */
    uint64_t last_report;   /* so that a report counts once for several policies */
};

struct foreign {
    const struct hash_key *key; /* borrowed */
    struct names names;
    struct rows rows;          /* of struct foreign_row */
    struct foreign_row others; /* reports 0: there are none */
    struct rows reporters;     /* of struct couple: a domain and the hash of an organization */
    struct index reporter_index;
    uint64_t reports, policies;
};

void foreign_init(struct foreign *f, const struct hash_key *key);

/* Sums the foreign policies of a report. False: out of memory. */
bool foreign_add(struct foreign *f, const struct report *report);

/* The rows by domain, the others last, in the arena. NULL: out of memory. */
struct foreign_row *foreign_sorted(const struct foreign *f, struct arena *arena, size_t *n);
void foreign_free(struct foreign *f);

#endif
