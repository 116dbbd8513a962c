/*
 * decode_parts: what the files that decode a report share. Private to lib/tlsrpt.
 *
 * decode.c reads the report, decode_policies.c its policies, decode_known.c policy objects that
 * were read before, decode_details.c failure details; decode_entry.c makes a policy of what was
 * read.
 */
#ifndef TLSRPT_DECODE_PARTS_H
#define TLSRPT_DECODE_PARTS_H

#include "lib/tlsrpt/members.h"

struct details {
    struct failure_detail *at;
    size_t n, without_count;
};

struct raw_summary {
    struct count successful, failed;
    struct details details; /* those that were found inside it */
    bool is_there;
};

/* What a policy object holds, or the entry of `policies` around it. */
struct raw_policy {
    struct slice type, domain;
    struct texts strings, mx;
    struct raw_summary summary;
    struct count successful, failed; /* those that were found outside of a summary */
    struct details details;
    bool is_there;
};

/* An entry of `policies`. Members of its policy object are also read from the entry itself, and
 * members of the entry from the object: senders put either in the wrong place. */
struct raw_entry {
    struct raw_policy beside, policy;
    bool is_list; /* its policy was a list of entries, which are in the report already */
};

member_reader decode_policy_object;  /* struct raw_policy */
member_reader decode_policy_strings; /* struct texts */
member_reader decode_mx;             /* struct texts */
member_reader decode_summary;        /* struct raw_summary */
member_reader decode_details;        /* struct details */
member_reader decode_policies;       /* nothing: adds each entry to the report */

/* Where a policy object began that is to be known the next time. */
struct known_from {
    const char *at;
    size_t taken; /* of the arena before it was read */
    bool may_be_kept;
};

/* Was the policy object that begins with `value` read before? Then *raw is what it holds, and the
 * rest of it is passed over. False: it has to be read, and is then handed to decode_keep. */
bool decode_known(struct decoder *d, enum jsonpull_token value, struct raw_policy *raw,
                  struct known_from *from);
void decode_keep(struct decoder *d, const struct known_from *from, const struct raw_policy *raw);

/* Takes the other text if this one is absent. True: it did. */
static inline bool decode_fill(struct slice *text, struct slice other)
{
    bool is_filled = text->n == 0 && other.n > 0;
    if (is_filled)
        *text = other;
    return is_filled;
}

/* Does a list of entries begin here, where a policy object should stand (and not a list of that one
 * object)? */
bool decode_holds_entries(const struct decoder *d, enum jsonpull_token value);

/* Was anything read that makes a policy? */
bool decode_is_entry(const struct raw_entry *entry);

/* Adds what was read of an entry to the report's policies. False: give up. */
bool decode_add_entry(struct decoder *d, struct raw_entry *entry);

#endif
