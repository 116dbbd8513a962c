/*
 * setup_mx: the MX hosts of a domain as the DNS records tell of them: whether the MTA-STS policy
 * lists them (RFC 8461, 4.1), their addresses, and their TLSA records (RFC 7672).
 */
#ifndef FINDINGS_SETUP_MX_H
#define FINDINGS_SETUP_MX_H

#include "lib/findings/setup_room.h"
#include "lib/tlsrpt/dnsrecords.h"
#include "lib/tlsrpt/report.h"

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct setup_mx {
    struct slice host;
    enum answer in_policy;        /* unknown: no policy tells */
    struct texts addresses, tlsa; /* sorted; tlsa: the records' data */
    bool has_more_addresses;      /* more than are looked at */
    bool is_tlsa_known;        /* it was asked for, or the files are zones, which ask for nothing */
    size_t usable;             /* how many of the TLSA records can be used (RFC 7672) */
    enum dns_signed is_signed; /* of the TLSA answer; unknown without one */
    time_seconds read_at;      /* the latest time of an answer; 0: not told */
};

struct setup_mx_given {
    const struct dns_records *dns; /* sorted */
    struct slice policy; /* the MTA-STS policy that has to list the hosts; empty: there is none */
    bool policy_is_cut;  /* it may lack lines */
    struct setup_room *room;
};

struct setup_mxs {
    struct setup_mx *at; /* in byte order of their names */
    size_t n, left_out;  /* left_out: how many hosts found no room */
};

/* Finds the MX hosts of a domain. They live in the arena. False: out of memory. */
bool setup_mx_build(const struct setup_mx_given *given, struct slice domain, struct arena *arena,
                    struct setup_mxs *all);

/* Was the host's TLSA answer signed? */
enum answer setup_mx_signed(const struct setup_mx *mx);

/* May the host have this address (in normal form)? No, if the records give the host addresses,
 * all those of this family among them, and this is none of them. Yes, if they cannot tell: the
 * family was not asked for, the answer failed, or there are more than are looked at. CNAMEs are
 * followed. */
bool setup_mx_may_have(const struct dns_records *dns, struct slice host, struct slice address);

/* The names of an address's PTR records, sorted. The address is in normal form; CNAMEs are
 * followed, as in RFC 2317. False: out of memory. */
bool setup_reverse_names(const struct dns_records *dns, struct slice address, struct arena *arena,
                         struct texts *names);

#endif
