/*
 * limits: how much one input may ask for. What is over a limit is rejected, and it alone: reading
 * goes on behind it.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct limits {
    uint64_t message; /* bytes of one message held in memory */
    uint64_t report;  /* bytes of one report after decompression */
    /* The largest ratio of unpacked to packed bytes. It is not checked before 1 MB has come out of
     * a part of a message, or 16 MB out of an input. */
    uint64_t ratio;
    unsigned depth; /* of nested archives and compressions, or of nested multiparts and messages */
    unsigned json_depth; /* of nested objects and arrays */
    uint64_t header;     /* bytes of one header */
    uint64_t fields;     /* of one header */
    uint64_t parts;      /* parts of one message, members of one zip in a message */
    uint64_t members;    /* of one archive */
    uint64_t policies;   /* of one report */
    uint64_t details;    /* of one report */
    /* Set from outside to stop the run; whatever unpacks looks at it. NULL: nobody sets it. */
    const _Atomic bool *stop;
};

/*
 * Why these: the largest reports seen in the wild have some hundred kilobytes, the largest headers
 * some ten. What a sender may reasonably send is a hundred times smaller than these limits, and
 * what is over them cannot cost more than a second or 200 MB.
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
