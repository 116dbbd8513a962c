/*
 * container: a stream that holds other streams, its members, given one after the other.
 *
 * An archive, an Outlook file, a compression (one member without a name): whoever knows a format
 * makes one of these, and the walk goes through it. A container never calls back into the walk.
 */
#ifndef READ_CONTAINER_H
#define READ_CONTAINER_H

#include <stdio.h>

#include "formats/read/streams/stream.h"
#include "lib/audit/outcome.h"

enum container_event {
    CONTAINER_MEMBER,
    CONTAINER_END,
    CONTAINER_OTHER,  /* it only begins like this format: nothing of it is read */
    CONTAINER_FAILED, /* `failure` says why; the members before were whole */
};

struct container {
    /* Gives the next member: *name and *member, its bytes, live until the next call. It need not be
     * read to its end. *member is NULL if nothing can be read (a folder, a link, …). */
    enum container_event (*next)(struct container *c, struct slice *name, struct stream **member);
    void (*close)(struct container *c);
    char failure[STREAM_FAILURE]; /* an English sentence; empty: none */
    const struct unread *unread;  /* what kind of file failed; NULL: a damaged one */
};

static inline enum container_event container_next(struct container *c, struct slice *name,
                                                  struct stream **member)
{
    return c->next(c, name, member);
}

/* Fails; gives what `next` does then. */
static inline enum container_event container_fail(struct container *c, const char *sentence)
{
    snprintf(c->failure, sizeof c->failure, "%.*s", STREAM_FAILURE - 1, sentence);
    return CONTAINER_FAILED;
}

static inline void container_close(struct container *c) /* NULL: nothing */
{
    if (c)
        c->close(c);
}

#endif
