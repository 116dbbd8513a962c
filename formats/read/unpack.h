/*
 * archive: the members of an archive one after the other, each as a stream; a compression is an
 * archive of one member without a name.
 */
#ifndef IN_ARCHIVE_H
#define IN_ARCHIVE_H

#include "formats/read/container.h"
#include "formats/read/expansion.h"
#include "formats/read/recognise.h"

/* NULL: out of memory. Borrows both. What is wrong with it, container_next says. */
struct container *archive_open(struct stream *packed, enum content_kind kind,
                               struct expansion *expansion);

#endif
