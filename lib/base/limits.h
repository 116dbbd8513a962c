/*
 * limits: how much of anything one input may ask for. Reaching one rejects that one thing; reading
 * goes on behind it.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct limits {
    uint64_t message; /* bytes of one message held in memory */
    uint64_t report;  /* bytes of one report after decompression */
    /* The largest ratio of unpacked to packed bytes; not checked before 1 MB came out of a part of
     * a message, or 16 MB out of an input. */
    uint64_t ratio;
    unsigned depth;      /* archives and compressions, or multiparts and messages, in each other */
    unsigned json_depth; /* objects and arrays in each other */
    uint64_t header;     /* bytes of one header */
    uint64_t fields;     /* of one header */
    uint64_t parts;      /* parts of one message, members of one zip in a message */
    uint64_t members;    /* of one archive */
    uint64_t policies;   /* of one report */
    uint64_t details;    /* of one report */
    /* Set from outside when nothing more is wanted: whatever unpacks looks at it. NULL: nobody sets
     * it. */
    const _Atomic bool *stop;
};

/*
 * Why these: the largest reports seen in the wild have some hundred kilobytes, the largest headers
 * some ten; what a sender of mail may reasonably send passes a hundred times over, and what is over
 * a limit cannot cost more than a second or 200 MB.
 */
#define LIMITS_DEFAULT                                                                             \
    ((struct limits){.message = 64 << 20,                                                          \
                     .report = 64 << 20,                                                           \
                     .ratio = 500,                                                                 \
                     .depth = 8,                                                                   \
                     .json_depth = 512,                                                            \
                     .header = 1 << 20,                                                            \
                     .fields = 10000,                                                              \
                     .parts = 1000,                                                                \
                     .members = 100000000,                                                         \
                     .policies = 10000,                                                            \
                     .details = 100000})

#endif
