/*
 * place: where a stream stands, what a walk has in hand, and what is noted where nothing is read.
 *
 * Every room of the walk stands on this one: input, folder, walk, mbox, records.
 */
#ifndef READ_PLACE_H
#define READ_PLACE_H

#include "formats/read/batch.h"
#include "formats/read/expansion.h"
#include "lib/base/limits.h"

struct walk {
    struct sink *sink;
    const struct limits *limits;
    uint32_t input; /* the number of the INPUT that is being read */
    /* Of that INPUT, as in SPEC 6.1: set by the first that knows. NULL: nobody asked. */
    const char **kind;
    struct confined *confined;    /* where foreign containers are decoded; NULL: nowhere */
    _Atomic uint64_t *bytes;      /* counts what is read; may be NULL */
    const struct part_seen *part; /* the INPUT, as a look at it found it; NULL: nobody looked */
    struct expansion expansion;   /* of the file that is being read, or of the mail */
    /* Members of all archives in the mail that is walked, so far, so that a zip in a zip in a zip
     * is held to one limit; NULL: it is a file that is walked. */
    uint64_t *mail_members;
};

/* Strings live as long as the walk of the stream. */
struct place {
    struct slice path, member;
    unsigned depth;  /* archives and compressions around it */
    bool in_maildir; /* what is not recognised is a message */
    bool is_input;   /* it is what the user named: not to be recognised is an error */
};

struct source place_source(const struct place *p);

/* Each adds an item for something that is not read. False: stop reading. */
bool place_note(struct walk *w, const struct place *p,
                enum item_kind kind); /* ITEM_SKIPPED, ITEM_TOO_LARGE */
/* ITEM_SKIPPED, and why. The sentence is not copied. */
bool place_skipped(struct walk *w, const struct place *p, struct slice sentence);

/* The sentence is copied, *unread is not. */
bool place_unread(struct walk *w, const struct place *p, const struct unread *unread,
                  const char *sentence);

/* A file that is one; empty: nothing to say. */
bool place_unread_message(struct walk *w, const struct place *p, const struct unread *unread,
                          const char *sentence);

/* The system says why it cannot be opened or read. */
bool place_trouble(struct walk *w, const struct place *p, const char *sentence);
/* Over a limit: `left_out` members were not read; 0: nobody knows how many. */
bool place_over_limit(struct walk *w, const struct place *p, const struct unread *unread,
                      const char *sentence, uint64_t left_out);

/* What was read is damaged, or over a limit. */
bool place_damaged(struct walk *w, const struct place *p, const char *sentence);

extern const struct unread place_not_opened;

/* What kind of INPUT it is; the first that is said counts. */
void walk_set_kind(struct walk *w, const char *kind);

/*
 * Calls `read` with a copy of the walk, at once or later on another thread; either way its items
 * take this place in the order.
 */
bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path));

#endif
