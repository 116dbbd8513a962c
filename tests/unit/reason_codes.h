/*
 * reason_codes: texts that senders write as failure-reason-code, each with its class and with where
 * it is from. The texts of libraries are those of their sources; "invented" are other spellings
 * that a sender may well write, and replies and words that shall be in no class.
 */
#ifndef REASON_CODES_H
#define REASON_CODES_H

#include <stddef.h>

#include "lib/base/slice.h"

#define EXPIRED "certificate expired or not yet valid"
#define NOT_YET "certificate not yet valid"
#define SELF_SIGNED "self-signed certificate"
#define CHAIN "unknown issuer or incomplete chain"
#define NAME "name mismatch"
#define REVOKED "certificate revoked or revocation not known"
#define NOT_ACCEPTABLE "certificate not acceptable"
#define TIMEOUT "timeout"
#define POLICY_TIMEOUT "timeout of the policy host"
#define POLICY_CERTIFICATE "certificate of the policy host"
#define POLICY_STATUS "HTTP status of the policy host"
#define CONNECTION "connection refused or lost"
#define DNS "DNS failure"
#define DNSSEC "DNSSEC bogus"
#define DANE_MATCH "DANE: no TLSA record matches"
#define DANE_USABLE "DANE: no usable TLSA record"
#define PROTOCOL "protocol version"
#define HANDSHAKE "no common cipher or handshake failure"
#define STARTTLS "STARTTLS not offered"

struct reason_row {
    const char *text, *title, *source; /* title: NULL, it is in no class */
};

#include "tests/unit/reason_codes_libraries.h"
#include "tests/unit/reason_codes_senders.h"
#include "tests/unit/reason_codes_spellings.h"

enum {
    OF_LIBRARIES = COUNT_OF(codes_of_libraries),
    OF_SENDERS = COUNT_OF(codes_of_senders),
    REASON_CODES = OF_LIBRARIES + OF_SENDERS + COUNT_OF(other_spellings)
};

static inline const struct reason_row *reason_code(size_t i) /* i < REASON_CODES */
{
    if (i < OF_LIBRARIES)
        return &codes_of_libraries[i];
    i -= OF_LIBRARIES;
    return i < OF_SENDERS ? &codes_of_senders[i] : &other_spellings[i - OF_SENDERS];
}

#endif
