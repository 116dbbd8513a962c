/*
 * edition_shares: which of what the user gave beside the mail is about which edition, looked up
 * once for all of them: a hoster gives one file of records for all of his clients.
 */
#ifndef CMD_EDITION_SHARES_H
#define CMD_EDITION_SHARES_H

#include "cmd/tlsrpt-audit/edition_names.h"
#include "lib/findings/account.h"

struct edition_shares { /* zero-initialise it */
    const struct account_given *given;
    struct groups setup; /* of given->setup.names */
    struct groups earlier[CHANGE_KINDS];
};

/* To be called when all editions are known, and the earlier summary is in its order. Borrows what
 * was given. False: out of memory; free it all the same. */
bool edition_shares_build(struct edition_shares *s, const struct edition_names *names,
                          const struct account_given *given);

/* Gives the names of the setup that the edition is about, in the arena. False: out of memory. */
bool edition_shares_setup(const struct edition_shares *s, uint32_t edition, struct arena *arena,
                          struct texts *names);

/* Gives the rows of each kind of the earlier summary that the edition is about. */
void edition_shares_earlier(const struct edition_shares *s, uint32_t edition,
                            struct group among[static CHANGE_KINDS]);
void edition_shares_free(struct edition_shares *s);

#endif
