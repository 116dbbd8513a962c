/*
 * layer: a stream that holds one other stream: a compression, another spelling of text, a wrapping
 * around a message. The walk undoes one after the other.
 */
#ifndef READ_LAYER_H
#define READ_LAYER_H

#include "formats/read/recognise.h"
#include "formats/read/streams/container.h"
#include "formats/read/streams/expansion.h"

struct layer {
    struct stream *plain; /* what is in it; NULL: nothing can be read */
    const char *failure;  /* says why; lives as long as the layer */

    void (*close)(struct stream *plain);
    struct container *container; /* if libarchive undoes it; else NULL */
};

/* Borrows both. kind: one of content_is_layer. False: out of memory. */
bool layer_open(struct layer *l, struct stream *packed, enum content_kind kind,
                struct expansion *expansion);
void layer_close(struct layer *l);

#endif
