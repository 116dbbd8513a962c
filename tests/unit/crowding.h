/*
 * crowding: elements that all want one slot of a hash table, for the tests of those tables.
 *
 * Whoever knows the key can make them, and what he mails then takes time that grows with its
 * square. Each table is filled twice: with a known key, for which the elements are chosen, and with
 * one that is drawn, for which they are like any others.
 */
#ifndef UNIT_CROWDING_H
#define UNIT_CROWDING_H
#include "lib/base/hash.h"
#include "lib/base/rows.h"
#include "tests/unit/unit.h"

enum { AIMED = 1000, AIMED_AT = 7, AIMED_BITS = 12 /* for more than the slots */ };

static const struct hash_key key_known;

static inline bool is_aimed(uint64_t hash)
{
    return hash >> (64 - AIMED_BITS) == AIMED_AT;
}

/* How far the element that is farthest from its slot stands from it. */
static inline size_t longest_probe(const struct index *ix)
{
    size_t most = 0;
    for (size_t i = 0; i < ix->room; i++) {
        size_t home = (size_t)((uint64_t)ix->slots[i].tag * ix->room >> 32),
               far = i >= home ? i - home : i + ix->room - home;
        if (ix->slots[i].position != 0 && far > most)
            most = far;
    }
    return most;
}

/* `fill` puts the AIMED elements into a table of that key, and gives its longest probe. */
static inline void assert_cannot_be_aimed(size_t (*fill)(const struct hash_key *key))
{
    struct hash_key drawn;
    assert_true(hash_key_draw(&drawn));
    assert_true(fill(&key_known) >= AIMED - 1);
    assert_true(fill(&drawn) < AIMED / 8);
}

#endif
