/*
 * scope: the list of the user's own domains (SPEC 5.3, --scope). With it, figures and findings are
 * about listed domains alone; a policy about another domain is foreign.
 */
#ifndef AUDIT_SCOPE_H
#define AUDIT_SCOPE_H

#include "lib/base/names.h"
#include "lib/base/sha256.h"
#include "lib/tlsrpt/report.h"

struct scope_entry {
    struct slice domain; /* in normal form; of a wildcard ".example.gov": what it stands above */
    bool is_wildcard;    /* it stands for every name below */
    struct slice client;
    bool has_since, has_until;
    day_number since, until; /* the days on which its reports are expected, both included */
    bool reported;           /* after audit_finish: some counted report is about it */
    bool silent;             /* likewise: none is, and none was left out by --domain */
    size_t next;             /* number of its client's next entry, plus one; 0: there is none */
};

struct scope_client { /* numbers of the first and the last of its entries, plus one */
    size_t first, last;
};

struct scope {
    struct names names; /* the domains; number n is the domain of entry n */
    struct rows entries;
    struct names client_names;
    struct rows clients;       /* of struct scope_client; number n is the client of name n */
    const struct scope *whole; /* borrowed: the list of which this is a client's part, or NULL */
    bool has_wildcards;
    char sha256[SHA256_TEXT + 1]; /* of the list, hex digits */
};

enum scope_added { SCOPE_ADDED, SCOPE_TWICE, SCOPE_NO_MEMORY };

void scope_init(struct scope *s, const struct hash_key *key); /* borrows the key */

/* Copies the texts. */
enum scope_added scope_add(struct scope *s, const struct scope_entry *entry);

/* Makes `part` the list of one client (named `client`; empty: of the entries without one), or with
 * `domain`, of that one domain. It borrows the whole list, and costs no more if others have more in
 * it. What belongs to another client stays foreign even below a wildcard. False: out of memory;
 * free it all the same. */
bool scope_part(const struct scope *whole, struct slice client, const struct slice *domain,
                const struct hash_key *key, struct scope *part);

size_t scope_n(const struct scope *s); /* how many entries there are */
const struct scope_entry *scope_at(const struct scope *s, size_t i); /* i < scope_n */

/* The entry to which a domain in normal form belongs: its own, else that of the nearest wildcard
 * above. NULL: the domain is foreign. */
const struct scope_entry *scope_find(const struct scope *s, struct slice domain);

/* Notes that a counted report is about the domain, at its entry and all wildcards above it; nothing
 * if it is foreign. */
void scope_mark_reported(struct scope *s, struct slice domain);
void scope_mark_silent(struct scope *s, size_t i, bool silent); /* i < scope_n */

/* Marks the policies about other domains as foreign and left_out. False: no policy of the report is
 * left. */
bool scope_admits(const struct scope *s, struct report *report);
void scope_free(struct scope *s);

#endif
