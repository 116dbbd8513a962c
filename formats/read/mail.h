/*
 * mail: what becomes of one mail, whatever is in it: with reports, rejected, unread or other mail
 * (SPEC 3).
 */
#ifndef IN_MAIL_H
#define IN_MAIL_H

#include "formats/read/leaf.h"
#include "formats/read/letter.h"

/* What one mail is made of, while it is looked at: itself, and whatever is in it. */
struct mail {
    struct extractor *x;
    struct item *item;
    struct arena *arena;
    struct letter letter;
    size_t parts; /* that were looked at, those of messages inside included */
    bool claims;
    bool over_limit;             /* some of it was not looked at */
    bool rejected;               /* a part with a tlsrpt media type was */
    enum reason other;           /* the most telling failure of the parts without one */
    const struct unread *unread; /* the first part that could not be looked into; NULL: none */
    struct report **last;
};

/* Notes what is wrong with a part: one with a tlsrpt media type is rejected at once; whether another
 * one should have held a report, the whole mail tells. */
void mail_note_failure(struct mail *m, enum label label, enum reason reason);

/* Where it is asked for, what other mail holds is listed. */
void mail_list_attachment(struct mail *m, const struct mime_leaf *leaf);

void mail_note_claim(struct mail *m, struct slice top_type); /* after its header was read */
void mail_settle(struct mail *m);                            /* after its last part */

#endif
