/*
 * template: paths of outputs that stand for many, one an edition (SPEC 6.8): {client} and {domain}
 * in them are replaced by names that are safe on any file system.
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

/* What a path stands for; NULL: nothing. */
enum edition_kind template_kind(const char *path);

/* Does it hold {client}? */
bool template_names_client(const char *path);

/* How many bytes of the path come before what names stand in: up to the last '/' before the first
 * of them. 0: there is none, and the path begins in the working folder. */
size_t template_fixed(const char *path);

/* The folder that the path is in whatever stands for the names: these bytes, or ".". False: it is
 * too long. */
bool template_folder(const char *path, char to[static PATH_MAX]);

/* The path of one edition; the names are file names. False: it is too long. */
bool template_expand(const char *path, const char *client, const char *domain,
                     char to[static PATH_MAX]);

#endif
