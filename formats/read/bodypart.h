/*
 * bodypart: a leaf part of a mail while it is looked at, and what becomes of what is found in it.
 * Private to formats/read: message.c, which walks the parts.
 */
#ifndef READ_BODYPART_H
#define READ_BODYPART_H

#include "formats/read/found.h"
#include "formats/read/leaf.h"
#include "formats/read/mail.h"
#include "formats/read/stores.h"
#include "lib/mail/mime.h"

/* A leaf part, and what was said of it before it was decoded. */
struct bodypart {
    struct mail *mail;
    const struct bodypart *outer; /* the part whose message it is in; NULL: none */
    bool in_fetched;              /* bodypart_fetch got it, or a part around it */
    const struct letter *letter;  /* the innermost mail around it */
    const struct mime_leaf *leaf;
    struct slice name; /* of the part; see bodypart_name */
    bool has_name;     /* the name was looked for */
    enum label label;
    uint64_t deviations;
    bool is_message;     /* by its media type */
    bool found;          /* it held something that is read */
    enum reason promise; /* what is wrong with it if nothing in it is read */
    enum reason reason;  /* see bodypart_note_reason */
    uint64_t left_out;   /* members or reports of it that are over a limit */
};

/* Looks for p->name, once. False: out of memory. */
bool bodypart_name(struct bodypart *p);

/* The first reason counts, but that something in it is no report hides no other. REASON_TOO_LARGE
 * is counted in left_out instead. */
void bodypart_note_reason(struct bodypart *p, enum reason reason);
void bodypart_note_unread(struct bodypart *p, const struct unread *unread);
void bodypart_note_store(struct bodypart *p, const struct store *store);
void bodypart_note_left_out(struct bodypart *p, uint64_t n); /* 0: not known, counted as one */

/* For what is no form of mail or report, though the part should have held one. */
void bodypart_note_unknown(struct bodypart *p, struct slice bytes);

/* Takes a report or record. member: its name inside the part; empty: it is the part itself. */
void bodypart_take_document(struct bodypart *p, struct slice json, struct slice member,
                            found_taker *take);

/* Is it a piece of a message, which is noted, or a mere pointer to one (RFC 2046, 5.2.2 and
 * 5.2.3)? */
bool bodypart_is_elsewhere(struct bodypart *p);

/* Does Apple Mail keep this part of a .partial.emlx in a file of its own? Not one inside such a
 * file, which is whole. */
bool bodypart_is_left_out(const struct bodypart *p);

/* Reads that file into *to; *bytes is its content. A message and what is fetched for it are no
 * larger than limits->message together. REASON_NONE, or why not. */
enum reason bodypart_fetch(struct bodypart *p, struct buffer *to, struct slice *bytes);

/* When all of it was looked at: tells the mail what is wrong with it. */
void bodypart_note_failures(const struct bodypart *p);

#endif
