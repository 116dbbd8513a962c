/*
 * policyset: a form of a policy's text by which two are compared, whatever order their lines were
 * sent in.
 */
#ifndef TLSRPT_POLICYSET_H
#define TLSRPT_POLICYSET_H

#include "lib/base/arena.h"

/* For the types `tlsa` and `sts` (lower case): the lines sorted, each once, in lower case and
 * without blanks around a colon. The DNS gives a set of records in any order, and senders write an
 * MTA-STS policy as it is served or in an order of their own (RFC 8461, 3.2: any will do). For
 * other types: the text itself. It borrows from the text or lives in the arena. False: out of
 * memory. */
bool policyset_of(struct slice type, struct slice text, struct arena *arena, struct slice *set);

#endif
