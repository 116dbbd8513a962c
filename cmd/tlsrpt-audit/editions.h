/*
 * editions: outputs for each client or each domain, of one run (SPEC 6.8).
 *
 * While mail is read, what concerns each edition is kept (lib/audit/parcels). Once all is read, the
 * editions are made one after the other, each by an audit of its own that takes its reports in the
 * order of the input: so an edition is what a run over the same mail with that client's list would
 * have given. They are built in rooms (placer.h), and nothing is put in place before all are whole.
 */
#ifndef CMD_EDITIONS_H
#define CMD_EDITIONS_H

#include "cmd/tlsrpt-audit/outputs.h"

struct editions;

/* NULL: no output asks for editions; or `*error`, a sentence, says why they cannot be made. All
 * arguments are borrowed. The account hears for the editions from here on. */
struct editions *editions_open(const struct options *o, const struct about *about,
                               struct account *account, const struct account_options *with,
                               const char **error);

/* After account_finish of the whole: makes the outputs of all editions, and puts none in place.
 * False: editions_error, or `stop` was set. */
bool editions_finish(struct editions *e, const _Atomic bool *stop);

/* Tells of each edition's outputs. False: `tell` gave false. */
bool editions_each(const struct editions *e,
                   bool (*tell)(void *self, const struct outputs *outputs), void *self);

bool editions_commit(struct editions *e);             /* false: editions_error */
const char *editions_error(const struct editions *e); /* NULL: nothing failed */

/* What has no edition: so many domains that no list names (EDITIONS_UNLISTED_MOST); some of more
 * than EDITIONS_MOST clients or domains. */
struct editions_left {
    size_t unlisted;
    bool some;
};

void editions_left(const struct editions *e, struct editions_left *left);
void editions_close(struct editions *e); /* abandons what is not in place; NULL is none */

#endif
