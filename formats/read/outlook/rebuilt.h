/*
 * rebuilt: writes a message as RFC 5322 has it from the pieces that Outlook keeps of one.
 *
 * Of the mail that came, Outlook keeps the header as text and the attachments as files. What is
 * written is the header, without fields that tell of the body's form and without signatures, which
 * only the body that was signed fits; and a multipart of the attachments in base64. A message that
 * is attached is written inside. Bodies that people read are left out.
 */
#ifndef READ_REBUILT_H
#define READ_REBUILT_H

#include "lib/base/slice.h"
#include "lib/base/when.h"

enum { REBUILT_LINE = 57 }; /* bytes of a line of base64 (RFC 2045, 6.8: 76 characters) */

struct rebuilt {
    bool (*put)(void *self, struct slice text); /* takes what is written; false: stop */
    void *self;
    unsigned depth; /* messages that were begun and not ended */
    bool failed;
    unsigned char line[REBUILT_LINE];
    size_t line_n;
};

/* What is known of a message; empty: nothing. The other members make a header if there is none. */
struct rebuilt_head {
    struct slice header; /* as it was transported */
    struct slice subject, from, message_id;
    time_seconds sent;
    bool has_time;
};

/* Each gives false when nothing more is taken. Begin and end nest. */
bool rebuilt_begin(struct rebuilt *r, const struct rebuilt_head *head);
bool rebuilt_part(struct rebuilt *r, struct slice name, struct slice type); /* an attached file */
bool rebuilt_bytes(struct rebuilt *r, struct slice bytes);                  /* of it */
bool rebuilt_end(struct rebuilt *r);

#endif
