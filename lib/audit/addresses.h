/*
 * addresses: the failures by sending and by receiving address (SPEC 6.1).
 *
 * Addresses stand in normal form; what is no address has no row. An address costs some 200 bytes
 * with its sets; at most ADDRESSES_MOST of a role are kept apart, so that forged reports cannot
 * fill the memory: the failures at further ones are summed in one row of the role. A set of all
 * addresses together holds at most ADDRESSES_MOST_WORDS words beside the first of each.
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
    struct slice address; /* NAMES_OTHERS: those beyond the bound, together */
    enum address_role role;
    uint32_t number; /* the row's, by which the sets name it */
    int64_t failed_sessions;
    struct grown_span span;                        /* as in the rows of figures.h */
    bool has_words;                                /* its sets are not empty */
    struct texts result_types, domains, reporters; /* sorted; once all is read */
    struct texts reverse_names; /* likewise, of its PTR records, where such were given; sorted */
    struct network network;     /* likewise, where a database was given */
    bool is_told, is_ours; /* likewise, of a receiving one: is it told, and is it, an MX host's? */
};

/* Numbers, as struct figures gives them out, of what met a failure. */
struct address_facts {
    uint32_t result_type, domain, reporter;
    day_number day;
    bool is_stale; /* the report says nothing about the present state (SPEC 4) */
};

struct addresses {
    struct names names[ADDRESS_ROLES]; /* of normal forms */
    struct pairs index;                /* name and role: the row's number */
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
 * The rows with their lists, most failed sessions first, then by role and address. They live in
 * the arena and borrow their texts. NULL: out of memory.
 */
struct address_row *addresses_sorted(const struct addresses *a, struct address_words words,
                                     struct arena *arena, size_t *n);
void addresses_free(struct addresses *a);

#endif
