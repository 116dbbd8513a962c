/*
 * networks: whose network an address is in, and in which country, by the databases that were given
 * (SPEC 8.3, --ip-db).
 *
 * Each field comes from the first database that has it. Databases name their fields differently;
 * the names of MaxMind, DB-IP and IPinfo are known. What a damaged database does not tell counts as
 * not known; `damaged` says that there was one.
 */
#ifndef AUDIT_NETWORKS_H
#define AUDIT_NETWORKS_H

#include "lib/base/mmdb.h"
#include "lib/tlsrpt/report.h"

enum { NETWORKS_MOST = 16 };

struct network {
    struct network_code code;
    struct slice as_name; /* borrows from the database */
};

struct networks {
    struct mmdb at[NETWORKS_MOST];
    size_t n;
    _Atomic bool damaged[NETWORKS_MOST]; /* set by look-ups, which threads share */
};

/* What is known of an address, a text that may also be none. */
struct network networks_find(struct networks *n, struct slice address);

/* Fills in the networks of a report's failure details. */
void networks_mark(struct networks *n, struct report *r);

#endif
