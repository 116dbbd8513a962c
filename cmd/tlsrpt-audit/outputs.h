/*
 * outputs: all outputs that there are, one row each, and those that a run was asked for.
 *
 * They are opened, checked (targets.h) and let through the sandbox by these rows. A new output is
 * one row here, one among the options, and a member of struct options.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "cmd/tlsrpt-audit/edition_folders.h"
#include "cmd/tlsrpt-audit/edition_places.h"
#include "cmd/tlsrpt-audit/options.h"
#include "cmd/tlsrpt-audit/template.h"
#include "formats/read/recognise.h"

enum { OUTPUTS_MOST = 32 };

enum output_kind {
    OUTPUT_FILE,     /* the option names a file, or "-" */
    OUTPUT_KEPT,     /* the option names a file that is read back: not "-" */
    OUTPUT_DATABASE, /* likewise, and SQLite makes files beside it */
    OUTPUT_FOLDER,   /* the option names a folder */
    OUTPUT_STDOUT    /* the option names what is shown, on standard output */
};

struct output_row {
    const char *option; /* its name, without dashes */
    size_t at;          /* of its value in struct options, a const char *; NULL: not wanted */
    enum output_kind kind;
    output_opener *open;    /* NULL: no struct output, the run writes it itself */
    enum content_kind form; /* what it is taken for where it stands; else nothing that is read */
    bool is_of_all;         /* there are no editions of it, although it is opened */
    const char *seal;    /* of a folder: a file in it whose hash stands for all of it; NULL: none */
    const char *instead; /* of a folder: what to use for standard output; NULL: nothing */
};

extern const struct output_row output_rows[];
extern const size_t output_rows_n; /* at the most OUTPUTS_MOST */

/* Where it goes: a path, or "-" for standard output. NULL: it is not wanted. Borrowed from `o`. */
const char *output_path(const struct output_row *row, const struct options *o);

struct outputs {
    struct output *at[OUTPUTS_MOST + 1];
    const struct output_row *rows[OUTPUTS_MOST + 1]; /* each one's; NULL: the text summary */
    char *paths[OUTPUTS_MOST + 1];                   /* where each goes; "-": standard output */
    size_t n;
    const char *error;      /* a sentence with the path; NULL: nothing failed */
    char why[TARGET_ERROR]; /* room for it */
};

/* What the paths of one edition are made with. All is borrowed. */
struct edition_paths {
    enum edition_kind kind;
    const char *client, *domain; /* file names for {client} and {domain} */
    const char *other;           /* in place of `domain`, if its place is taken; empty: none */
    struct edition_places *places;
    struct edition_folders *folders;
    const struct placer *placer; /* in its rooms they are built */
};

/* Opens what the options ask for: for one edition, or (`paths` NULL) for the whole run, which has
 * the text summary on standard output if nothing is asked for. False: `error` says why. */
bool outputs_open(struct outputs *outputs, const struct options *o,
                  const struct edition_paths *paths, const struct about *about,
                  struct account *account);

/* Before the first edition: takes the places of outputs without editions. False: out of memory. */
bool outputs_claim(const struct options *o, struct edition_places *places);

/* Makes a room for each file system that editions go to. False: one cannot be made. */
bool outputs_make_rooms(const struct options *o, struct placer *placer);

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
