/*
 * sqlite_known: what a database holds of a report that comes again. Its rows stay as they are; what
 * differs is an exception, so that no report is a mixture of two copies.
 *
 * A table beside the reports keeps the SHA-256 of each one's canonical record without source and
 * deviations (SPEC 5.1); a report of a database without it differs by its sessions alone.
 */
#ifndef WRITE_SQLITE_KNOWN_H
#define WRITE_SQLITE_KNOWN_H

#include <sqlite3.h>

#include "lib/audit/exception.h"
#include "lib/base/sha256.h"

enum sqlite_known_verdict {
    SQLITE_KNOWN_NEW,   /* it is not there */
    SQLITE_KNOWN_SAME,  /* it is, with this content */
    SQLITE_KNOWN_OTHER, /* it is, with another one, or both differ by their mails (SPEC 5.1) */
    SQLITE_KNOWN_FAILED
};

struct sqlite_known {
    sqlite3_stmt *find, *policies, *remember;
    const struct hash_key *key; /* borrowed: for what is kept of copies */
    struct sha256 sha256;
    struct buffer text, kept;
    struct arena arena;
};

/* Does the database hold any report? False: it says why that cannot be told. */
bool sqlite_known_any(sqlite3 *db, bool *any);

/* Why a run's reports cannot stand beside those that are there (`redacted`: bits of REDACT_…):
 * sums over numbers that mean others in each run would be of no reporter. NULL: they can. */
const char *sqlite_known_refusal(bool any, unsigned redacted);

/* Makes its table where it is not there; the tables reports and policies must be. False: the
 * database says why. */
bool sqlite_known_open(struct sqlite_known *k, sqlite3 *db, const struct hash_key *key);

/* *e: what is told of it where the content is another; it lives until the next call. */
enum sqlite_known_verdict sqlite_known_look(struct sqlite_known *k, const struct report *r,
                                            const char *key, struct exception *e);
struct slice sqlite_known_copy(const struct sqlite_known *k); /* of the last SQLITE_KNOWN_OTHER */
void sqlite_known_close(struct sqlite_known *k);

#endif
