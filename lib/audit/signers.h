/*
 * signers: who signed whose reports, and what became of it (SPEC 5.4).
 *
 * One row per organization, signing domain, selector, result, reason and alignment. What is kept
 * does not depend on the order in which reports come.
 */
#ifndef AUDIT_SIGNERS_H
#define AUDIT_SIGNERS_H

#include "lib/audit/troubles.h"
#include "lib/tlsrpt/report.h"

/* What a report's signature comes to; the counts of all classes add up to the reports. */
enum auth_class {
    AUTH_AUTHENTIC,
    AUTH_UNALIGNED, /* sound, by another domain than the reporting one */
    AUTH_WEAK,
    AUTH_FAIL,
    AUTH_INVALID,
    AUTH_KEY_MISSING,
    AUTH_NONE,
    AUTH_NOT_MAIL, /* an HTTPS body, or a record without a verdict: no mail that could be judged */
    AUTH_CLASSES
};

extern const char *const auth_class_names[AUTH_CLASSES]; /* as in the summary */

enum auth_class auth_class_of(const struct dkim_verdict *v);

/* How many of some reports are what: where none was checked, there is nothing to tell. */
struct auth_counts {
    uint64_t checked; /* those with a verdict */
    uint64_t authentic, unauthenticated, unchecked /* waiting for a key */;
};

void auth_count(struct auth_counts *to, const struct dkim_verdict *v); /* adds one report */

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
    unsigned keys_n;
    char keys[TROUBLE_MOST_KEYS][REPORT_KEY_TEXT]; /* the least report keys, sorted */
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
    unsigned disagree_keys_n;
    char disagree_keys[TROUBLE_MOST_KEYS][REPORT_KEY_TEXT];
};

void signers_init(struct signers *s, const struct hash_key *key);

/* Adds a counted report; `organization` is its text in names that live as long. False: out of
 * memory. */
bool signers_add(struct signers *s, const struct report *r, uint32_t reporter,
                 struct slice organization, const char *key);
void signers_free(struct signers *s);

/* Keys of which the records are wanted: those of aligned signatures that wait for one. */
struct wanted_key {
    struct slice name; /* SELECTOR._domainkey.DOMAIN */
    enum dkim_reason reason;
    uint64_t reports;
    struct grown_span received;
};

/* By name, each once; those that no DNS client should be given are left out. NULL: out of
 * memory. */
struct wanted_key *signers_wanted(const struct signers *s, struct arena *arena, size_t *n);

/* How many names of key records judged a report's signature. False: out of memory. */
bool signers_keys_used(const struct signers *s, struct arena *arena, size_t *n);

#endif
