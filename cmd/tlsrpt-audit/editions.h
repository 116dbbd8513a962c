/*
 * editions: outputs of one run for each client or each domain (SPEC 6.8).
 *
 * While mail is read, what concerns each edition is kept (lib/audit/parcels.h). Then the editions
 * are made one after the other, each by an audit of its own, which takes its reports in the order
 * of the input: an edition is what a run over the same mail with that client's list would have
 * given. They are built in rooms (placer.h), and put in place when all are whole.
 */
#ifndef CMD_EDITIONS_H
#define CMD_EDITIONS_H

#include "cmd/tlsrpt-audit/outputs.h"

struct editions;

/* Borrows all arguments; from here on the account's audit tells the editions what it takes. NULL:
 * no output asks for editions, unless *error, a sentence, says why they cannot be made. It is NULL
 * before, and may be set whatever is given. */
struct editions *editions_open(const struct options *o, const struct about *about,
                               struct account *account, const struct account_options *with,
                               const char **error);

/* After account_finish for the whole: makes the outputs of all editions, and puts none in place.
 * False: `stop` was set, or editions_error says why. */
bool editions_finish(struct editions *e, const _Atomic bool *stop);

/* Tells of each edition's outputs. False: `tell` gave false. */
bool editions_each(const struct editions *e,
                   bool (*tell)(void *self, const struct outputs *outputs), void *self);

bool editions_commit(struct editions *e);             /* false: editions_error */
const char *editions_error(const struct editions *e); /* NULL: nothing failed */

struct editions_left { /* what has no edition */
    size_t unlisted;   /* domains that no list names, beyond EDITIONS_UNLISTED_MOST */
    bool some;         /* there are more clients or domains than EDITIONS_MOST */
    bool all;          /* domains were asked for, and there is none */
};

void editions_left(const struct editions *e, struct editions_left *left);
void editions_close(struct editions *e); /* abandons what is not in place; NULL: nothing */

#endif
