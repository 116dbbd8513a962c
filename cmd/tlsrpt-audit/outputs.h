/*
 * outputs: those that a run or an edition was asked for, from their opening to their place.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "cmd/tlsrpt-audit/edition_paths.h"

struct outputs {
    struct output *at[OUTPUTS_MOST + 1];
    const struct output_row *rows[OUTPUTS_MOST + 1]; /* each one's; NULL: the text summary */
    char *paths[OUTPUTS_MOST + 1];                   /* where each goes; "-": standard output */
    size_t n;
    const char *error;      /* a sentence with the path; NULL: nothing failed */
    char why[TARGET_ERROR]; /* room for it */
};

/* Opens what the options ask for: for one edition, or (`paths` NULL) for the whole run, which has
 * the text summary on standard output if nothing is asked for. False: `error` says why. */
bool outputs_open(struct outputs *outputs, const struct options *o,
                  const struct edition_paths *paths, const struct about *about,
                  struct account *account);

/* Makes the folders that the outputs of an edition go to. False: `error` says why. */
bool outputs_make_folders(struct outputs *outputs, const struct options *o,
                          struct edition_folders *folders);

/* Makes all outputs whole; the account is not needed afterwards. False: `error` says why. */
bool outputs_finish(struct outputs *outputs, struct account *account);

/* Commits all: puts those in place that the placer does not. False: `error` says why. */
bool outputs_commit(struct outputs *outputs);

/* Has the placer put all of the run in place. False: `error` says why. */
bool outputs_place(struct outputs *outputs, struct placer *placer);

void outputs_close(struct outputs *outputs); /* abandons what is not in place */

#endif
