/*
 * letter: what the header of a mail, or of a mail that is forwarded in it, tells about a report
 * (SPEC 3; RFC 8460, 5.3).
 *
 * The fields of a forwarded mail count first, then the name of the file, then the fields of the
 * mail around it. What proves something (Received, Authentication-Results) is read of the outermost
 * mail only.
 */
#ifndef READ_LETTER_H
#define READ_LETTER_H

#include "formats/read/extractor.h"
#include "lib/mail/field.h"

struct letter {
    const struct letter *outer;                 /* the mail that it is forwarded in; NULL: none */
    const struct extract_options *options;      /* borrowed */
    struct slice bytes;                         /* all of it: header and body */
    struct source source;                       /* texts as they stand in the header */
    struct slice subject, from, date, received; /* received: the topmost field's date */
    struct slice domain_field, submitter_field; /* TLS-Report-Domain, TLS-Report-Submitter */
    struct slice authres;     /* the trusted server's topmost word on DKIM (RFC 8601) */
    bool claims;              /* it has a TLS-Report- field (RFC 8460, 5.3) */
    bool is_read_again;       /* by its lowest Content-Type */
    bool has_added;           /* fields that decide, of a name that is signed fewer times */
    bool has_unsigned_domain; /* its TLS-Report-Domain field is not signed */
    bool has_foreign_parts;   /* whoever sent it on may have said where they begin in its text */
};

/* Borrows all. where: path, member, message and offset of the outermost mail. */
void letter_start(struct letter *l, const struct letter *outer, struct slice bytes,
                  const struct source *where, const struct extract_options *options);
void letter_field(void *self, const struct field *f); /* each field of its header, in order */
void letter_settle(struct letter *l);                 /* after the last field */

/*
 * Once its first part was found: notes what its signatures leave to others, where that matters. Who
 * signs a mail and not its Content-Type, as Google does, lets others say where its parts begin: in
 * a bounce, where those of the mail begin that is sent back in it. Where no text stands before the
 * first part, the body itself says so. False: out of memory.
 */
bool letter_divided(struct letter *l, bool has_preamble);

/* Gives the domain that the Subject says the report is about; empty: none. False: out of memory. */
bool letter_subject_domain(const struct letter *l, struct arena *arena, struct slice *domain);

/* Gives the source of a report in it. inside and file_name: the names of the report's file and of
 * the attachment that holds it, perhaps empty. The texts are one line of UTF-8 each, and live as
 * long as the outermost letter and the arena. False: out of memory. */
bool letter_source(const struct letter *l, struct slice inside, struct slice file_name,
                   struct arena *arena, struct source *s);

/* Gives the message in `bytes`, without what stands before it (recognise_prefix), and as it was
 * before OpenPGP put a dash before lines to sign them in the clear (RFC 4880, 7.1); then it is a
 * copy. False: out of memory. */
bool letter_text(struct slice bytes, struct arena *arena, struct slice *text);

#endif
