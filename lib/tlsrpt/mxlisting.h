/*
 * mxlisting: does a policy in a report list an MX host (RFC 8461, 4.1)?
 */
#ifndef TLSRPT_MXLISTING_H
#define TLSRPT_MXLISTING_H

#include "lib/tlsrpt/report.h"

enum mx_listing {
    MX_NOT_REFUTED, /* it does, or it does not tell: no MTA-STS, no pattern, or one that is none */
    MX_UNLISTED,
    MX_TOO_DEEP, /* unlisted, but a "*." pattern would do if it stood for more than one label */
};

/* The policy's own lines tell; where they name no host, mx-host does. False: out of memory. */
bool policy_mx_listing(const struct policy *p, struct slice host, enum mx_listing *listing);

#endif
