/*
 * stspolicy: what an MTA-STS policy says (RFC 8461, 3.2), read from the policy strings of a report.
 */
#ifndef TLSRPT_STSPOLICY_H
#define TLSRPT_STSPOLICY_H

#include "lib/base/slice.h"

/*
 * The value of the first "key: value" line of a policy; lines end in LF or CRLF. Empty: there is none. The key is compared as
 * written; the result borrows from `policy`.
 */
struct slice stspolicy_value(struct slice policy, struct slice key);

#endif
