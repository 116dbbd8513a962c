/*
 * listing: the names in a folder, in byte order, and which of them are names of one message of a
 * Maildir with and without its flags.
 */
#ifndef READ_LISTING_H
#define READ_LISTING_H

#include <dirent.h>
#include <stdbool.h>

#include "lib/base/arena.h"
#include "lib/base/slice.h"

struct listing {
    struct arena arena;
    struct slice *names;
    size_t n;
    bool bare, with_flags; /* names without and with ":1," or ":2," are among them */
    bool may_hold_folders; /* among the names are some, or the file system does not tell */
    bool is_closed;        /* the folder cannot be opened, which was told */
};

/* All names but "." and "..", each with a NUL behind it. `l` is cleared, and its owner frees it.
 * but: names of messages that it has are left out; NULL: none. Gives 0, or the number of an error
 * (errno.h): then the list has what came before that, in order. */
int listing_read(DIR *folder, const struct listing *but, struct listing *l);
void listing_free(struct listing *l);

/* The name of the message with this unique part (maildir.h), with flags or without; or without them
 * alone. NULL: there is none. */
const struct slice *listing_find(const struct listing *l, struct slice unique);
const struct slice *listing_find_bare(const struct listing *l, struct slice unique);

#endif
