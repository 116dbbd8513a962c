/*
 * statefile: the SQLite file of a state (state.h): it is opened and locked, known as ours, brought
 * to the present version, and keeps the key and the word for an identity. Private to lib/audit:
 * state.c.
 *
 * All functions that give a bool: false: statefile_error tells why.
 */
#ifndef AUDIT_STATEFILE_H
#define AUDIT_STATEFILE_H

#include <sqlite3.h>

#include "lib/audit/state.h"

enum { STATEFILE_MOST_IDENTITY = 40 }; /* bytes of the word, with its NUL */

struct statefile {            /* zero-initialise it but for path and stop */
    const char *path;         /* borrowed */
    const _Atomic bool *stop; /* borrowed */
    sqlite3 *db;
    struct hash_key key;
    char identity[STATEFILE_MOST_IDENTITY];
    char why[STATE_ERROR]; /* what is wrong, with the path; empty: nothing was said yet */
};

/* Opens or makes the file, takes its lock, waiting while *stop is false, and sets it up. To be
 * closed all the same. */
bool statefile_open(struct statefile *f);

/* As state_identity. */
const char *statefile_identity(struct statefile *f, const char *identity);
bool statefile_run(struct statefile *f, const char *sql);

/* To be finalised before the file is closed. */
bool statefile_prepare(struct statefile *f, const char *sql, sqlite3_stmt **statement);

/* Says why SQLite's last call failed, unless it was said already what is wrong. Gives false. */
bool statefile_failed(struct statefile *f);
const char *statefile_error(struct statefile *f);
void statefile_close(struct statefile *f);

#endif
