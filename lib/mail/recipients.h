/*
 * recipients: to which of a few known addresses mail was sent, by its header fields. Several
 * threads may look at once.
 */
#ifndef MAIL_RECIPIENTS_H
#define MAIL_RECIPIENTS_H

#include "lib/base/arena.h"

struct recipient {
    struct slice address; /* borrowed */
    bool is_odd; /* has bytes that end an address in a header field, as a quoted local part can */
    _Atomic bool seen;
};

struct recipients { /* zero-initialise it */
    struct recipient *at;
    size_t n, odd_n;  /* once sorted, the odd ones come first */
    _Atomic bool any; /* a field was looked at */
};

/* False: out of memory. */
bool recipients_add(struct recipients *r, struct arena *arena, struct slice address);

/* To be called once, when all are added, before the functions below. Letter case does not
 * matter. */
void recipients_sort(struct recipients *r);

/* The recipient with this address; NULL: there is none. */
struct recipient *recipients_find(const struct recipients *r, struct slice address);

/* Does a field of this name tell recipients (To, Cc, Delivered-To, X-Original-To, Envelope-To,
 * Received)? */
bool recipients_field(struct slice name);

/* Marks as seen the addresses that are in the value of such a field. */
void recipients_look(struct recipients *r, struct slice value);

/* Marks an address as seen that somebody else has found (empty: a field was looked at, and none was
 * found). */
void recipients_note(struct recipients *r, struct slice address);

#endif
