/*
 * recipients: which of a few known addresses mail was sent to, as its header fields tell. Several
 * threads may look at once.
 */
#ifndef MAIL_RECIPIENTS_H
#define MAIL_RECIPIENTS_H

#include <stdatomic.h>

#include "lib/base/slice.h"

struct recipient {
    struct slice address; /* borrowed */
    _Atomic bool seen;
};

struct recipients {
    struct recipient *at;
    size_t n;
    _Atomic bool any; /* a field was looked at */
};

/* Is this a field that names recipients: To, Cc, Delivered-To, X-Original-To, Envelope-To,
 * Received? */
bool recipients_field(struct slice name);
void recipients_look(struct recipients *r, struct slice value);

#endif
