/*
 * unpack: the members of an archive one after the other, each as a stream. A compression is an
 * archive of one member without a name.
 */
#ifndef READ_UNPACK_H
#define READ_UNPACK_H

#include "formats/read/recognise.h"
#include "formats/read/streams/container.h"
#include "formats/read/streams/expansion.h"

/* Which members of a zip are unpacked. Methods other than storing and deflating can take minutes
 * for some kilobytes: members that use them fail in what came by mail. */
enum unpack_methods { UNPACK_ANY_METHOD, UNPACK_QUICK_METHODS };

/* Borrows both. What is wrong with the archive, container_next says. NULL: out of memory. */
struct container *unpack_open(struct stream *packed, enum content_kind kind,
                              struct expansion *expansion, enum unpack_methods methods);

#endif
