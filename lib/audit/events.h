/*
 * events: the failures once more, as finely as findings need them: who saw what fail, on which day,
 * at which host and addresses.
 *
 * Failure details that agree in all of this are one event. Addresses are kept and compared in
 * normal form (RFC 5952). An event costs 80 bytes and 10 to 20 in the index; a report without
 * failure details costs nothing here.
 */
#ifndef AUDIT_EVENTS_H
#define AUDIT_EVENTS_H

#include "lib/base/names.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/mxlisting.h"
#include "lib/tlsrpt/report.h"

enum {
    EVENT_MOST_TEXT = 200, /* bytes of an address or reason that are kept */
    /* Of all reasons: each takes a while to class; any others are one. */
    EVENT_MOST_REASONS = 512 << 10,
    EVENT_MOST_ADDRESSES = 2 << 20, /* of all addresses, some 150,000; any others are one */
    EVENT_MOST = 200000,            /* events that are told apart by address and reason, */
    EVENTS_A_REPORT = 8             /* and how many more for each report */
};

struct event_key { /* numbers of texts and rows in struct figures */
    uint32_t failure, reporter;
    uint32_t receiving_ip, sending_ip, reason;
    day_number day;
    uint32_t listing; /* an enum mx_listing: does the policy list the host? */
};

/* How many texts and events of a domain were kept beyond these bounds, up to NAMES_ALLOWANCE each:
 * no flood about one domain hides anything about another. */
struct event_allowance {
    unsigned char receiving, sending, reasons, events;
};

enum { EVENT_NEVER = INT32_MIN };

struct event {
    struct event_key key;
    /* The last day that copies which are not stale cover; EVENT_NEVER: there is no such copy. The
     * counted one may be stale by the mail that it came with. */
    day_number copied_to;
    int64_t failed_sessions; /* as counted */
    day_number covered_to;   /* the last day that any of its reports covers (SPEC 5.2) */
    /* The least of their keys, which does not depend on input order. */
    char report[REPORT_KEY_TEXT];
    bool is_authentic; /* it is known who sent one of them (RFC 8460, 3) */
    bool is_sound;     /* one of them is not stale (SPEC 4); covered_to is that of such reports */
    /* Counted reports tell of it, and all else is of these; copies do that were not counted. */
    bool is_counted, is_copied;
};

struct event_witness { /* the report that tells of a failure */
    const char *key;
    day_number covered_to;
    bool is_authentic, is_stale, is_counted;
};

struct events {
    const struct hash_key *hash; /* borrowed */
    struct names addresses, reasons;
    struct index index;
    struct rows rows; /* of struct event */
    uint64_t reports; /* how many reports the events are of; set by the owner */
};

void events_init(struct events *e, const struct hash_key *hash);

static inline bool events_are_full(const struct events *e)
{
    return e->rows.n >= EVENT_MOST + EVENTS_A_REPORT * e->reports;
}

/* Adds a failure detail, from which the key's addresses and reason are filled in; those of copies
 * that are not counted behind all that count. `beyond` is the domain's. False: out of memory. */
bool events_add(struct events *e, struct event_key key, const struct failure_detail *d,
                struct event_witness report, struct event_allowance *beyond);
const struct event *events_at(const struct events *e, size_t i);
void events_free(struct events *e);

#endif
