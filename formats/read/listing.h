/*
 * listing: the names in a folder, in byte order, and which of them name one message of a Maildir
 * with and without its flags.
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
    bool may_hold_folders; /* some are folders, or the system does not tell */
    bool is_whole;         /* it has all names */
    bool is_closed;        /* the folder cannot be opened, and the user was told */
};

/*
 * Lists all names but "." and "..", each with a NUL behind it, into `l`, which is empty and the
 * caller's to free. Messages that are in `but` (NULL: none) are left out, whatever their flags.
 * Gives 0, or the number of an error (errno.h): then the list has what came before that, in order.
 */
int listing_read(DIR *folder, const struct listing *but, struct listing *l);
void listing_free(struct listing *l);

/* Is this name in the folder, for all that its list tells? */
bool listing_may_have(const struct listing *l, struct slice name);

/* The name of the message with this unique part (maildir.h), with or without flags; and only
 * without. NULL: there is none. */
const struct slice *listing_find(const struct listing *l, struct slice unique);
const struct slice *listing_find_bare(const struct listing *l, struct slice unique);

#endif
