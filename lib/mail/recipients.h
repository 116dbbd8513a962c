/*
 * recipients: which of a few known addresses mail was sent to, as its header fields tell. Several
 * threads may look at once.
 */
#ifndef MAIL_RECIPIENTS_H
#define MAIL_RECIPIENTS_H

#include <stdatomic.h>

#include "lib/base/arena.h"

struct recipient {
    struct slice address; /* borrowed */
    bool is_odd; /* has bytes that end an address in a header field (a quoted local part) */
    _Atomic bool seen;
};

struct recipients { /* zero-initialise it */
    struct recipient *at;
    size_t n, odd_n;  /* the odd ones come first, once they are sorted */
    _Atomic bool any; /* a field was looked at */
};

/* False: out of memory. */
bool recipients_add(struct recipients *r, struct arena *arena, struct slice address);

/* Once, when all are added; the functions below need it. Letter case does not matter. */
void recipients_sort(struct recipients *r);

/* NULL: it is none of them. */
struct recipient *recipients_find(const struct recipients *r, struct slice address);

/* Is this a field that names recipients: To, Cc, Delivered-To, X-Original-To, Envelope-To,
 * Received? */
bool recipients_field(struct slice name);

/* Marks the addresses that such a field's value holds as seen. */
void recipients_look(struct recipients *r, struct slice value);

/* Somebody else looked, and saw this address (empty: none). */
void recipients_note(struct recipients *r, struct slice address);

#endif
