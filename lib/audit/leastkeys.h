/*
 * leastkeys: the least of many report keys, to name a few reports whatever order they come in.
 */
#ifndef AUDIT_LEASTKEYS_H
#define AUDIT_LEASTKEYS_H

#include "lib/tlsrpt/identity.h"

enum { LEASTKEYS_MOST = 10 };

struct leastkeys { /* zero-initialise it */
    unsigned n;
    char at[LEASTKEYS_MOST][REPORT_KEY_TEXT]; /* sorted, each once; without a NUL */
};

/* Puts a key in its place, unless as many lesser ones are there already. */
void leastkeys_add(struct leastkeys *keys, const char *key);

#endif
