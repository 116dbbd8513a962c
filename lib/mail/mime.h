/*
 * mime: the leaf parts of a message (RFC 2045 to 2046), one after the other, without copying.
 *
 * The walk goes over the message once, in order. It enters multiparts; every other part is a leaf,
 * a forwarded message too, whose own parts are found by walking its body. A multipart that is never
 * closed ends with its parent or with the message.
 *
 * A part that is nested deeper than the limits allow, or whose header is over its limits, is passed
 * over and counted in `passed_over`. If there are more parts than the limits allow, the walk stops
 * before the first one too many and sets `too_many`; mime_go_on resumes it there. The slices of a
 * leaf borrow from the message; values that had comments are in the arena.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "lib/mail/field.h"

enum { MIME_MOST_DEPTH = 64 };

struct mime_leaf {
    struct slice type, encoding, disposition; /* field_plain of the Content- fields */
    struct slice body;                        /* as it stands, transfer encoding and all */
    bool is_message;                          /* by its type: a forwarded message */
    /* Its part number, as in IMAP (RFC 3501, 6.4.5): 1, 2 for "1.2"; number_n is 0 if no multipart
     * is around it. Valid until the next leaf. */
    const size_t *number;
    unsigned number_n;
};

struct mime_limits {
    unsigned depth;        /* enclosing multiparts, at most MIME_MOST_DEPTH */
    size_t parts;          /* of the message */
    size_t header, fields; /* bytes and fields of one header */
};

struct mime_walk {
    /* What the caller may read. */
    struct slice top_type; /* its Content-Type, without comments; empty: absent */
    /* Parts, each with all that is in it; of two walks (mime_again) the larger number. */
    size_t passed_over;
    bool too_many, out_of_memory;
    bool has_preamble; /* text stands before the first part of the message's own multipart */

    /* The walk's own. */
    struct mime_limits limits;
    void (*on_top_field)(void *self, const struct field *f);
    void *self;          /* of on_top_field */
    struct arena *arena; /* for values with comments, and boundaries with quoted characters */
    struct slice rest;
    struct slice boundaries[MIME_MOST_DEPTH]; /* of the open multiparts, outermost first */
    bool digest[MIME_MOST_DEPTH];   /* parts are message/rfc822 by default (RFC 2046, 5.1.5) */
    size_t number[MIME_MOST_DEPTH]; /* of the part in each of them */
    unsigned open;
    size_t parts, passed; /* seen and passed over in this walk */
    struct slice message;
    struct slice lowest_type; /* the last Content-Type of the message's own header */
    bool takes_lowest;        /* that one, not the topmost */
    bool at_part;             /* rest begins with a part's header */
};

/* Borrows the message and the arena. */
void mime_start(struct mime_walk *w, struct slice message, const struct mime_limits *limits,
                struct arena *arena);

/* Before the first mime_next: `handler` will be told each field of the message's own header, in
 * order. */
void mime_on_top_field(struct mime_walk *w, void (*handler)(void *self, const struct field *f),
                       void *self);
bool mime_next(struct mime_walk *w, struct mime_leaf *leaf); /* false: no more */

/*
 * After the last leaf: starts over, once, with the lowest Content-Type field of the message where
 * there are several. It is the one that a DKIM signature covers (RFC 6376, 5.4.2); one that was put
 * on top later may hide the parts. False: all of them say the same, or a limit was reached.
 */
bool mime_again(struct mime_walk *w);
void mime_go_on(struct mime_walk *w); /* from here on the number of parts is not limited */

/* Is the line at `s` (which begins with "--") a delimiter of `boundary` (RFC 2046, 5.1.1)? *length:
 * up to behind its line end, or, where it closes and the mail had none, up to the first field or
 * the From_ line of what cat put behind it. */
bool mime_is_delimiter(struct slice s, struct slice boundary, bool *closes, size_t *length);

#endif
