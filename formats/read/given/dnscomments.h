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
    size_t first, answer;      /* first record of the file, and of the present answer */
    enum dns_signed is_signed; /* of the present answer, by its flags or as delv says */
    bool has_signatures;       /* the file holds RRSIG records */
    time_seconds asked_at;     /* of the present answer, if a line before says so; else 0 */
    enum dns_status status;    /* of the present answer */
};

/* Takes a comment, its semicolon included. True: it asks for a name and a type, which live as long
 * as the line; c->status tells how that was answered. */
bool dnscomments_take(struct dnscomments *c, struct dns_records *records, struct slice line,
                      struct slice *name, struct slice *type);

/* Is this a type of records that are kept? */
bool dnscomments_is_type(struct slice word);

/* Takes a line of dig's +yaml that is no record. */
void dnscomments_take_yaml(struct dnscomments *c, struct dns_records *records, struct slice line);

/* What a word such as "NXDOMAIN" or "SERVFAIL" means. */
enum dns_status dnscomments_status(struct slice word);

/* At the end of a file: if it holds signatures, an answer that no flag and no signature speaks for
 * is unsigned. */
void dnscomments_end(const struct dnscomments *c, struct dns_records *records);

#endif
