#include "formats/read/clone.h"

const struct unread clone_of_inbox = {UNREAD_NO_READER, SLICE("clone of a public-inbox"),
                                      SLICE("export all its mails with lei, and give them")};

bool clone_keeps(struct slice path)
{
    return slice_starts(path, SLICE(".git/")) || slice_find_nocase(path, SLICE("/.git/")).n > 0;
}

void clone_note(struct clone *c, struct slice name)
{
    struct slice own = slice_basename(name);
    bool is_git = clone_keeps(name) || slice_equal(own, SLICE(".git")),
         is_mail = slice_equal(own, SLICE("m")) || slice_equal(own, SLICE("d"));
    c->has_git |= is_git;
    c->has_mail |= !is_git && is_mail;
    c->has_other |= !is_git && !is_mail;
}

bool clone_is_of_inbox(const struct clone *c)
{
    return c->has_git && c->has_mail && !c->has_other;
}
