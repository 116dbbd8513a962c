/*
 * terms: the closed sets of words that this program and RFC 8460 use, one row each: result types,
 * policy types, deviations, reasons of rejection. Code, help, man page and sheets take their words
 * from here.
 */
#ifndef TLSRPT_TERMS_H
#define TLSRPT_TERMS_H

#include "lib/base/slice.h"

/* RFC 8460, 4.3: what went wrong with a session. */
struct result_type {
    const char *name, *category; /* category: tls, dane, mta-sts (SPEC 6.1) */
    const char *section;         /* of RFC 8460 */
    const char *meaning, *who, *advice;
};

enum result_id {
    RESULT_STARTTLS_NOT_SUPPORTED,
    RESULT_CERTIFICATE_HOST_MISMATCH,
    RESULT_CERTIFICATE_EXPIRED,
    RESULT_CERTIFICATE_NOT_TRUSTED,
    RESULT_VALIDATION_FAILURE,
    RESULT_TLSA_INVALID,
    RESULT_DNSSEC_INVALID,
    RESULT_DANE_REQUIRED,
    RESULT_STS_POLICY_FETCH_ERROR,
    RESULT_STS_POLICY_INVALID,
    RESULT_STS_WEBPKI_INVALID,
    RESULT_TYPES,
    RESULT_OTHER = RESULT_TYPES /* none of the RFC's */
};

extern const struct result_type result_types[RESULT_TYPES];
enum result_id result_id_of(struct slice name);                /* lower case */
const struct result_type *result_type_find(struct slice name); /* likewise; NULL: RESULT_OTHER */

/* The type that is meant, however it is written (spelling_is_alike). NULL: none of the RFC's. */
const struct result_type *result_type_meant(struct slice text);

/* "other" for a type that the RFC does not know. */
const char *result_type_category(struct slice name);

enum policy_kind { POLICY_STS, POLICY_TLSA, POLICY_NONE_FOUND, POLICY_OTHER };
enum { POLICY_KINDS = POLICY_OTHER + 1 };
enum policy_kind policy_kind_of(struct slice type); /* lower case */
struct slice policy_type_meant(struct slice text);  /* the RFC's, likewise; else the text itself */

/* Is a session secured that succeeds under such a policy? Without one it succeeds whatever the
 * certificate says. */
static inline bool policy_kind_secures(enum policy_kind kind)
{
    return kind == POLICY_STS || kind == POLICY_TLSA;
}

/* What senders get wrong, noted on a report that is counted all the same (SPEC 4). */
enum deviation {
    DEVIATION_BYTE_ORDER_MARK,
    DEVIATION_COUNT_AS_STRING,
    DEVIATION_COUNT_NOT_INTEGER,
    DEVIATION_DATE_SPELLING,
    DEVIATION_DATE_WITH_SPACE,
    DEVIATION_DATE_WITHOUT_TIME,
    DEVIATION_DATE_WITHOUT_ZONE,
    DEVIATION_DETAILS_BELOW_SUMMARY,
    DEVIATION_DETAILS_EXCEED_SUMMARY,
    DEVIATION_DOMAIN_MISMATCH,
    DEVIATION_DOMAIN_NOT_ASCII,
    DEVIATION_DUPLICATE_KEY,
    DEVIATION_ENCODING_DAMAGED,
    DEVIATION_END_AT_MIDNIGHT,
    DEVIATION_END_BEFORE_START,
    DEVIATION_FLAT_POLICY,
    DEVIATION_IMPLAUSIBLE_COUNT,
    DEVIATION_INVALID_UTF8,
    DEVIATION_IP_SPELLING,
    DEVIATION_KEY_SPELLING,
    DEVIATION_LONG_PERIOD,
    DEVIATION_MISPLACED_KEY,
    DEVIATION_MISSING_CONTACT_INFO,
    DEVIATION_MISSING_COUNT,
    DEVIATION_MISSING_ORGANIZATION_NAME,
    DEVIATION_MISSING_POLICY_DOMAIN,
    DEVIATION_MISSING_POLICY_TYPE,
    DEVIATION_MISSING_RESULT_TYPE,
    DEVIATION_MX_HOST_NOT_ARRAY,
    DEVIATION_MX_HOST_SPELLING,
    DEVIATION_MX_HOSTNAME_SPELLING,
    DEVIATION_ODD_SHAPE,
    DEVIATION_POLICY_STRING_JSON,
    DEVIATION_POLICY_STRING_NOT_ARRAY,
    DEVIATION_POLICY_TYPE_SPELLING,
    DEVIATION_RESULT_TYPE_SPELLING,
    DEVIATION_STALE_PERIOD,
    DEVIATION_TEXT_AROUND_JSON,
    DEVIATION_TEXT_TOO_LONG,
    DEVIATION_TOO_MANY_ROWS,
    DEVIATION_TOO_MANY_STRINGS,
    DEVIATION_UNKNOWN_POLICY_TYPE,
    DEVIATION_UNKNOWN_RESULT_TYPE,
    DEVIATION_VALUE_NOT_STRING,
    DEVIATION_WRONG_MEDIA_TYPE,
    DEVIATIONS
};

struct term {
    const char *name, *meaning;
};

int term_find(const struct term *terms, int n, struct slice name); /* -1: none */

extern const struct term deviations[];
int deviation_find(struct slice name); /* -1: none */

/* Why a report, or a message that claims to hold one, was not counted. If several reasons hold, the
 * first one here is given. */
enum reason {
    REASON_BAD_ENCODING,
    REASON_BAD_COMPRESSION,
    REASON_TOO_LARGE,
    REASON_BAD_JSON,
    REASON_NOT_A_REPORT,
    REASON_NO_REPORT_PART,
    REASON_ENCRYPTED,
    REASON_PARTIAL_MESSAGE,
    REASON_MISSING_REPORT_ID,
    REASON_MISSING_DATE_RANGE,
    REASON_BAD_DATE,
    REASON_MISSING_POLICIES,
    REASON_MISSING_SUMMARY,
    REASON_BAD_COUNT,
    REASON_FUTURE_DATE,
    REASONS,
    REASON_NONE = REASONS
};

extern const struct term reasons[];

/* Why a message or a file that may hold reports could not be looked into (SPEC 2 and 3). */
enum unread_reason {
    UNREAD_ENCRYPTED,
    UNREAD_PARTIAL_MESSAGE,
    UNREAD_UNKNOWN_FORM,
    UNREAD_DAMAGED,
    UNREAD_SPLIT,
    UNREAD_NO_READER,
    UNREAD_NOT_OPENED,
    UNREAD_OVER_LIMIT,
    UNREAD_REASONS
};

extern const struct term unread_reasons[];

#endif
