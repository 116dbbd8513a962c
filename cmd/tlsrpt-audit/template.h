/*
 * template: paths of outputs that stand for many, one for each edition (SPEC 6.8): {client} and
 * {domain} in them are replaced by safe file names.
 */
#ifndef CMD_TEMPLATE_H
#define CMD_TEMPLATE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum edition_kind {
    EDITION_NONE,   /* one output for all */
    EDITION_CLIENT, /* {client} */
    EDITION_DOMAIN, /* {domain}, with {client} or without */
    EDITION_KINDS
};

enum edition_kind template_kind(const char *path); /* NULL: EDITION_NONE */
bool template_names_client(const char *path);      /* does it hold {client}? NULL: no */

/* How many bytes of the path are a folder that all editions share: up to the last '/' before the
 * first name in braces. 0: there is no such '/', and the folder is the working folder. */
size_t template_fixed(const char *path);

/* Gives that folder; "." is the working folder. False: its path is too long. */
bool template_folder(const char *path, char to[static PATH_MAX]);

/* Gives the path of one edition, with these file names. False: it is too long. */
bool template_expand(const char *path, const char *client, const char *domain,
                     char to[static PATH_MAX]);

#endif
