/*
 * signers: who signed whose reports, and what became of the signatures (SPEC 5.4).
 *
 * There is one row for each organization, signing domain, selector, result, reason and alignment.
 * What is kept does not depend on the order in which reports come.
 */
#ifndef AUDIT_SIGNERS_H
#define AUDIT_SIGNERS_H

#include "lib/audit/auth.h"
#include "lib/audit/leastkeys.h"
#include "lib/base/names.h"
#include "lib/tlsrpt/report.h"

struct signer_row {
    struct slice organization_name, domain, selector, algorithm;
    uint32_t reporter; /* the organization's number */
    enum dkim_result result;
    enum dkim_reason reason;
    enum dkim_alignment aligned;
    enum dkim_service service;
    unsigned key_bits;
    uint64_t reports;
    struct grown_span span;     /* as in the rows of figures.h */
    struct grown_span received; /* of their mails */
    struct leastkeys keys;
};

static inline bool signer_is_authentic(const struct signer_row *row)
{
    return row->result == DKIM_PASS && row->aligned == DKIM_ALIGNED;
}

struct signers {
    const struct hash_key *hash; /* borrowed */
    struct names texts;
    struct index index;
    struct rows rows; /* of struct signer_row */
    uint64_t reports[AUTH_CLASSES];
    uint64_t checked; /* reports with a verdict */

    /* Where the trusted server said pass, and the signature is wrong now. */
    uint64_t disagree;
    struct grown_span disagree_span;
    struct leastkeys disagree_keys;
};

void signers_init(struct signers *s, const struct hash_key *key);

/* Adds a counted report. `organization` is its text in names that live as long as the rows. False:
 * out of memory. */
bool signers_add(struct signers *s, const struct report *r, uint32_t reporter,
                 struct slice organization, const char *key);
void signers_free(struct signers *s);

#endif
