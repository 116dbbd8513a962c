/*
 * troubles: reports of a domain that something is odd about: conflicts, or mails without a DKIM
 * pass. What is kept of them does not depend on the order in which they come.
 */
#ifndef AUDIT_TROUBLES_H
#define AUDIT_TROUBLES_H

#include "lib/base/names.h"
#include "lib/base/when.h"
#include "lib/tlsrpt/identity.h"

enum { TROUBLE_MOST_KEYS = 10, TROUBLE_KINDS = 8 };

/* Puts a report key in its place among the least ones. */
void least_keys_add(char keys[static TROUBLE_MOST_KEYS][REPORT_KEY_TEXT], unsigned *n,
                    const char *key);

struct trouble_row {
    uint32_t domain;
    uint64_t reports, with_failures;
    uint64_t kinds[TROUBLE_KINDS]; /* how many of each kind; what a kind is, the owner knows */
    struct span span;              /* days of the reports */
    day_number covered_to;         /* the last day that one of them covers (SPEC 5.2) */
    unsigned keys_n;
    char keys[TROUBLE_MOST_KEYS][REPORT_KEY_TEXT]; /* the least report keys, sorted */
};

struct troubles {
    struct pairs domains;   /* domain and 0: the number of its row */
    struct pairs reporters; /* domain and reporter */
    struct rows rows;       /* of struct trouble_row */
};

void troubles_init(struct troubles *t);
bool troubles_add(struct troubles *t, uint32_t domain, uint32_t reporter, struct span covered,
                  bool with_failures, unsigned kind, const char *report_key);
/* covered: from its day on; false: out of memory */ /* false: out of memory */
void troubles_free(struct troubles *t);

#endif
