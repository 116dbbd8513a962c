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
    const struct bodypart *outer; /* whose message it stands in; NULL: the mail's own */
    bool in_fetched;              /* it was fetched, or stands in such a one */
    const struct letter *letter;  /* the innermost around it */
    const struct mime_leaf *leaf;
    struct slice name; /* of the part; see bodypart_name */
    bool has_name;     /* it was looked for */
    enum label label;
    uint64_t deviations;
    bool is_message;             /* by its media type */
    bool found;                  /* it held something that is read */
    enum reason promise, reason; /* what is wrong with it if it is nothing; what is wrong */
    uint64_t left_out;           /* so many members or reports of it are over a limit */
};

/* Looks for the name, once. False: out of memory. */
bool bodypart_name(struct bodypart *p);

/* The first reason counts; what is too large is counted apart. */
void bodypart_note_reason(struct bodypart *p, enum reason reason);
void bodypart_note_unread(struct bodypart *p, const struct unread *unread);
void bodypart_note_store(struct bodypart *p, const struct store *store);
void bodypart_note_left_out(struct bodypart *p, uint64_t n);

/* Takes a report or record. member: its name inside what the part is; empty: it is the part. */
void bodypart_take_document(struct bodypart *p, struct slice json, struct slice member,
                            found_taker *take);

/* A piece of a message, or a mere pointer to one (RFC 2046, 5.2.2 and 5.2.3). */
bool bodypart_is_elsewhere(struct bodypart *p);

/*
 * Apple Mail keeps the attachments of a .partial.emlx in files of their own. Such a file is whole:
 * nothing is fetched for a mail inside it. A message and all that is fetched for it are no larger
 * than limits->message. *bytes stand in *to.
 */
bool bodypart_is_left_out(const struct bodypart *p);
enum reason bodypart_fetch(struct bodypart *p, struct buffer *to, struct slice *bytes);

/* When all of it was looked at: what is wrong with it is the mail's to judge. */
void bodypart_note_failures(const struct bodypart *p);

#endif
