/*
 * addresses: the failures by sending and by receiving address (SPEC 6.1).
 *
 * Addresses are in normal form; a text that is no address has no row. An address costs some 200
 * bytes with its sets. At most ADDRESSES_MOST of a role are told apart, so that forged reports
 * cannot fill the memory: failures at any others are summed in one row of the role. The sets of one
 * kind hold at most ADDRESSES_MOST_WORDS words for all addresses together, but at least one for
 * each.
 */
#ifndef AUDIT_ADDRESSES_H
#define AUDIT_ADDRESSES_H

#include "lib/audit/networks.h"
#include "lib/base/names.h"
#include "lib/tlsrpt/report.h"

enum address_role { ADDRESS_SENDING, ADDRESS_RECEIVING, ADDRESS_ROLES };
enum { ADDRESSES_MOST = 200000, ADDRESSES_MOST_WORDS = 1000000 };

extern const char *const address_roles[ADDRESS_ROLES];

struct address_row {
    struct slice address; /* NAMES_OTHERS: all those beyond the bound */
    enum address_role role;
    uint32_t number; /* the row's, by which the sets name it */
    int64_t failed_sessions;
    struct grown_span span;                        /* as in the rows of figures.h */
    bool has_words;                                /* a word was put into its sets */
    struct texts result_types, domains, reporters; /* sorted; set once all is read */
    struct texts reverse_names; /* likewise: the names of its PTR records, if any were given */
    struct network network;     /* likewise, if a database was given */
    /* Likewise, of a receiving one: is it known whether an MX host has it, and does one? */
    bool ours_is_known, is_ours;
};

/* What met a failure, as numbers that struct figures gave out. */
struct address_facts {
    uint32_t result_type, domain, reporter;
    day_number day;
    bool is_stale; /* the report says nothing about the present state (SPEC 4) */
};

struct addresses {
    struct names names[ADDRESS_ROLES]; /* of normal forms */
    struct pairs index;                /* of a name and a role: gives a row's number */
    struct pairs result_types, domains, reporters;
    struct rows rows; /* of struct address_row */
    size_t most;      /* ADDRESSES_MOST, less in tests */
};

void addresses_init(struct addresses *a, const struct hash_key *key); /* borrows the key */

/* Adds a failure detail to the rows of both its addresses. False: out of memory. */
bool addresses_add(struct addresses *a, const struct failure_detail *d, struct address_facts facts);

/* The texts behind the numbers of the facts. */
struct address_words {
    const struct names *result_types, *domains, *reporters;
};

/*
 * The rows with their lists: most failed sessions first, then by role and address. They live in the
 * arena and borrow their texts. NULL: out of memory.
 */
struct address_row *addresses_sorted(const struct addresses *a, struct address_words words,
                                     struct arena *arena, size_t *n);
void addresses_free(struct addresses *a);

#endif
