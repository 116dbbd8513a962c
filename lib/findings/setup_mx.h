/*
 * setup_mx: the MX hosts of a domain as the DNS records that were given tell of them: whether the
 * MTA-STS policy lists them (RFC 8461, 4.1), their addresses, and their TLSA records (RFC 7672).
 */
#ifndef FINDINGS_SETUP_MX_H
#define FINDINGS_SETUP_MX_H

#include "lib/tlsrpt/dnsrecords.h"
#include "lib/tlsrpt/report.h"

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct setup_mx {
    struct slice host;
    enum answer in_policy;        /* unknown: no policy tells it */
    struct texts addresses, tlsa; /* sorted; tlsa: the records' data */
    bool is_tlsa_known;           /* it was asked for, or the files are zones, and ask nothing */
    size_t usable;                /* so many of the TLSA records can be used (RFC 7672) */
    enum dns_signed is_signed;    /* the TLSA answer; unknown without one */
    time_seconds read_at;         /* the latest time of an answer; 0: nothing tells */
};

/* The MTA-STS policy that has to list them. */
struct setup_mx_policy {
    struct slice text; /* empty: there is none */
    bool is_cut;       /* it may lack lines */
};

/*
 * The MX hosts of a domain, in byte order of their names. They live in the arena; NULL: out of
 * memory. The records are sorted.
 */
struct setup_mx *setup_mx_build(const struct dns_records *dns, struct slice domain,
                                struct setup_mx_policy policy, struct arena *arena, size_t *n);

/* Was the host's TLSA answer signed? */
enum answer setup_mx_signed(const struct setup_mx *mx);

/* The addresses that the records give a host. Of a family of which they tell nothing (it was not
 * asked for, or the answer failed), it may have any. */
struct mx_addresses {
    struct texts all; /* in normal form, sorted */
    bool tells_ipv4, tells_ipv6;
};

/* CNAMEs are followed. False: out of memory. */
bool setup_mx_addresses(const struct dns_records *dns, struct slice host, struct arena *arena,
                        struct mx_addresses *addresses);

/* The names of the PTR records of an address in normal form, sorted; CNAMEs are followed, as in
 * RFC 2317. False: out of memory. */
bool setup_reverse_names(const struct dns_records *dns, struct slice address, struct arena *arena,
                         struct texts *names);

#endif
