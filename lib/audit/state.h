/*
 * state: which reports earlier runs have counted, in a SQLite file (SPEC 9, --state).
 *
 * A run holds the file's write lock from state_open to state_commit, so two runs wait for each other; whatever is remembered becomes
 * visible at once, with the commit, which comes after the outputs are in place. A crash before it forgets the run: its reports are counted
 * again, none is lost.
 *
 * Identities and contents are told by SHA-256: nobody can mail a report that the state takes for another.
 */
#ifndef AUDIT_STATE_H
#define AUDIT_STATE_H

#include "lib/tlsrpt/identity.h"

enum { STATE_VERSION = 1, STATE_ERROR = 300 };

struct state;

enum state_verdict { STATE_NEW, STATE_KNOWN, STATE_OTHER_CONTENT, STATE_FAILED };

/* Opens or makes the file and takes its lock, waiting while another run has it and *stop is false. NULL: `error` says why. */
struct state *state_open(const char *path, const _Atomic bool *stop, char error[static STATE_ERROR]);

/* Is the report remembered? `scratch` is emptied and used. */
enum state_verdict state_find(struct state *s, const struct report *report, struct buffer *scratch);
bool state_add(struct state *s, const struct report *report, struct buffer *scratch); /* false: state_error */

/* Forgets reports that ended before `oldest`. False: state_error. */
bool state_expire(struct state *s, time_seconds oldest);
bool state_commit(struct state *s); /* false: state_error */
bool state_failed(const struct state *s); /* one of these failed, and state_error tells why */
const char *state_error(const struct state *s);
void state_free(struct state *s); /* without a commit nothing was remembered */

#endif
