/*
 * batch: work for one thread: messages, reports and files in input order, with the memory that they
 * stand in.
 *
 * A reader fills a batch with items and submits it to its sink; a worker makes each item's outcome
 * (extract.h); the audit takes the outcomes in the order of the batches. A batch owns everything
 * that its items and outcomes point to, and is used again when the audit is done with it.
 */
#ifndef READ_BATCH_H
#define READ_BATCH_H

#include "lib/audit/outcome.h"
#include "lib/base/arena.h"

enum {
    BATCH_BYTES = 256 * 1024,
    BATCH_ITEMS = 256,
    BATCH_HELD = 4 << 20 /* bytes of outcomes; behind them the items of a batch are MADE_LATE */
};

enum item_kind {
    ITEM_MESSAGE,   /* bytes: a message */
    ITEM_REPORT,    /* bytes: what claims to be a bare report, plain or compressed */
    ITEM_RECORD,    /* bytes: one line of our own NDJSON */
    ITEM_PART,      /* bytes: one line of a part; NULL: the outcome has what the walk knows of it */
    ITEM_FILE,      /* path: a file to be opened, read and recognised by the worker */
    ITEM_TOO_LARGE, /* a message, report or record over a limit */
    ITEM_SKIPPED,   /* a file that is nothing we read */
    ITEM_TROUBLE,   /* the outcome has the sentence */
};

/* When an item's outcome is made, and by whom. */
enum item_made {
    MADE_AHEAD,  /* by a worker, before the batch has its turn */
    MADE_LATE,   /* in its turn: it, or what the batch holds already, is too large to wait */
    MADE_BY_WALK /* deferred: its file is walked in its turn, and has items of its own */
};

struct item {
    enum item_kind kind;
    bool is_message; /* ITEM_TOO_LARGE: it was a message */
    bool quoted;     /* a line may begin with ">From ": mboxrd quoting has to be undone */
    bool in_maildir; /* ITEM_FILE: a file that is not recognised is a message */
    bool is_told;    /* ITEM_REPORT: the walk tells what is wrapped in its JSON */
    bool is_input;   /* it is in the file that the user named, in no folder or archive */
    enum item_made made;
    uint32_t input;
    unsigned depth; /* archives and compressions around it */
    char *bytes;
    size_t n;
    const char *file;     /* ITEM_FILE: the path as the system knows it */
    struct source source; /* path, member, message, offset; as UTF-8 */
    struct outcome outcome;
};

struct batch {
    char *bytes;
    size_t n, room; /* of bytes */
    size_t passed;  /* bytes at the front that belonged to an earlier batch */
    struct item *items;
    size_t items_n;
    struct arena arena;
    struct slice last_path, last_member;   /* as they came; neighbours share one copy */
    struct slice sound_path, sound_member; /* the same as UTF-8 */

    /* For whoever queues it: */
    struct batch *next, *behind; /* in the queue; of the same source */
    struct lane *lane;           /* the source's */
    bool extracted;
};

/* The bytes between two of its lengths, until it grows or is submitted. */
static inline struct slice batch_part(const struct batch *b, size_t from, size_t to)
{
    return (struct slice){.at = b->bytes + from, .n = to - from};
}

struct batch *batch_new(void); /* NULL: out of memory */
void batch_reset(struct batch *b);
void batch_free(struct batch *b);

struct sink;
struct stream;

/* Something that another thread may read, apart from what stands before and behind it. */
struct branch {
    bool (*read)(void *self, struct sink *s); /* false: stop reading */
    void *self; /* from malloc; the sink frees it, even where `branch` fails */
};

struct sink {
    struct batch *batch; /* the one being filled */
    /* Takes a full batch and gives an empty one. NULL: stop reading (interrupted, or the audit
     * cannot go on). */
    struct batch *(*submit)(struct sink *s, struct batch *full);
    /* Has a branch read, at once or later; its items take this place in the order. False: stop
     * reading. The member is NULL where readers have to read branches themselves. */
    bool (*branch)(struct sink *s, struct branch b);
};

/* Appends bytes of the stream to those of the batch; *got is their number, 0 at the end. The bytes
 * from *pending on belong to an unfinished item: when the batch has to be submitted, or its memory
 * to grow, they move along, and *pending with them. False: stop reading. */
bool sink_fill(struct sink *s, struct stream *from, size_t *pending, size_t *got);

/* Adds an item with copies of path and member, its outcome cleared; call sink_added when it is
 * filled in. NULL: stop reading. */
struct item *sink_add(struct sink *s, enum item_kind kind, const struct source *where,
                      uint32_t input);

/* Submits the batch if it is full. `pending` as in sink_fill; NULL: nothing is pending. False:
 * stop reading. */
bool sink_added(struct sink *s, size_t *pending);
bool sink_flush(struct sink *s); /* submits what is there. False: stop reading */

#endif
