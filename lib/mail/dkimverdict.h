/*
 * dkimverdict: what a verification says of a message's DKIM signature, and the words for it (RFC
 * 6376, 8301, 8463; RFC 8460, 3). The words stand in records and tables and do not change.
 */
#ifndef MAIL_DKIMVERDICT_H
#define MAIL_DKIMVERDICT_H

#include "lib/base/slice.h"
#include "lib/base/when.h"

/* From the best to the worst: of several signatures, the one that comes first in this order
 * speaks. */
enum dkim_result {
    DKIM_UNCHECKED,   /* nobody looked */
    DKIM_PASS,        /* sound */
    DKIM_WEAK,        /* sound, and proves little */
    DKIM_FAIL,        /* evaluated, and wrong */
    DKIM_INVALID,     /* cannot be evaluated: the fault is its own or its key's */
    DKIM_KEY_MISSING, /* no record of its key is known */
    DKIM_NONE,        /* there is no signature */
    DKIM_RESULTS
};

enum dkim_reason {
    DKIM_SOUND, /* no reason */
    DKIM_SHA1,
    DKIM_KEY_BITS,
    DKIM_BODY_LENGTH,
    DKIM_ADDED_FIELD,
    DKIM_BODY_HASH,
    DKIM_SIGNATURE,
    DKIM_EXPIRED,
    DKIM_TAG_LIST,
    DKIM_TAG_DUPLICATE,
    DKIM_TAG_MISSING,
    DKIM_VERSION,
    DKIM_ALGORITHM,
    DKIM_CANONICALIZATION,
    DKIM_QUERY,
    DKIM_DOMAIN,
    DKIM_IDENTITY,
    DKIM_FROM_UNSIGNED,
    DKIM_LENGTH,
    DKIM_TIME,
    DKIM_BASE64,
    DKIM_KEY_SYNTAX,
    DKIM_KEY_LIMITS,
    DKIM_KEY_TYPE,
    DKIM_KEY_HASH,
    DKIM_KEY_SERVICE,
    DKIM_KEY_STRICT,
    DKIM_NO_KEY,
    DKIM_KEY_ABSENT,
    DKIM_KEY_REVOKED,
    DKIM_NOT_MAIL,
    DKIM_REASONS
};

/* What the key's s= permits, as far as it matters to TLS reports. */
enum dkim_service {
    DKIM_SERVICE_UNKNOWN, /* no key was read */
    DKIM_SERVICE_TLSRPT,
    DKIM_SERVICE_ANY,
    DKIM_SERVICE_EMAIL,
    DKIM_SERVICE_OTHER,
    DKIM_SERVICES
};

enum dkim_note { DKIM_REVOKED_SINCE, DKIM_TESTING, DKIM_L_TAG, DKIM_NOTES };

/* The fields that decide what we read out of a message. */
enum dkim_field {
    DKIM_FIELD_CONTENT_TRANSFER_ENCODING,
    DKIM_FIELD_CONTENT_TYPE,
    DKIM_FIELD_DATE,
    DKIM_FIELD_FROM,
    DKIM_FIELD_MESSAGE_ID,
    DKIM_FIELD_MIME_VERSION,
    DKIM_FIELD_SUBJECT,
    DKIM_FIELD_TLS_REPORT_DOMAIN,
    DKIM_FIELD_TLS_REPORT_SUBMITTER,
    DKIM_FIELDS
};

enum dkim_alignment { DKIM_ALIGNMENT_UNKNOWN, DKIM_ALIGNED, DKIM_UNALIGNED };

enum { DKIM_MOST_NAME = 255 }; /* bytes of a domain, selector or algorithm that are kept */

struct dkim_verdict {
    unsigned char result;       /* enum dkim_result */
    unsigned char reason;       /* enum dkim_reason */
    unsigned char service;      /* enum dkim_service */
    unsigned char aligned;      /* enum dkim_alignment: with the submitter, or From without one */
    unsigned char from_aligned; /* likewise: with From */
    unsigned char notes;        /* a bit per enum dkim_note */
    /* A bit per enum dkim_field: we read it, and the signature does not cover it. */
    uint16_t unsigned_fields;
    uint16_t key_bits;                        /* 0: not known */
    struct slice domain, selector, algorithm; /* lower case; empty: cannot be read */
    time_seconds signed_at;                   /* t=; WHEN_NEVER: absent */
};

extern const struct slice dkim_result_names[DKIM_RESULTS];   /* DKIM_UNCHECKED: empty */
extern const struct slice dkim_reason_names[DKIM_REASONS];   /* DKIM_SOUND: empty */
extern const struct slice dkim_service_names[DKIM_SERVICES]; /* DKIM_SERVICE_UNKNOWN: empty */
extern const struct slice dkim_note_names[DKIM_NOTES];
extern const struct slice dkim_field_names[DKIM_FIELDS]; /* lower case, sorted */

/* The result that a reason belongs to. */
enum dkim_result dkim_result_of(enum dkim_reason reason);

/* Is it sound, and by the domain that the report is from (RFC 8460, 3)? */
static inline bool dkim_is_authentic(const struct dkim_verdict *v)
{
    return v->result == DKIM_PASS && v->aligned == DKIM_ALIGNED;
}

#endif
