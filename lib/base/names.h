/*
 * names: gives small numbers to texts; pairs: gives them to couples of numbers.
 *
 * Each distinct text (couple) gets the next number from 0 on and keeps it. Both own what they hold.
 * A hostile sender can add names, but not aim them at one slot: the hashes are keyed.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/base/rows.h"

struct names {
    const struct hash_key *key; /* borrowed */
    struct arena texts;
    struct rows rows; /* of struct slice */
    struct index index;
    uint32_t last; /* the number that was asked for last: often it is asked for again */
};

void names_init(struct names *n, const struct hash_key *key);
int64_t names_number(struct names *n, struct slice text); /* -1: out of memory */

/* The same, as long as all texts together have at most `most` bytes: a new text beyond that gets
 * the number of NAMES_OTHERS. */
#define NAMES_OTHERS SLICE("others")
int64_t names_number_within(struct names *n, struct slice text, size_t most);

/* The same, but each owner of texts may have NAMES_ALLOWANCE more beyond that, of at most
 * NAMES_ALLOWED_BYTES each, so that strangers who fill the room leave him some of his own. *beyond
 * counts those of one owner. */
enum { NAMES_ALLOWANCE = 8, NAMES_ALLOWED_BYTES = 1024 };
int64_t names_number_allowed(struct names *n, struct slice text, size_t most,
                             unsigned char *beyond);

int64_t names_find(const struct names *n, struct slice text); /* -1: it has no number */
struct slice names_text(const struct names *n, uint32_t number);
void names_free(struct names *n);

struct pair {
    uint32_t a, b;
};

struct pairs {
    const struct hash_key *key; /* borrowed */
    struct rows rows;           /* of struct pair */
    struct index index;
    uint32_t last; /* the number that was asked for last: often it is asked for again */
};

void pairs_init(struct pairs *p, const struct hash_key *key);

/* -1: out of memory; is_new may be NULL. */
int64_t pairs_number(struct pairs *p, uint32_t a, uint32_t b, bool *is_new);
int64_t pairs_find(const struct pairs *p, uint32_t a, uint32_t b); /* -1: it has no number */
struct pair pairs_at(const struct pairs *p, uint32_t number);
void pairs_free(struct pairs *p);

#endif
