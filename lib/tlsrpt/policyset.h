/*
 * policyset: the text of a policy for comparing it, whatever order its lines were sent in.
 */
#ifndef TLSRPT_POLICYSET_H
#define TLSRPT_POLICYSET_H

#include "lib/base/arena.h"

/* Of the types `tlsa` and `sts` (lower case) the lines sorted, each once, in lower case and without
 * what stands around a colon: the DNS gives a set of records in any order, and senders write an
 * MTA-STS policy as it is served or in an order of their own (RFC 8461, 3.2: any will do). Of other
 * types the text itself. Borrows from the text or lives in the arena. False: out of memory. */
bool policyset_of(struct slice type, struct slice text, struct arena *arena, struct slice *set);

#endif
