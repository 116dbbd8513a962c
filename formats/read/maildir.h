/*
 * maildir: what the names of a Maildir say (https://cr.yp.to/proto/maildir.html), on disk or in an
 * archive.
 */
#ifndef READ_MAILDIR_H
#define READ_MAILDIR_H

#include "lib/base/slice.h"

/* In an archive nobody can look whether cur/ and new/ are there; the last folder that was seen
 * to hold one is remembered. */
struct maildir_seen {
    char parent[512];
    size_t n;
    bool any;
};

enum maildir_part {
    MAILDIR_NO_PART,
    MAILDIR_MESSAGE,
    MAILDIR_HALF_DELIVERED /* in tmp/: not to be read */
};

enum maildir_part maildir_part_of(struct maildir_seen *seen, struct slice member);

#endif
