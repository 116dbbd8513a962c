/*
 * sqlite_known: does a database already hold a report? Then its rows stay, and a copy that differs
 * is an exception, so that no report is a mixture of two copies.
 *
 * A table beside the reports keeps the SHA-256 of each one's canonical record without source and
 * deviations (SPEC 5.1), with the policies that a selection leaves out. Reports that older versions
 * wrote have none there: they are compared by their sessions.
 */
#ifndef WRITE_SQLITE_KNOWN_H
#define WRITE_SQLITE_KNOWN_H

#include <sqlite3.h>

#include "lib/audit/exception.h"
#include "lib/base/sha256.h"

enum sqlite_known_verdict {
    SQLITE_KNOWN_NEW,    /* it is not there; now its hash is */
    SQLITE_KNOWN_SAME,   /* it is there, with this content */
    SQLITE_KNOWN_PARTLY, /* likewise, but some of its policies were left out by a selection */
    SQLITE_KNOWN_OTHER,  /* it is there, with other content or by another mail (SPEC 5.1) */
    SQLITE_KNOWN_FAILED  /* the database says why */
};

struct sqlite_known {
    sqlite3_stmt *find, *policies, *remember;
    const struct hash_key *key; /* for copies.h; borrowed */
    struct sha256 sha256;
    struct buffer text, kept;
    struct arena arena;
};

/* Does the database hold any report? False: the database says why that cannot be told. */
bool sqlite_known_any(sqlite3 *db, bool *any);

/* Says why a run's reports cannot stand beside those that are there; NULL: they can. `redacted` are
 * bits of REDACT_…: a redacted reporter's number means another one in each run. */
const char *sqlite_known_refusal(bool any, unsigned redacted);

/* Makes its table if it is not there; the tables reports, policies and failures must be. False: the
 * database says why. */
bool sqlite_known_open(struct sqlite_known *k, sqlite3 *db, const struct hash_key *key);

/* Looks for the report. For SQLITE_KNOWN_OTHER *e is the exception, valid until the next call. */
enum sqlite_known_verdict sqlite_known_look(struct sqlite_known *k, const struct report *r,
                                            const char *key, struct exception *e);

/* What copies.h keeps of the report that the last SQLITE_KNOWN_OTHER met. */
struct slice sqlite_known_copy(const struct sqlite_known *k);
void sqlite_known_close(struct sqlite_known *k);

#endif
