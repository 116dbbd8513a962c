/*
 * mmdb: reads MaxMind DB files, which tell of IP addresses what is known of their networks (MaxMind
 * DB file format 2.0).
 *
 * This is code of our own because libmaxminddb 1.7.1 descends into nested arrays by recursion, and
 * a damaged or hostile file overflows its stack. This reader works on bytes in memory, follows no
 * pointer to a pointer, looks at no more than a bounded number of values, and copies nothing.
 */
#ifndef BASE_MMDB_H
#define BASE_MMDB_H

#include <stdint.h>

#include "lib/base/address.h"

struct mmdb {
    struct slice tree, data; /* borrowed from the file's bytes */
    uint32_t nodes, record_bits;
    bool is_ipv6;
    struct slice type, description; /* as the file says; empty: it does not */
    uint64_t built;                 /* seconds since 1970; 0: the file does not say */
};

enum mmdb_status { MMDB_FOUND, MMDB_NOTHING, MMDB_DAMAGED };

/* Borrows the file's bytes. Gives what is wrong with them, to stand behind the file's name in a
 * sentence; NULL: nothing. */
const char *mmdb_open(struct mmdb *db, struct slice file);

/* Finds the data of the network that the address is in: *at is where they stand, for mmdb_get. */
enum mmdb_status mmdb_find(const struct mmdb *db, const struct address *address, size_t *at);

/* A value found by its path of map keys ("country", "iso_code", NULL): a text, or a number. */
struct mmdb_value {
    struct slice text; /* text.at is NULL: the value is no text */
    uint64_t number;   /* of an unsigned integer; 0: the value is none */
};
enum mmdb_status mmdb_get(const struct mmdb *db, size_t at, const char *const *path,
                          struct mmdb_value *value);

#endif
