/*
 * keynames: the names of the DKIM key records that signatures ask for (SPEC 5.4): those that are
 * wanted, and those that were used.
 */
#ifndef AUDIT_KEYNAMES_H
#define AUDIT_KEYNAMES_H

#include "lib/audit/signers.h"

struct keyname {
    struct slice name;          /* SELECTOR._domainkey.DOMAIN */
    enum dkim_reason reason;    /* why the record is wanted */
    uint64_t reports;           /* with such a signature */
    struct grown_span received; /* of their mails */
};

/* The names of which aligned signatures wait for a record, sorted, each once; those that no DNS
 * client should be given are left out. They live in the arena. NULL: out of memory. */
struct keyname *keynames_wanted(const struct signers *s, struct arena *arena, size_t *n);

/* How many names have records that signatures were judged by. False: out of memory. */
bool keynames_used(const struct signers *s, struct arena *arena, size_t *n);

#endif
