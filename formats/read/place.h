/*
 * place: where a stream stands, and what is noted where nothing is read.
 *
 * Every room of the walk stands on this one: input, folder, walk, mbox, records.
 */
#ifndef READ_PLACE_H
#define READ_PLACE_H

#include "formats/read/walker.h"

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

/* The sentence is copied, *unread is not. NULL: what it is, and what to do about it, says all
 * (stores_sentence). */
bool place_unread(struct walk *w, const struct place *p, const struct unread *unread,
                  const char *sentence);

/* Likewise of a file that is one message. An empty sentence: nothing to say. */
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

#endif
