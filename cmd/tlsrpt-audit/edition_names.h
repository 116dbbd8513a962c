/*
 * edition_names: the clients or domains that each have an edition of their own (SPEC 6.8), with
 * file names that are safe and differ from each other.
 */
#ifndef CMD_EDITION_NAMES_H
#define CMD_EDITION_NAMES_H

#include "cmd/tlsrpt-audit/template.h"
#include "lib/audit/scope.h"
#include "lib/base/filename.h"

#define EDITION_UNASSIGNED "unassigned" /* stands for the domains without a client */

/* At most so many clients or domains have an edition, and so many of the domains that no list
 * names: anyone can mail reports about any number of those, and an edition is much larger than a
 * report. */
enum { EDITIONS_MOST = 50000, EDITIONS_UNLISTED_MOST = 1000 };

struct edition {
    struct slice name;        /* a client, or a domain */
    struct slice client;      /* of a domain; empty: none */
    bool is_listed;           /* in the list of domains, by its own name */
    bool is_left_out;         /* after edition_names_choose */
    uint64_t reports;         /* reports that may count in it */
    uint64_t last_parcel;     /* its number, so that each parcel is addressed once */
    char file[FILENAME_ROOM]; /* after edition_names_settle */
    char client_file[FILENAME_ROOM];
};

struct edition_names {
    enum edition_kind kind;
    const struct scope *scope; /* NULL: without a list of domains */
    struct names names;        /* number n is that of edition n */
    struct rows editions;      /* of struct edition */
    bool left_some;            /* there were more than EDITIONS_MOST */
    size_t left;               /* how many edition_names_choose left out */
};

void edition_names_init(struct edition_names *n, enum edition_kind kind, const struct scope *scope,
                        const struct hash_key *key);

/* Makes an edition for each client or domain that the list names. False: out of memory. */
bool edition_names_list(struct edition_names *n);

/* Gives the number of the edition that a domain in normal form belongs to, which is made if it is
 * new, or one of these. */
enum { EDITION_MISSING = -1 /* it has none */, EDITION_NO_MEMORY = -2 };
int64_t edition_of_domain(struct edition_names *n, struct slice domain);

/* Likewise, of one that was made; EDITION_MISSING: it belongs to none of these. */
int64_t edition_known(const struct edition_names *n, struct slice domain);

struct edition *edition_at(struct edition_names *n, size_t i);
size_t editions_n(const struct edition_names *n);

/* When all are known: leaves out the domains that no list names, but for the EDITIONS_UNLISTED_MOST
 * with the most reports. False: out of memory. */
bool edition_names_choose(struct edition_names *n);

/* When all are known: gives them file names; a domain's client has the one it has in `clients`
 * (NULL: there are none). False: out of memory, or libcrypto failed. */
bool edition_names_settle(struct edition_names *n, const struct edition_names *clients);
void edition_names_free(struct edition_names *n);

#endif
