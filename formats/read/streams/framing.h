/*
 * framing: sends the members of a container through a pipe, from the process that decodes it to the
 * one that reads them.
 *
 * A frame is a letter, a length in four bytes (the least significant first) and so many bytes:
 *
 *     M name        a member begins
 *     D bytes       of the member
 *     X sentence    the member is damaged here
 *     F sentence    the container is damaged here: nothing follows
 *     E             the container has ended: nothing follows
 *
 * The process that decodes may have been taken over by what it decodes, so the reader believes
 * nothing: a frame that is too long, has no meaning, or stands in the wrong place is garbage, and
 * the last.
 */
#ifndef READ_FRAMING_H
#define READ_FRAMING_H

#include "formats/read/streams/stream.h"

enum { FRAMING_MOST = 64 * 1024, FRAMING_NAME = 4096, FRAMING_LENGTH = 5 };

/* The side that decodes. Its functions give false when nobody reads any more. What was written is
 * kept back until there is much of it, a member begins, or the container ends. */
struct framing_writer {
    int file; /* borrowed */
    size_t n;
    char block[FRAMING_LENGTH + FRAMING_MOST]; /* not yet written */
};

void framing_writer_init(struct framing_writer *w, int file);
bool framing_member(struct framing_writer *w, struct slice name); /* cut at FRAMING_NAME bytes */
bool framing_bytes(struct framing_writer *w, struct slice bytes);
bool framing_damaged(struct framing_writer *w, const char *sentence);
bool framing_failed(struct framing_writer *w, const char *sentence);
bool framing_end(struct framing_writer *w);

/* The side that reads. */
enum framing_event {
    FRAMING_MEMBER,
    FRAMING_END,
    FRAMING_FAILED,
    FRAMING_CUT, /* the pipe ended, or failed, before the container did */
    FRAMING_GARBAGE,
};

struct framing_reader {
    struct stream *in; /* borrowed */
    char kind;         /* of the frame whose length was read; 0: none */
    size_t left;       /* bytes of it to come */
    bool in_member, garbage;
    char text[FRAMING_NAME + 1]; /* the last name or sentence */
    size_t text_n;
};

void framing_reader_init(struct framing_reader *r, struct stream *in);

/* Passes over what is left of a member. Gives the next one, whose name is in `text`, or the end
 * (FRAMING_FAILED: with the sentence in `text`). */
enum framing_event framing_next(struct framing_reader *r);

/* As read(2), of the member's bytes. -1: the member is damaged, with the sentence in `text`; if
 * that is empty, the pipe has ended or holds garbage, and framing_next says which. */
ssize_t framing_read(struct framing_reader *r, char *to, size_t n);

#endif
