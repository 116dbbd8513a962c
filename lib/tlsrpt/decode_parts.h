/*
 * decode_parts: what the files that decode a report share. Private to lib/tlsrpt.
 *
 * decode.c reads the report, decode_policies.c its policies, decode_details.c their failure
 * details.
 */
#ifndef TLSRPT_DECODE_PARTS_H
#define TLSRPT_DECODE_PARTS_H

#include "lib/tlsrpt/members.h"

struct details {
    struct failure_detail *at;
    size_t n, without_count;
};

struct raw_policy {
    struct slice type, domain;
    struct texts strings, mx;
    struct count successful, failed;
    bool has_summary;
    struct details details, in_summary; /* in_summary: that stood inside it */
};

/* An entry of policies. What should stand in its policy object may stand in the entry itself, and
 * what should stand beside that inside it. */
struct raw_entry {
    struct raw_policy policy, misplaced;
    bool has_policy;
};

member_reader decode_details;       /* struct details */
member_reader decode_policy_object; /* struct raw_entry: its policy */
member_reader decode_summary;       /* struct raw_policy */
member_reader decode_policies;      /* nothing: adds each entry to the report */

/* Was anything read that a policy could have? */
bool decode_is_entry(const struct raw_entry *entry);

/* Adds what was read of an entry to the report's policies. False: give up. */
bool decode_add_entry(struct decoder *d, struct raw_entry *entry);

#endif
