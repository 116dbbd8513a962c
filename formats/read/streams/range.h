/* range: some bytes of a seekable, as a stream that can seek, too. */
#ifndef READ_RANGE_H
#define READ_RANGE_H

#include "formats/read/streams/seekable.h"

struct range {
    struct stream stream; /* first: the stream is the range */
    struct seekable *of;  /* borrowed; others may read it meanwhile */
    uint64_t from, n, at; /* where it begins, how many bytes it has, how many were read */
};

void range_init(struct range *r, struct seekable *of, uint64_t from, uint64_t n);

#endif
