/*
 * edition_paths: where the outputs of an edition go, so that none replaces another or what is read.
 */
#ifndef CMD_EDITION_PATHS_H
#define CMD_EDITION_PATHS_H

#include "cmd/tlsrpt-audit/edition_folders.h"
#include "cmd/tlsrpt-audit/edition_places.h"
#include "cmd/tlsrpt-audit/output_rows.h"
#include "cmd/tlsrpt-audit/template.h"

/* What the paths of one edition are made with. All is borrowed. */
struct edition_paths {
    enum edition_kind kind;
    const char *client, *domain; /* file names for {client} and {domain} */
    const char *other;           /* in place of `domain`, if its place is taken; empty: none */
    struct edition_places *places;
    struct edition_folders *folders;
    const struct placer *placer; /* in its rooms they are built */
};

/* Before the first edition: takes the places of outputs without editions. False: out of memory. */
bool edition_paths_claim_others(const struct options *o, struct edition_places *places);

/* Likewise: makes a room for each file system that editions go to. False: one cannot be made. */
bool edition_paths_make_rooms(const struct options *o, struct placer *placer);

/* These two give false, and say in `error` why. */

/* Gives the path of one output and takes its place. Makes the folders that it is in, unless it is
 * built in a room. */
bool edition_paths_find(const struct edition_paths *paths, const struct options *o,
                        const struct output_row *row, char path[static PATH_MAX],
                        char error[static TARGET_ERROR]);

/* Makes the folders of such a path, of which `value` was given with the option. */
bool edition_paths_make_folders(const char *value, const char *path,
                                struct edition_folders *folders, char error[static TARGET_ERROR]);

#endif
