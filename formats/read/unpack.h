/*
 * unpack: the members of an archive one after the other, each as a stream; a compression is an
 * archive of one member without a name.
 */
#ifndef READ_UNPACK_H
#define READ_UNPACK_H

#include "formats/read/container.h"
#include "formats/read/expansion.h"
#include "formats/read/recognise.h"

/* Which members of a zip are unpacked: others than stored and deflated ones can take minutes for
 * some kilobytes, so that in what came by mail they fail. */
enum unpack_methods { UNPACK_ANY_METHOD, UNPACK_QUICK_METHODS };

/* NULL: out of memory. Borrows both. What is wrong with it, container_next says. */
struct container *unpack_open(struct stream *packed, enum content_kind kind,
                              struct expansion *expansion, enum unpack_methods methods);

#endif
