/*
 * baredecode: only what cannot be left out of reading a report mail: find its base64, decode it,
 * inflate it, pass once over the JSON, probe a hash table. It checks nothing and keeps no figures.
 */
#ifndef BENCH_BAREDECODE_H
#define BENCH_BAREDECODE_H

#include <libdeflate.h>

#include "lib/base/hash.h"

struct baredecode { /* one thread's */
    char *packed, *plain;
    uint64_t *slots;
    struct libdeflate_decompressor *inflater;
    struct hash_key key;
    size_t messages, distinct;
};

bool baredecode_init(struct baredecode *d); /* false: out of memory */
void baredecode_mail(struct baredecode *d, struct slice mail);

#endif
