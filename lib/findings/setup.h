/*
 * setup: what the domains publish in the DNS to get TLS reports and to announce MTA-STS, as far as
 * records were given (SPEC 8.3, --dns).
 */
#ifndef AUDIT_SETUP_H
#define AUDIT_SETUP_H

#include "lib/audit/figures.h"
#include "lib/mail/dkimkeys.h"
#include "lib/mail/recipients.h"

enum dns_kind {
    DNS_TXT,
    DNS_CNAME,
    DNS_ASKED /* somebody asked for the name: it is of interest, with or without an answer */
};

struct dns_record {
    enum dns_kind kind;
    struct slice owner; /* lower case, without the dot at the end */
    struct slice data;  /* TXT: its strings joined; CNAME: the target, as owner */
    bool is_key;        /* the alias of a DKIM key's name leads here */
};

struct dns_records { /* made by formats/read/dnstext */
    struct dns_record *at;
    size_t n;
    struct arena arena;
    struct dkimkeys *keys; /* borrowed: where what stands at a name with the label _domainkey goes;
                              NULL: nowhere */
    bool has_keys;         /* there is, or was asked for, such a name */
};

struct setup_row {
    struct slice policy_domain;
    struct slice tlsrpt, mta_sts; /* the records; empty: there is none, or more than one */
    struct texts rua, errors, uncollected;
    bool tlsrpt_missing, tlsrpt_invalid, mta_sts_missing, mta_sts_invalid;
    bool has_dane; /* reports tell of TLSA records */
};

struct setup {
    struct setup_row *at; /* by domain */
    size_t n;
    struct arena arena;
};

/* The mail addresses of all TLS-RPT records, to be watched for while reading. False: out of
 * memory. */
bool setup_watch(const struct dns_records *dns, struct arena *arena, struct recipients *watch);

/* The setup of every domain that is reported on, or whose records the files ask for. False: out
 * of memory; free it all the same. */
bool setup_build(struct setup *s, const struct dns_records *dns, const struct summary *summary,
                 const struct recipients *watch);
void setup_free(struct setup *s);

#endif
