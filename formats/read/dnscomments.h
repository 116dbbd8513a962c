/*
 * dnscomments: what dig, drill, kdig and delv say in comments: what was asked, when it was answered,
 * and whether the answer was signed.
 */
#ifndef IN_DNSCOMMENTS_H
#define IN_DNSCOMMENTS_H

#include "lib/tlsrpt/dnsrecords.h"

struct dnscomments {
    size_t first, answer;      /* the file's and the present answer's first record */
    enum dns_signed is_signed; /* of the present answer, by its flags */
    bool has_signatures;       /* the file holds RRSIG records */
};

/* Takes a comment, its semicolon included. True: it asks for a name and a type, which borrow from
 * the line. */
bool dnscomments_take(struct dnscomments *c, struct dns_records *records, struct slice line,
                      struct slice *name, struct slice *type);

/* Is it a type of records that is read here? */
bool dnscomments_is_type(struct slice word);

/* At the file's end: where it holds signatures and no flags, what has none is unsigned. */
void dnscomments_end(const struct dnscomments *c, struct dns_records *records);

#endif
