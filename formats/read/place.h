/*
 * place: where a stream stands, and how the walk notes what is not read.
 *
 * Everything that walks needs this file: input, folder, walk, mbox, jsons, records and parts.
 */
#ifndef READ_PLACE_H
#define READ_PLACE_H

#include "formats/read/walker.h"

/* Its texts live as long as the walk of the stream. */
struct place {
    struct slice path, member;
    unsigned depth;  /* archives and compressions around it */
    bool in_layer;   /* it was packed as one stream, and the name is of that */
    bool in_maildir; /* what is not recognised is a message */
    bool is_input;   /* it is the file that the user named, in no folder or archive */
};

struct source place_source(const struct place *p);
struct slice place_name(const struct place *p); /* without folders */

/* "OUTER!/NAME" in *joined; gives its bytes, which the caller frees. NULL: out of memory. */
char *place_join(struct slice outer, struct slice name, struct slice *joined);

/* Each adds an item for something that is not read, or not all of it. False: stop reading. */

/* kind: ITEM_SKIPPED or ITEM_TOO_LARGE. */
bool place_note(struct walk *w, const struct place *p, enum item_kind kind);

/* ITEM_SKIPPED, and why. Borrows the sentence for good. */
bool place_skipped(struct walk *w, const struct place *p, struct slice sentence);

/* Copies the sentence; NULL: the one that stores_sentence makes. Borrows *unread for good. */
bool place_unread(struct walk *w, const struct place *p, const struct unread *unread,
                  const char *sentence);

/* Likewise, for a file that is one message. An empty sentence: nothing to say. */
bool place_unread_message(struct walk *w, const struct place *p, const struct unread *unread,
                          const char *sentence);

/* The system says why it cannot be opened or read. */
bool place_trouble(struct walk *w, const struct place *p, const char *sentence);

/* Over a limit: `left_out` members were not read; 0: their number is not known. */
bool place_over_limit(struct walk *w, const struct place *p, const struct unread *unread,
                      const char *sentence, uint64_t left_out);

/* It could not be read to its end; what that means, the sentence and the limits tell. */
bool place_damaged(struct walk *w, const struct place *p, const char *sentence);

extern const struct unread place_not_opened;

#endif
