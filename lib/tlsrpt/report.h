/*
 * report: one TLS report in normal form (SPEC 4; RFC 8460, 4.4), and where it came from.
 *
 * All slices borrow, as a rule from the arena that the report itself lives in. An absent text is
 * empty.
 */
#ifndef TLSRPT_REPORT_H
#define TLSRPT_REPORT_H

#include <stdint.h>

#include "lib/base/hash.h"
#include "lib/base/sum.h"
#include "lib/base/texts.h"
#include "lib/base/when.h"
#include "lib/tlsrpt/source.h"
#include "lib/tlsrpt/terms.h"

enum detail_text {
    DETAIL_RESULT_TYPE,
    DETAIL_SENDING_MTA_IP,
    DETAIL_RECEIVING_IP,
    DETAIL_RECEIVING_MX_HOSTNAME,
    DETAIL_RECEIVING_MX_HELO,
    DETAIL_ADDITIONAL_INFO_URI,
    DETAIL_FAILURE_REASON_CODE,
    DETAIL_TEXTS
};

/* Whose network an address is in, if a database tells (SPEC 8.3, --ip-db). */
struct network_code {
    char country[2]; /* ISO 3166-1; NUL: not known */
    uint32_t asn;    /* AS number; 0: not known */
};

struct failure_detail {
    struct slice text[DETAIL_TEXTS];
    struct network_code sending_network, receiving_network;
    int64_t failed_sessions;
    bool is_surplus; /* beyond what the report has room for (surplus.h): summed as one of others */
};

struct policy {
    struct slice type, domain; /* lower case; the domain is the mail's if the sender left it out */
    struct slice attributed;   /* the domain whose figures the policy belongs to (SPEC 4) */
    struct texts strings, mx_patterns;
    int64_t successful_sessions, failed_sessions;
    struct failure_detail *details;
    size_t details_n;
    bool is_surplus; /* beyond what the report has room for: attributed to others (surplus.h) */
    bool left_out;   /* by a filter on domains (SPEC 7), or foreign */
    bool foreign;    /* not in the list of one's own domains (SPEC 5.3) */
};

struct report {
    struct slice organization_name, report_id, contact_info;
    time_seconds begin, end;
    struct policy *policies;
    size_t policies_n;
    uint64_t deviations; /* one bit per deviation */
    /* How many bytes of JSON it was sent in. A record does not tell: SIZE_MAX, or 0 if it says that
     * they were too few (too-many-rows). */
    size_t sent;
    struct source source;

    /* Keyed hashes, valid in this run alone: `identity` of report_id, organization_name, begin, end
     * and policy domains (SPEC 5.1), `content` of everything but deviations and source. */
    struct hash128 identity;
    uint64_t content;

    struct slice document;  /* the JSON as it was sent, where it was asked for */
    struct slice message;   /* the mail that it came in, likewise */
    struct slice known_key; /* its key (SPEC 6.2) as it came, if it was redacted since */
    bool shares_message;    /* its mail has another report, too */
    bool is_record;         /* read back from a record: there is no JSON as it was sent */
    struct report *next;    /* of the same message or file */
};
_Static_assert(DEVIATIONS <= 64, "deviations fit their bits");

static inline void report_note(struct report *r, enum deviation d)
{
    r->deviations |= (uint64_t)1 << d;
}

static inline bool report_has(const struct report *r, enum deviation d)
{
    return r->deviations >> d & 1;
}

/* The next policy that counts; the first one after NULL, and NULL after the last. Whoever sums or
 * shows policies goes through them this way. */
static inline const struct policy *report_next_counted(const struct report *r,
                                                       const struct policy *p)
{
    for (size_t i = p ? (size_t)(p - r->policies) + 1 : 0; i < r->policies_n; i++)
        if (!r->policies[i].left_out)
            return &r->policies[i];
    return NULL;
}

/* The failed sessions of all details of a policy. */
static inline int64_t policy_details_sum(const struct policy *p)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->details_n; i++)
        sum_add(&sum, p->details[i].failed_sessions);
    return sum;
}

/* Has it failed sessions, in counts or in details? Either may be wrong. */
static inline bool report_has_failures(const struct report *r)
{
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (p->failed_sessions > 0 || policy_details_sum(p) > 0)
            return true;
    return false;
}

/* Is it known that the mail is not from the reporting domain (RFC 8460, 3)? Nothing is known if a
 * key is missing or there is no mail. */
static inline bool report_is_unauthenticated(const struct report *r)
{
    const struct dkim_verdict *v = &r->source.signature;
    bool is_judged = v->result != DKIM_UNCHECKED && v->result != DKIM_KEY_MISSING &&
                     v->reason != DKIM_NOT_MAIL;
    bool is_told = v->result == DKIM_UNCHECKED && r->source.server_word == SERVER_SAYS_NONE;
    return !source_is_authentic(&r->source) && (is_judged || is_told);
}

/* May lines or mx patterns of its policies be lacking (SPEC 4)? A record keeps only the deviations
 * of that, which do not tell which policy it is. */
static inline bool report_is_cut(const struct report *r)
{
    return report_has(r, DEVIATION_TEXT_TOO_LONG) || report_has(r, DEVIATION_TOO_MANY_STRINGS);
}

/* Is it too old to say anything about the present state (SPEC 4)? */
static inline bool report_is_stale(const struct report *r)
{
    return report_has(r, DEVIATION_STALE_PERIOD);
}

static inline day_number report_day(const struct report *r) /* SPEC 4: the UTC date of its start */
{
    return day_of_time(r->begin);
}

#endif
