/*
 * sample: the counted reports that a tester is to look at, drawn so that anyone draws the same ones
 * (SPEC 6.6, --sample): those with the smallest SHA-256 of a seed, a NUL and their report key.
 *
 * So the sample depends neither on the order of the input nor on threads or merging. Its size
 * bounds its memory: the keys of the population, whose sum is over their sorted order, are spooled.
 */
#ifndef AUDIT_SAMPLE_H
#define AUDIT_SAMPLE_H

#include "lib/base/sha256.h"
#include "lib/base/spool.h"
#include "lib/tlsrpt/identity.h"

enum { SAMPLE_MOST = 100000 };

struct sampled {
    unsigned char digest[SHA256_BYTES]; /* of seed, NUL, key */
    size_t number;                      /* after sample_finish: its place, from 1 on */
    uint64_t arrival;                   /* orders those of the same key (--dedup=none) */
    char key[REPORT_KEY_TEXT + 1];
    struct report report; /* without texts and details of its policies */
};

struct sample {
    size_t size;       /* how many are wanted; 0: no sample */
    struct slice seed; /* borrowed */
    /* A heap with the largest digest on top; after sample_finish sorted, the smallest first. */
    struct sampled *at;
    size_t n;
    uint64_t population;
    char keys_sha256[SHA256_TEXT + 1]; /* after sample_finish: of the population's sorted keys,
                                          each 32 hex digits and a line feed */
    struct sha256 sha256;
    struct spool keys;   /* of the population, 16 bytes each */
    struct arena *arena; /* holds what the rows point to */
    size_t dropped;      /* rows that were dropped and whose texts still take room in the arena */
};

/* If size is 0 there is no sample, and nothing is kept. */
void sample_init(struct sample *s, size_t size, struct slice seed);

/* Takes the next counted report. False: out of memory, or the spool failed. */
bool sample_add(struct sample *s, const struct report *report, const char *key);
bool sample_finish(struct sample *s); /* likewise */
void sample_free(struct sample *s);

#endif
