/*
 * unpack: the members of an archive one after the other, each as a stream; a compression is an
 * archive of one member without a name.
 */
#ifndef READ_UNPACK_H
#define READ_UNPACK_H

#include "formats/read/container.h"
#include "formats/read/expansion.h"
#include "formats/read/recognise.h"

/*
 * NULL: out of memory. Borrows both. What is wrong with it, container_next says. plain_zip: members
 * of a zip that are neither stored nor deflated fail, because the other methods can take minutes
 * for some kilobytes; what came by mail is read so.
 */
struct container *unpack_open(struct stream *packed, enum content_kind kind,
                              struct expansion *expansion, bool plain_zip);

#endif
