/*
 * policyset: the text of a policy for comparing it, whatever order its lines were sent in.
 */
#ifndef TLSRPT_POLICYSET_H
#define TLSRPT_POLICYSET_H

#include "lib/base/arena.h"

/* Of the type `tlsa` (lower case) the lines sorted, each once: the DNS gives a set of records in
 * any order. Of other types the text itself. Borrows from the text or lives in the arena. False:
 * out of memory. */
bool policyset_of(struct slice type, struct slice text, struct arena *arena, struct slice *set);

#endif
