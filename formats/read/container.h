/*
 * container: a stream that holds other streams, its members, given one after the other.
 *
 * An archive, a compression (one member without a name), an Outlook file: whoever knows a format
 * makes one of these, and the walk goes through it. A container never calls back into the walk.
 */
#ifndef READ_CONTAINER_H
#define READ_CONTAINER_H

#include "formats/read/stream.h"
#include "lib/audit/outcome.h"

enum container_event {
    CONTAINER_MEMBER,
    CONTAINER_END,
    CONTAINER_OTHER,  /* it is something else, which only begins alike: nothing of it is read */
    CONTAINER_FAILED, /* `failure` says why; the members before were whole */
};

struct container {
    /*
     * The next member: *name lives until the next call. *member is its bytes, valid as long; NULL:
     * it is nothing that could be read (a folder, a link, …). It need not be read to its end.
     */
    enum container_event (*next)(struct container *c, struct slice *name, struct stream **member);
    void (*close)(struct container *c);
    char failure[STREAM_FAILURE]; /* an English sentence; empty: none */
    const struct unread *unread;  /* what it is that failed; NULL: damage */
};

static inline enum container_event container_next(struct container *c, struct slice *name,
                                                  struct stream **member)
{
    return c->next(c, name, member);
}

static inline void container_close(struct container *c) /* NULL: nothing */
{
    if (c)
        c->close(c);
}

#endif
