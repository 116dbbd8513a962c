/*
 * setup_mx: the MX hosts of a domain as the DNS records that were given tell of them: whether the
 * MTA-STS policy lists them (RFC 8461, 4.1), their addresses, and their TLSA records (RFC 7672).
 */
#ifndef FINDINGS_SETUP_MX_H
#define FINDINGS_SETUP_MX_H

#include "lib/findings/setup_room.h"
#include "lib/tlsrpt/dnsrecords.h"
#include "lib/tlsrpt/report.h"

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct setup_mx {
    struct slice host;
    enum answer in_policy;        /* unknown: no policy tells it */
    struct texts addresses, tlsa; /* sorted; tlsa: the records' data */
    bool has_more_addresses;      /* than are looked at */
    bool is_tlsa_known;           /* it was asked for, or the files are zones, and ask nothing */
    size_t usable;                /* so many of the TLSA records can be used (RFC 7672) */
    enum dns_signed is_signed;    /* the TLSA answer; unknown without one */
    time_seconds read_at;         /* the latest time of an answer; 0: nothing tells */
};

struct setup_mx_given {
    const struct dns_records *dns; /* sorted */
    struct slice policy; /* the MTA-STS policy that has to list them; empty: there is none */
    bool policy_is_cut;  /* it may lack lines */
    struct setup_room *room;
};

struct setup_mxs {
    struct setup_mx *at; /* in byte order of their names */
    size_t n, left_out;  /* left_out: hosts for which there was no room */
};

/* The MX hosts of a domain. They live in the arena. False: out of memory. */
bool setup_mx_build(const struct setup_mx_given *given, struct slice domain, struct arena *arena,
                    struct setup_mxs *all);

/* Was the host's TLSA answer signed? */
enum answer setup_mx_signed(const struct setup_mx *mx);

/* Is the address (in normal form) one that the records give the host, do they give it none, or tell
 * nothing of addresses of its family? CNAMEs are followed. Of a family of which they tell nothing
 * (it was not asked for, the answer failed, there are more than are looked at), it may have any. */
bool setup_mx_may_have(const struct dns_records *dns, struct slice host, struct slice address);

/* The names of the PTR records of an address in normal form, sorted; CNAMEs are followed, as in
 * RFC 2317. False: out of memory. */
bool setup_reverse_names(const struct dns_records *dns, struct slice address, struct arena *arena,
                         struct texts *names);

#endif
