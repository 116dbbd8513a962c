/*
 * clone: an epoch of public-inbox (its v2) that was cloned with a working tree, known by the names
 * in its folder, or in an archive of one or several. The last of its mails lies there, as m, or as
 * d if it was deleted; the others are in .git alone.
 */
#ifndef READ_CLONE_H
#define READ_CLONE_H

#include "lib/audit/outcome.h"

struct clone {
    bool has_git, has_mail, has_other; /* all false at first */
};

void clone_note(struct clone *c, struct slice name); /* of something in the folder or archive */
bool clone_is_of_inbox(const struct clone *c);
extern const struct unread clone_of_inbox; /* what to do then */

/* Is it what git keeps? */
bool clone_keeps(struct slice path);

#endif
