/*
 * held: copies that were not counted, held until all else is counted: so neither does the order of
 * the input matter, nor does a copy take the room of anything that counts.
 *
 * They stand in a spool: a few megabytes in memory, the rest on disk.
 */
#ifndef AUDIT_HELD_H
#define AUDIT_HELD_H

#include "lib/base/spool.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/report.h"

struct held {
    struct spool spool;
    struct buffer packed; /* one copy */
};

void held_init(struct held *h);

/* Holds a copy and its key, but not the document and the mail that it came in. False: out of
 * memory, or the spool failed. */
bool held_add(struct held *h, const struct report *copy, const char *key);

/* Tells all copies in the order in which they came; each lives until `tell` returns. False: `tell`
 * gave false, memory is out, or the spool failed. */
bool held_each(struct held *h, bool (*tell)(void *self, const struct report *copy, const char *key),
               void *self);
void held_free(struct held *h);

#endif
