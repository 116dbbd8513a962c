/*
 * setup: what the domains publish to get TLS reports and to announce MTA-STS, in the DNS and as
 * policies on web servers, as far as the user gave it (SPEC 8.3, --dns, --sts-policy).
 */
#ifndef FINDINGS_SETUP_H
#define FINDINGS_SETUP_H

#include "lib/audit/audit.h"
#include "lib/findings/setup_mx.h"
#include "lib/mail/recipients.h"
#include "lib/tlsrpt/dnsrecords.h"
#include "lib/tlsrpt/servedpolicies.h"

enum record_state {
    /* The files neither hold nor ask for any name of this kind (SPEC 8.3), or the answer failed. */
    RECORD_UNKNOWN,
    RECORD_SOUND,
    RECORD_MISSING,
    RECORD_INVALID
};

struct setup_record {
    enum record_state state;
    struct slice text; /* the record, or what else stands at the name; empty: nothing, or several */
    struct slice error; /* a sentence, if it is missing or invalid */
};

struct setup_row {
    struct slice policy_domain;
    struct setup_record tlsrpt, mta_sts;
    struct texts rua, errors, uncollected; /* errors: those of the records */
    bool has_dane;                         /* reports tell of TLSA records */
    bool has_tlsa;                         /* some MX host has a TLSA record that can be used */
    struct slice newest_policy; /* the text of the MTA-STS policy that was seen last in reports */
    bool newest_is_cut;         /* it may lack lines */
    const struct served_policy *served; /* the policy on its web server; NULL: none was given */
    struct setup_mxs mx;
    size_t errors_left_out;
    time_seconds read_at; /* when the DNS was asked, by the records; 0: not told */
};

/* A row of the table: a domain and one of its MX hosts; NULL if it has none. */
struct setup_line {
    const struct setup_row *row;
    const struct setup_mx *mx;
};

struct setup {
    struct setup_row *at; /* by domain */
    size_t n;
    struct setup_line *lines;
    size_t lines_n;
    const struct dns_records *dns; /* borrowed; NULL: none were given */
    bool lacks_addresses;          /* some MX host, or some address of one, was left out */
    struct arena arena;
};

/* What setups are built from, all of it borrowed. The records are sorted, here and below. */
struct setup_given {
    const struct dns_records *dns;        /* NULL: nothing tells of the set-up */
    const struct served_policies *served; /* this and what follows goes with dns */
    const struct recipients *watch;       /* the recipients of mails */
    struct texts names; /* of setup_names: all, or those among which the audit's are */
};

/* Do the files tell anything about a set-up? Not if they hold or ask for DKIM keys, and for no name
 * of TLS-RPT or MTA-STS, no MX, TLSA, PTR or address. */
bool setup_is_given(const struct dns_records *dns);

/* Collects the mail addresses of all TLS-RPT records, to watch for them while reading. False: out
 * of memory. */
bool setup_watch(const struct dns_records *dns, struct arena *arena, struct recipients *watch);

/* Gives the domains that the files ask for, or a policy was given for, sorted, each once. They are
 * borrowed. False: out of memory. */
bool setup_names(const struct dns_records *dns, const struct served_policies *served,
                 struct arena *arena, struct texts *names);

/* Builds the setup of every domain that the audit is about and that reports or given->names name.
 * False: out of memory; free it all the same. */
bool setup_build(struct setup *s, const struct setup_given *given, const struct audit *audit);

/* Marks the receiving addresses of the summary as those of an MX host or not, if the records hold
 * any address of their family. False: out of memory. */
bool setup_mark_addresses(const struct setup *s, struct summary *summary);

/* Gives the addresses of the summary the names of their PTR records, which live in the setup;
 * hides_senders: not the sending ones. False: out of memory. */
bool setup_name_addresses(struct setup *s, struct summary *summary, bool hides_senders);

/* What a domain publishes; NULL: nothing is known of it. */
const struct setup_row *setup_of(const struct setup *s, struct slice domain);
void setup_free(struct setup *s);

#endif
