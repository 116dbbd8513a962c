/*
 * maildir: what the names of a Maildir say (https://cr.yp.to/proto/maildir.html), on disk or in an
 * archive.
 */
#ifndef READ_MAILDIR_H
#define READ_MAILDIR_H

#include "lib/base/slice.h"

/* In an archive nobody can look whether cur/ and new/ are there: the last folder that was seen to
 * hold one of them is remembered. */
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

/* What flags begin with: a message's name is "unique:2,S" or, without any, "unique". */
enum { MAILDIR_FLAG_MARKS = 2 };
extern const struct slice maildir_flag_marks[MAILDIR_FLAG_MARKS];

/* A message's name without its flags: the part that stays when a mail program moves or marks it.
 * Other colons, as in a time of day, belong to it. */
struct slice maildir_unique(struct slice name);

static inline bool maildir_has_flags(struct slice name)
{
    return maildir_unique(name).n < name.n;
}

/* Are both names taken, and by messages that differ? A message that was renamed while its folder
 * was listed has two names, but only one file; or both are copies of each other. What cannot be
 * read is not known to be a copy: it differs, so that reading it says why. */
bool maildir_differ(const char *path, const char *other);

#endif
