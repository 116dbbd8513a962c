/*
 * dnscomments: what dig, drill, kdig and delv say in comments: what was asked, when it was
 * answered, and whether the answer was signed.
 */
#ifndef READ_DNSCOMMENTS_H
#define READ_DNSCOMMENTS_H

#include "lib/tlsrpt/dnsrecords.h"

enum dns_status {
    DNS_STATUS_FINE, /* or not told */
    DNS_STATUS_NO_NAME,
    DNS_STATUS_FAILED /* nothing is known of what was asked for */
};

struct dnscomments {
    size_t first, answer;      /* the file's and the present answer's first record */
    enum dns_signed is_signed; /* of the present answer, by its flags */
    bool has_signatures;       /* the file holds RRSIG records */
    time_seconds asked_at;     /* of the present answer, where that is said before it; 0: not yet */
    enum dns_status status;    /* of the present answer */
};

/* Takes a comment, its semicolon included. True: it asks for a name and a type, which borrow from
 * the line; how it was answered says c->status. */
bool dnscomments_take(struct dnscomments *c, struct dns_records *records, struct slice line,
                      struct slice *name, struct slice *type);

/* Is it a type of records that is read here? */
bool dnscomments_is_type(struct slice word);

/* Takes a line of dig's +yaml that is no record. */
void dnscomments_take_yaml(struct dnscomments *c, struct dns_records *records, struct slice line);

/* What "NXDOMAIN", "SERVFAIL" and the like say. */
enum dns_status dnscomments_status(struct slice word);

/* At the file's end: where it holds signatures and no flags, what has none is unsigned. */
void dnscomments_end(const struct dnscomments *c, struct dns_records *records);

#endif
