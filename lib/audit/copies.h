/*
 * copies: what is kept of a counted report to compare later copies of it with (SPEC 5.1 and 8.1,
 * conflicting-reports): its sessions; which of its domains have failed ones, of which result types,
 * and how else these are told apart; and what the mail says beside the report.
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

/* Appends what is kept of a report, without the policies that are left out. Out of memory:
 * to->failed. */
void copy_keep(const struct report *r, const struct hash_key *key, struct buffer *to);

/* The same for later runs, which may leave other policies out: the mail's domains, and what fails,
 * are those of all its policies. */
void copy_keep_known(const struct report *r, const struct hash_key *key, struct buffer *to);

/* Does a report with the same content as the `known` one (copy_keep_known) say more: has it
 * failures about a domain of which that one has none, since its mail says so? Or is its mail about
 * other domains, or did it come in time while the known one is stale? `own`: copy_keep of it. */
bool copy_says_more_than_known(struct slice known, struct slice own, const struct report *r,
                               const struct hash_key *key);

/* The same for a report of which only sessions and result types are known. */
void copy_keep_types(const struct report *r, const struct hash_key *key, struct buffer *to);

/* What is kept of a report begins with two sums of sessions, and then so many bytes that tell how
 * it stands; zeros: nothing is known. */
enum { COPY_STANDING_AT = 16, COPY_STANDING_BYTES = 8 };

/* Is it known who sent the report? */
bool copy_is_authentic(struct slice kept);

/* Is it known who sent the report, and of the `other` copy not, though its mail claims to be from
 * the same submitter? Whoever signs in a name of his own says nothing against mail of another. */
bool copy_answers_for(struct slice kept, struct slice other);

/* The sessions of what was kept; zeros if `kept` is empty, when nothing is known. */
struct sessions copy_sessions(struct slice kept);

/* Has the report failed sessions, in counts or in details? */
bool copy_has_failures(struct slice kept);

/* What is kept of two copies of a report. */
struct copies {
    struct slice own;    /* of the copy that is being noted */
    struct slice other;  /* empty: nothing is known of it */
    bool both_may_count; /* if false, only `other` is counted */
    bool is_redacted;    /* `own` alone: at which hosts and addresses it failed tells nothing */
    bool is_known;       /* copy_keep_known made `other`: some of what fails may not count now */
};

/* Has either failures, in counts or in details, among what counts now? `r` is what `own` was made
 * of. */
bool copies_have_failures(const struct copies *c, const struct hash_key *key,
                          const struct report *r);

/* How many failed sessions about a domain (the attributed one) a counted copy hides: the other copy
 * has them and it lacks them, in all, or of some result type, or at some host or address, for some
 * reason, or under some policy. */
int64_t copies_hidden(const struct copies *c, const struct hash_key *key, struct slice domain);

/* Does `other` say more than `counted`: has it more sessions, or failures about a domain that
 * `counted` lacks? Or, if both came by mail, does its mail say that it is about other domains, or
 * that it came in time while `counted` is stale (SPEC 4)? */
bool copy_says_more(struct slice counted, struct slice other);

#endif
