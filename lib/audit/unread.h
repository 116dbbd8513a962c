/*
 * unread: how many messages and files could not be looked into, by their forms (SPEC 2 and 3).
 */
#ifndef AUDIT_UNREAD_H
#define AUDIT_UNREAD_H

#include "lib/audit/outcome.h"

enum { UNREAD_MOST_FORMS = 100 }; /* the last one takes all that finds no room */

struct unread_row {
    struct unread unread;
    uint64_t messages, files;
};

struct unread_tally {
    struct unread_row rows[UNREAD_MOST_FORMS]; /* in the order in which forms were met */
    size_t n;
};

/* Counts a message or a file. The arena keeps the texts of a new form. False: out of memory. */
bool unread_count(struct unread_tally *t, const struct unread *unread, bool is_message,
                  struct arena *arena);

#endif
