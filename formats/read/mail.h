/*
 * mail: what becomes of one mail, whatever is in it: with reports, rejected, unread or other mail
 * (SPEC 3).
 */
#ifndef READ_MAIL_H
#define READ_MAIL_H

#include "formats/read/applemail.h"
#include "formats/read/letter.h"

/* Why a part gave no report, or not all of its reports. */
struct failure {
    enum reason reason;
    bool is_of_report; /* the part should have held a report, whatever the mail is */
    bool is_damaged;   /* or encrypted: it should have held one if the mail is about reports */
    bool is_claimed;   /* its name, or the mail that it came in, claims to be of a report */
    uint64_t left_out; /* REASON_TOO_LARGE: how many parts, members or reports */
    struct source source;
    struct failure *next;
};

/* What one mail is made of, while it is looked at: itself, and whatever is in it. */
struct mail {
    struct extractor *x;
    struct item *item;
    struct arena *arena;
    struct letter *letter;          /* its own header's */
    struct slice bytes;             /* all of it, as its hash has it; empty: not wanted */
    size_t parts;                   /* that were looked at, also in messages inside */
    const struct bodypart *part;    /* the innermost that is looked at; NULL: none is */
    struct applemail_looks fetched; /* attachments that Apple Mail keeps apart; see applemail.h */
    bool claims;
    bool over_limit;                         /* some of it was not looked at */
    uint64_t left_out;                       /* how many of its parts may hold reports */
    bool rejected;                           /* a part of the mail was */
    struct failure *failures, *last_failure; /* of the parts, in order */
    size_t failures_n;
    enum reason other;            /* the most telling reason of the failures */
    const struct unread *unread;  /* the first part that could not be looked into; NULL: none */
    const struct unread *in_text; /* likewise, the first that stands in a text */
    size_t looked_at;             /* bytes of JSON by mail_note_json */
    uint64_t lost;                /* mails in it that claim to be a report, of which nothing came */
    struct report **last;
};

/* Notes what is wrong with a part; the whole mail tells later whether the part should have held a
 * report. Copies `f`, and makes its source from the letter and the name of the part's file. */
void mail_note_failure(struct mail *m, const struct failure *f, const struct letter *letter,
                       struct slice file_name);

/* Looks what may stand in the text of a part that is no report. */
void mail_note_text(struct mail *m, struct slice text);

/* Likewise in JSON that has nothing to do with reports by itself. */
void mail_note_json(struct mail *m, struct slice json);

/* Lists what other mail holds, if that is asked for. */
void mail_list_attachment(struct mail *m, const struct mime_leaf *leaf);

/* After the last part that is looked at: counts those behind, which are over a limit. */
void mail_count_rest(struct mail *m, struct mime_walk *w);

void mail_note_claim(struct mail *m, struct slice top_type); /* after its header was read */
void mail_settle(struct mail *m);                            /* after its last part */

#endif
