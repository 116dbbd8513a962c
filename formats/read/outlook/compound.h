/*
 * compound: the compound file of Windows ([MS-CFB]): streams in storages, as a small file system.
 *
 * libgsf reads such files, too, but it makes a tree of objects of a whole file, and is not made for
 * files that lie: chains of sectors that run in circles, streams that share their sectors, siblings
 * that are their own parents. Here each entry is visited once, tables are no larger than the file
 * has sectors, and all that is read of one file is bounded by twice its size.
 */
#ifndef READ_COMPOUND_H
#define READ_COMPOUND_H

#include "formats/read/streams/seekable.h"

struct compound;

enum {
    COMPOUND_ROOT = 0,        /* the root storage; for a child: there is none */
    COMPOUND_NAME = 32,       /* bytes of a name, with a NUL */
    COMPOUND_ENTRIES = 65536, /* no more are looked at */
};

/* Borrows the file. NULL: *failure says why; if that is NULL, memory is out. Damage behind the
 * tables shows when it is read. */
struct compound *compound_open(struct seekable *file, const char **failure);
bool compound_is_whole(const struct compound *c); /* all of its directory was read */
void compound_close(struct compound *c);          /* NULL: nothing */

/* The children of a storage, in the order of their names: the first one, and the one after
 * `entry`. */
unsigned compound_first(const struct compound *c, unsigned storage);
unsigned compound_next(const struct compound *c, unsigned entry);

/* The child of that name, ASCII letters in either case. */
unsigned compound_find(const struct compound *c, unsigned storage, struct slice name);
struct slice compound_name(const struct compound *c, unsigned entry); /* ASCII; others are '?' */
bool compound_is_storage(const struct compound *c, unsigned entry);
uint64_t compound_size(const struct compound *c, unsigned entry); /* bytes of a stream */

struct compound_stream {
    struct stream stream; /* first: the bytes */
    struct compound *compound;
    uint32_t sector;       /* the one that is read */
    uint64_t at, size;     /* of the stream */
    uint32_t shift;        /* its sectors have 1 << shift bytes */
    const uint32_t *chain; /* what sector follows */
    size_t chain_n;
};

/* Borrows the compound file. */
void compound_stream_init(struct compound_stream *s, struct compound *c, unsigned entry);

#endif
