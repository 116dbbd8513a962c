/*
 * copies: what is kept of a counted report so that a later copy can be compared with it: its
 * sessions, which of its domains have failed ones, of which result types and how else told apart
 * (SPEC 5.1 and 8.1, conflicting-reports), and what the mail says beside the report.
 *
 * It is kept as bytes, in the ledger's spool and in the state's file: 24, and 16 more for each
 * domain with failures, each of their result types and each kind of failure detail. Domains stand
 * as keyed hashes.
 */
#ifndef AUDIT_COPIES_H
#define AUDIT_COPIES_H

#include "lib/audit/sessions.h"
#include "lib/base/buffer.h"
#include "lib/tlsrpt/report.h"

/* The sums of its policies; those that are left out do not count. */
static inline struct sessions report_sessions(const struct report *r)
{
    struct sessions all = {0};
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        sessions_add(&all, (struct sessions){.successful = p->successful_sessions,
                                             .failed = p->failed_sessions});
    return all;
}

/* Appends what is kept of a report; policies that are left out do not count. Out of memory:
 * to->failed. */
void copy_keep(const struct report *r, const struct hash_key *key, struct buffer *to);

/* Likewise for later runs, which may leave other policies out: its mail's domains are those of all. */
void copy_keep_known(const struct report *r, const struct hash_key *key, struct buffer *to);

/* Does the mail of a report with the same content say that it is about other domains, or came it in
 * time where the `known` one (copy_keep_known) is stale? */
bool copy_stands_otherwise(struct slice known, const struct report *r, const struct hash_key *key);

/* Likewise of a report of which no more is known than its sessions and result types. */
void copy_keep_types(const struct report *r, const struct hash_key *key, struct buffer *to);

/* The sums of what was kept; zeros where `kept` is empty: nothing is known. */
struct sessions copy_sessions(struct slice kept);

/* Has it failed sessions, in counts or in details? */
bool copy_has_failures(struct slice kept);

/* What is kept of two copies of a report. */
struct copies {
    struct slice own;    /* of the one that is noted */
    struct slice other;  /* empty: nothing is known of it */
    bool both_may_count; /* else `other` alone is counted */
};

/* The failed sessions about a domain (the attributed one) that a counted copy hides: the other one
 * has them and it lacks them, in all, of some result types, or at some host or address, for some
 * reason or under some policy. */
int64_t copies_hidden(const struct copies *c, const struct hash_key *key, struct slice domain);

/* Has `other` more sessions than `counted`, or failures about a domain that `counted` lacks? Or
 * tells its mail, where both came by mail, that it is about other domains, or that it came in time
 * where `counted` is stale (SPEC 4)? */
bool copy_says_more(struct slice counted, struct slice other);

#endif
