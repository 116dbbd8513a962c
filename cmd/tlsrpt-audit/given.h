/*
 * given: what the user gives beside the mail: rules of his own, DNS records, policies. It is read
 * before the mail, so that a mistake in it is told at once.
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
    char rules_sha256[SHA256_TEXT + 1];       /* of the file that set it; empty without --rules */
    struct dns_records dns;                   /* empty without --dns */
    char dns_sha256[SHA256_TEXT + 1];         /* of all their files, in order; empty likewise */
    struct recipients watch;                  /* the addresses that the DNS records name */
    struct networks networks;                 /* the databases of --ip-db, mapped into memory */
    const char *network_files[NETWORKS_MOST]; /* each one's path */
    struct slice maps[NETWORKS_MOST];
    bool lacks_networks;           /* a database was given that is none; it was said */
    struct served_policies served; /* empty without --sts-policy */
    struct control_list controls;
    struct given_file *files; /* what was read, for the evidence; none without it */
    size_t files_n;
    struct dkimkeys *keys; /* signatures are verified with them; NULL: they are not verified */
};

/* The SHA-256 of what the option's files hold, as hex digits; empty: none was given, or it is
 * another option. */
const char *given_digest(const struct given *g, const char *option);

/* Where the hashes of a run come from is known: the list of domains hashes, too. */
void given_init(struct given *g, const struct hash_key *key);

/* False: it was said on standard error why not. `arena` keeps what `watch` and `files` need. */
bool given_read(struct given *g, const struct options *o, struct arena *arena);

/* Says which databases of addresses turned out to be damaged while they were asked. False: one
 * was, or was none from the start. */
bool given_held(const struct given *g);

/* Says where the DNS was asked outside of the period: it may not be what senders met. */
void given_note_times(const struct account *a, const struct options *o);
void given_free(struct given *g);

#endif
