/*
 * mail: what becomes of one mail, whatever is in it: with reports, rejected, unread or other mail
 * (SPEC 3).
 */
#ifndef READ_MAIL_H
#define READ_MAIL_H

#include "formats/read/letter.h"

/* Why a part gave no report, or not all of its reports. */
struct failure {
    enum reason reason;
    bool is_of_report; /* it should have held one, whatever the mail is */
    bool is_damaged;   /* or encrypted: it should have held one where the mail is about reports */
    bool is_claimed;   /* what it came in, a forwarded mail, say, or its name claims to be one */
    uint64_t left_out; /* REASON_TOO_LARGE: so many parts, members or reports */
    struct source source;
    struct failure *next;
};

/* What one mail is made of, while it is looked at: itself, and whatever is in it. */
struct mail {
    struct extractor *x;
    struct item *item;
    struct arena *arena;
    struct letter *letter;       /* its own header's */
    struct slice bytes;          /* all of it, as its hash has it; empty: nobody wants it */
    size_t parts;                /* that were looked at, those of messages inside included */
    const struct bodypart *part; /* that is looked at, the innermost; NULL: none is */
    struct texts fetched;        /* attachments that Apple Mail keeps apart; see applemail.h */
    bool claims;
    bool over_limit;                         /* some of it was not looked at */
    uint64_t left_out;                       /* so many parts of that may hold reports */
    bool rejected;                           /* a part of it was */
    struct failure *failures, *last_failure; /* of its parts, in order */
    size_t failures_n;
    enum reason other;            /* the most telling of them */
    const struct unread *unread;  /* the first part that could not be looked into; NULL: none */
    const struct unread *in_text; /* likewise, the first that stands in a text */
    struct report **last;
};

/* Notes what is wrong with a part; whether it should have held a report, the whole mail tells. `f`
 * is copied, its source is made of the letter and the part's file name. */
void mail_note_failure(struct mail *m, const struct failure *f, const struct letter *letter,
                       struct slice file_name);

/* The text of a part that is no report: something may stand in it. */
void mail_note_text(struct mail *m, struct slice text);

/* Where it is asked for, what other mail holds is listed. */
void mail_list_attachment(struct mail *m, const struct mime_leaf *leaf);

/* After the last part that is looked at: the others, over a limit, are counted. */
void mail_count_rest(struct mail *m, struct mime_walk *w);

void mail_note_claim(struct mail *m, struct slice top_type); /* after its header was read */
void mail_settle(struct mail *m);                            /* after its last part */

#endif
