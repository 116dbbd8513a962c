/*
 * events: the failures again, as finely as findings need them: who saw what fail under which
 * policy, on which day, at which host and addresses.
 *
 * Failure details that agree in all of that are one event; addresses are compared in normal form
 * (RFC 5952), in which they are kept. An event costs 80 bytes and 10 to 20 in the index; reports
 * without failure details cost nothing here.
 */
#ifndef AUDIT_EVENTS_H
#define AUDIT_EVENTS_H

#include "lib/base/names.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/mxlisting.h"
#include "lib/tlsrpt/report.h"

enum {
    EVENT_MOST_TEXT = 200,          /* bytes of an address or reason that are kept */
    EVENT_MOST_REASONS = 512 << 10, /* of all: each takes a while to class; others are one */
    EVENT_MOST_ADDRESSES = 2 << 20, /* of all, some 150,000; others are one */
    EVENT_MOST = 200000,            /* events that are told apart by address and reason, and so */
    EVENTS_A_REPORT = 8             /* many more for each report */
};

struct event_key { /* numbers of texts and rows in struct figures */
    uint32_t failure, reporter, policy;
    uint32_t receiving_ip, sending_ip, reason;
    day_number day;
    uint32_t listing; /* an enum mx_listing: what the policy says of the host */
};

/* How many texts and events of a domain are kept beyond these bounds (NAMES_ALLOWANCE): a flood
 * about one domain hides nothing about another. */
struct event_allowance {
    unsigned char receiving, sending, reasons, events;
};

struct event {
    struct event_key key;
    int64_t failed_sessions;
    day_number covered_to;        /* the last day that one of its reports covers (SPEC 5.2) */
    char report[REPORT_KEY_TEXT]; /* the least of the keys: input order does not matter */
    bool is_authentic;            /* it is known from whom one of the reports is (RFC 8460, 3) */
    bool is_sound; /* one of them is not stale (SPEC 4): covered_to is that of such ones */
};

struct event_witness { /* the report that tells of a failure */
    const char *key;
    day_number covered_to;
    bool is_authentic, is_stale;
};

struct events {
    const struct hash_key *hash; /* borrowed */
    struct names addresses, reasons;
    struct index index;
    struct rows rows; /* of struct event */
    uint64_t reports; /* whose events these are; counted by the owner */
};

void events_init(struct events *e, const struct hash_key *hash);

static inline bool events_are_full(const struct events *e)
{
    return e->rows.n >= EVENT_MOST + EVENTS_A_REPORT * e->reports;
}

/* Adds a failure detail; the key's address and reason numbers are filled in from it. `beyond` is
 * that of its domain. False: out of memory. */
bool events_add(struct events *e, struct event_key key, const struct failure_detail *d,
                struct event_witness report, struct event_allowance *beyond);
const struct event *events_at(const struct events *e, size_t i);
void events_free(struct events *e);

#endif
