/*
 * state: which reports earlier runs have counted, in a SQLite file (SPEC 9, --state).
 *
 * A run holds the file's write lock from state_open to state_commit, so that two runs wait for each
 * other. All that is remembered becomes visible at once, with the commit, which comes after the
 * outputs are in place: a crash before it forgets the run, and its reports are counted again, but
 * none is lost.
 *
 * What is kept of a report is its identity and content as the run hashed them. For the next run to
 * hash alike, the key of these hashes (lib/base/hash.h) is kept in the file; it is drawn when the
 * file is made, and nobody who mails reports knows it. Numbers that are hashed or kept as bytes
 * stand with their least byte first, so that the file can move from one processor to another.
 */
#ifndef AUDIT_STATE_H
#define AUDIT_STATE_H

#include <limits.h>

#include "lib/tlsrpt/report.h"

enum { STATE_ERROR = PATH_MAX + 400 };

struct state;

enum state_verdict { STATE_NEW, STATE_KNOWN, STATE_OTHER_CONTENT, STATE_FAILED };

/* Opens or makes the file and takes its lock, waiting while another run has it and *stop is false.
 * Borrows the path. NULL: `error` says why, with the path, as state_error does. */
struct state *state_open(const char *path, const _Atomic bool *stop,
                         char error[static STATE_ERROR]);

/*
 * Notes in a new file `identity`, the word for what makes two reports one (SPEC 5.1), and gives the
 * word that the file has: by another one, what it remembers would not be known again. NULL:
 * state_error.
 */
const char *state_identity(struct state *s, const char *identity);

/* The key that the run has to hash with. */
const struct hash_key *state_key(const struct state *s);

/* Is the report remembered? */
enum state_verdict state_find(struct state *s, const struct report *report);

/* What copies.h kept of the report that state_find found last; valid until the next state_find. */
struct slice state_copy(const struct state *s);

/* Remembers a report at the commit, at 80 bytes or more. False: out of memory. */
bool state_add(struct state *s, const struct report *report);

/* Forgets reports that were counted before `oldest`. False: state_error. */
bool state_expire(struct state *s, time_seconds oldest);
bool state_commit(struct state *s, time_seconds now); /* false: state_error */
bool state_failed(const struct state *s); /* did one of these fail? Then state_error tells why */
const char *state_error(struct state *s);
void state_free(struct state *s); /* without a commit, nothing is remembered */

#endif
