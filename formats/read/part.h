/*
 * part: a leaf part of a mail while it is looked at, and what becomes of what is found in it.
 * Private to formats/read: message.c, which walks the parts.
 */
#ifndef READ_PART_H
#define READ_PART_H

#include "formats/read/found.h"
#include "formats/read/leaf.h"
#include "formats/read/mail.h"
#include "formats/read/stores.h"
#include "lib/mail/mime.h"

/* A leaf part, and what was said of it before it was decoded. */
struct part {
    struct mail *mail;
    const struct part *outer;    /* whose message it stands in; NULL: the mail's own */
    bool in_fetched;             /* it was fetched, or stands in such a one */
    const struct letter *letter; /* the innermost around it */
    const struct mime_leaf *leaf;
    struct slice name; /* of the part; see part_name */
    bool has_name;     /* it was looked for */
    enum label label;
    uint64_t deviations;
    bool is_message;             /* by its media type */
    bool found;                  /* it held something that is read */
    enum reason promise, reason; /* what is wrong with it if it is nothing; what is wrong */
    uint64_t left_out;           /* so many members or reports of it are over a limit */
};

/* Looks for the name, once. False: out of memory. */
bool part_name(struct part *p);

/* The first reason counts; what is too large is counted apart. */
void part_note_reason(struct part *p, enum reason reason);
void part_note_unread(struct part *p, const struct unread *unread);
void part_note_store(struct part *p, const struct store *store);
void part_note_left_out(struct part *p, uint64_t n);

/* Takes a report or record. member: its name inside what the part is; empty: it is the part. */
void part_take_document(struct part *p, struct slice json, struct slice member, found_taker *take);

/* A piece of a message, or a mere pointer to one (RFC 2046, 5.2.2 and 5.2.3). */
bool part_is_elsewhere(struct part *p);

/*
 * Apple Mail keeps the attachments of a .partial.emlx in files of their own. Such a file is whole:
 * nothing is fetched for a mail inside it. A message and all that is fetched for it are no larger
 * than limits->message. *bytes stand in *to.
 */
bool part_is_left_out(const struct part *p);
enum reason part_fetch(struct part *p, struct buffer *to, struct slice *bytes);

/* When all of it was looked at: what is wrong with it is the mail's to judge. */
void part_note_failures(const struct part *p);

#endif
