/*
 * limits: how much of anything one input may ask for. Reaching one rejects that one thing; reading goes on behind it.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

struct limits {
    uint64_t message;    /* bytes of one message held in memory */
    uint64_t report;     /* bytes of one report after decompression */
    uint64_t ratio;      /* decompressed to compressed bytes, once more than a megabyte came out */
    unsigned depth;      /* archives and compressions in each other; multiparts and messages in each other */
    unsigned json_depth; /* objects and arrays in each other */
    uint64_t parts;      /* parts of one message */
    uint64_t policies;   /* of one report */
    uint64_t details;    /* of one report */
};

#define LIMITS_DEFAULT                                                                                                                     \
    ((struct limits){.message = 64 << 20,                                                                                                  \
                     .report = 64 << 20,                                                                                                   \
                     .ratio = 500,                                                                                                         \
                     .depth = 8,                                                                                                           \
                     .json_depth = 512,                                                                                                    \
                     .parts = 1000,                                                                                                        \
                     .policies = 10000,                                                                                                    \
                     .details = 100000})

#endif
