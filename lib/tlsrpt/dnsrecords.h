/*
 * dnsrecords: the DNS records of all files that the user gave, looked up by name.
 */
#ifndef TLSRPT_DNSRECORDS_H
#define TLSRPT_DNSRECORDS_H

#include "lib/base/sha256.h"
#include "lib/base/texts.h"
#include "lib/base/when.h"
#include "lib/mail/dkimkeys.h"

enum dns_kind {
    DNS_TXT,
    DNS_CNAME,
    DNS_MX,
    DNS_TLSA,
    DNS_A,
    DNS_AAAA,
    DNS_PTR,
    DNS_RRSIG,
    DNS_ASKED /* somebody asked for the name, with or without an answer */
};

/* Was the answer signed (DNSSEC)? Unknown if neither the resolver's ad flag nor any RRSIG tells. */
enum dns_signed { DNS_SIGNED_UNKNOWN, DNS_UNSIGNED, DNS_SIGNED };

struct dns_record {     /* without gaps between members: a file may hold hundreds of thousands */
    struct slice owner; /* lower case, without the dot at the end */
    /* TXT: its strings joined. CNAME, MX, PTR: the target, as owner. TLSA: usage, selector,
     * matching type and lower-case hex digits, a blank between them. A, AAAA: in normal form;
     * an AAAA record of an IPv4 address (address.h) is of kind A.
     * RRSIG: the type that it covers; ASKED: the type that was asked for, in lower case. */
    struct slice data;
    time_seconds asked_at; /* when it was answered; 0: nothing tells */
    size_t order;          /* the number of the addition */
    enum dns_kind kind;
    enum dns_signed is_signed;
    bool is_no_name; /* of ASKED: there is no such name at all (NXDOMAIN) */
    bool is_key;     /* the alias of a DKIM key's name leads here */
};

/* A name and the type that was asked for there, both in lower case; type empty: not known. */
struct dns_question {
    struct slice owner, type;
};

/* A name with more distinct records of a kind than are looked at (SPEC 8.3). */
struct dns_crowd {
    struct slice owner;
    enum dns_kind kind;
    size_t left_out; /* the oldest */
};

/* A file that records were read from. */
struct dns_file {
    struct slice path; /* UTF-8 */
    uint64_t bytes;
    char sha256[SHA256_TEXT + 1]; /* hex digits; empty: not asked for */
};

struct dns_records { /* zero-initialise it */
    struct dns_record *at;
    size_t n, taken; /* taken: records and questions that were added, those about keys included */
    size_t unread;   /* bytes of JSON from where it is damaged or cut short */
    size_t rootless; /* names of a zone file that stand below no $ORIGIN, such as @ */
    struct texts targets;   /* of CNAMEs, settled; after dnsrecords_sort */
    struct dns_file *files; /* in the order in which they were given */
    size_t files_n;
    struct arena arena; /* for the records and their texts */
    /* Borrowed: takes the records at names with the label _domainkey; NULL: they are dropped. */
    struct dkimkeys *keys;
    bool asked[DNS_ASKED]; /* by kind: some file asks for such a record; after dnsrecords_sort */
    bool held[DNS_ASKED];  /* likewise: some file holds one */
    bool has_keys;         /* a name with the label _domainkey has a record or was asked for */
    struct dns_question *failed; /* questions whose answer failed: nothing is known of them */
    size_t failed_n;
    bool has_lost;            /* an answer failed, and what was asked is not known */
    struct dns_crowd *crowds; /* by owner and kind; after dnsrecords_sort */
    size_t crowds_n;
};

/* The slices have to live as long as the records. False: out of memory. */
bool dnsrecords_add(struct dns_records *d, enum dns_kind kind, struct slice owner,
                    struct slice data);

/* Notes that the answer to a question failed. The slices have to live likewise. False: out of
 * memory. */
bool dnsrecords_add_failed(struct dns_records *d, struct slice owner, struct slice type);

/* Notes a file that records come from; hash: with the SHA-256 of its text. False: out of memory. */
bool dnsrecords_add_file(struct dns_records *d, struct slice path, struct slice text, bool hash);

/* How many distinct records of a kind are looked at for each name: those that were added last. All
 * MX records are: many of them cost nothing by themselves. */
size_t dnsrecords_most(enum dns_kind kind);

/* To be called once, when all are added, before the lookups below: sorts by owner, kind and data.
 * Of equal records (a nightly dig has the same answers) one stays, with the latest time and the
 * best word on its signature; of the CNAMEs of a name, the one that was added last. False: out of
 * memory. */
bool dnsrecords_sort(struct dns_records *d);

/* Does any file hold a record of this kind, or ask for one (SPEC 8.3)? */
static inline bool dnsrecords_has_kind(const struct dns_records *d, enum dns_kind kind)
{
    return d->held[kind] || d->asked[kind];
}

/* Does any file ask for such a record? A tool's answer does, a zone file does not. */
static inline bool dnsrecords_ask(const struct dns_records *d, enum dns_kind kind)
{
    return d->asked[kind];
}

/* The *n records of one kind that a name has, in byte order of their data; the first one carries
 * the latest time and the best word on a signature of them all. NULL: it has none. */
const struct dns_record *dnsrecords_of_kind(const struct dns_records *d, struct slice owner,
                                            enum dns_kind kind, size_t *n);

/* Does the name have more records of this kind than are kept here? */
bool dnsrecords_is_crowd(const struct dns_records *d, struct slice owner, enum dns_kind kind);

/* The name that the owner's CNAME leads to; empty: it has none. */
struct slice dnsrecords_alias(const struct dns_records *d, struct slice owner);

/* Does this DNS_ASKED record say that its name has no records of a type ("txt") but those that are
 * here? It does if that type was asked for and the question answered; a question without a type
 * stands for all types. */
bool dnsrecords_denies(const struct dns_record *r, struct slice type);

/* May the name have records of this type that are not here, because an answer failed? */
bool dnsrecords_failed(const struct dns_records *d, struct slice owner, struct slice type);

/* Does any owner begin with this label? */
bool dnsrecords_has(const struct dns_records *d, struct slice label);

/* Does some CNAME lead to this name? */
bool dnsrecords_is_target(const struct dns_records *d, struct slice name);
void dnsrecords_free(struct dns_records *d);

#endif
