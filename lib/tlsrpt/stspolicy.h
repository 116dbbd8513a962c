/*
 * stspolicy: what an MTA-STS policy says (RFC 8461, 3.2), read from the policy strings of a report.
 */
#ifndef TLSRPT_STSPOLICY_H
#define TLSRPT_STSPOLICY_H

#include <stdint.h>

#include "lib/base/texts.h"

/*
 * Gives the value of the first line "key: value" with this key, and cuts the lines up to it off
 * *policy. Lines end in LF or CRLF; one without a value is passed over. Empty: there is no such
 * line, and *policy is empty, too. The case of the key matters; the result borrows from the policy.
 */
struct slice stspolicy_next(struct slice *policy, struct slice key);
struct slice stspolicy_value(struct slice policy, struct slice key); /* the first one */

/* The mx patterns of a policy in normal form, in byte order, each once; they live in the arena.
 * False: out of memory. */
bool stspolicy_patterns(struct slice policy, struct arena *arena, struct texts *patterns);

enum sts_mode { STS_MODE_UNKNOWN, STS_MODE_NONE, STS_MODE_TESTING, STS_MODE_ENFORCE };
enum sts_mode stspolicy_mode(struct slice policy);
enum sts_mode sts_mode_of(struct slice word); /* any case */

/* False: there is no max_age, or it is no number of at most ten digits. */
bool stspolicy_max_age(struct slice policy, int64_t *seconds);
bool sts_age_of(struct slice word, int64_t *seconds); /* likewise, of the value of max_age */

/* How well a policy protects a domain, from worst to best. */
enum protection {
    PROTECTION_UNKNOWN,
    PROTECTION_NO_POLICY, /* no-policy-found, and nothing else */
    PROTECTION_OFF,
    PROTECTION_TESTING,
    PROTECTION_ENFORCED
};

/* The protection by a policy of this type (lower case) with this text. DANE protects as an enforced
 * MTA-STS policy does (RFC 7672). Nothing is known of a policy without a mode, or of an unknown
 * type. */
enum protection policy_protection(struct slice type, struct slice text);

#endif
