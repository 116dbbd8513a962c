/* container: what the fuzz targets of containers share. */
#ifndef FUZZ_CONTAINER_H
#define FUZZ_CONTAINER_H

#include "formats/read/streams/container.h"
#include "formats/read/streams/stream.h"
#include "tests/fuzz/fuzz.h"

/* Reads all members to their ends, and closes the container. Gives the bytes of all together. */
static inline size_t drain(struct container *c)
{
    struct slice name;
    struct stream *member;
    char block[4096];
    size_t total = 0;
    MUST(c);
    while (container_next(c, &name, &member) == CONTAINER_MEMBER) {
        MUST(name.n < 3 * 4096);
        for (size_t got; (got = stream_read(member, block, sizeof block)) > 0;)
            total += got;
    }
    container_close(c);
    return total;
}

#endif
