/*
 * given: what the user gives beside the mail: a list of domains, rules, DNS records, policies, …
 * It is read before the mail, so that a mistake in it is told at once.
 */
#ifndef CMD_GIVEN_H
#define CMD_GIVEN_H

#include "cmd/tlsrpt-audit/options.h"
#include "lib/audit/scope.h"
#include "lib/base/sha256.h"
#include "lib/findings/account.h"

struct given {
    struct scope scope;     /* the list of domains; empty without --scope */
    struct earlier earlier; /* the summary of --compare */
    bool is_usage_error;    /* after a failure: what was given is wrong (status 2) */
    struct tuning tuning;
    char rules_sha256[SHA256_TEXT + 1];       /* of that file; empty without --rules */
    struct dns_records dns;                   /* empty without --dns */
    char dns_sha256[SHA256_TEXT + 1];         /* over all files of --dns, in order; else empty */
    struct recipients watch;                  /* the addresses that the DNS records name */
    struct networks networks;                 /* the databases of --ip-db, mapped into memory */
    const char *network_files[NETWORKS_MOST]; /* each one's path */
    struct slice maps[NETWORKS_MOST];
    bool lacks_networks;           /* a database could not be used; it was said */
    struct served_policies served; /* empty without --sts-policy */
    struct texts setup_names;      /* the domains that the DNS records and these policies name */
    struct control_list controls;
    struct given_file *files; /* the bytes that were read, for --evidence; else none */
    size_t files_n;
    struct dkimkeys *keys; /* to verify signatures with; NULL: they are not verified */
};

/* The SHA-256, as hex digits, over the files of --scope or --dns (`option`: without dashes). Empty:
 * none was given, or it is another option. */
const char *given_digest(const struct given *g, const char *option);

void given_init(struct given *g, const struct hash_key *key); /* borrows the key */

/* Reads all of it. `arena` keeps what `watch`, `setup_names` and `files` need. False: it was said
 * on standard error why not. */
bool given_read(struct given *g, const struct options *o, struct arena *arena);

/* Says which databases of addresses turned out to be damaged while they were used. False: one did,
 * or could not be used from the start. */
bool given_held(const struct given *g);

/* Says if DNS records were asked for outside the period: senders may have met others. */
void given_note_times(const struct account *a, const struct options *o);
void given_free(struct given *g);

#endif
