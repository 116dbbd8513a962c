/*
 * audit: takes outcomes in input order, and keeps the ledger, the figures, and who has to hear of
 * what.
 *
 * Single-threaded: whatever follows the ledger is simple. Two sums always hold (SPEC 6.1);
 * audit_adds_up checks them.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "lib/audit/figures.h"
#include "lib/audit/foreign.h"
#include "lib/audit/input_rows.h"
#include "lib/audit/ledger.h"
#include "lib/audit/listeners.h"
#include "lib/audit/outcome.h"
#include "lib/audit/redaction.h"
#include "lib/audit/selection.h"
#include "lib/audit/state.h"
#include "lib/audit/summary.h"
#include "lib/audit/totals.h"
#include "lib/audit/unread.h"
#include "lib/tlsrpt/identity.h"

/* Whom an edition is about (SPEC 6.8). */
struct edition_mark {
    bool is_client; /* else a domain */
    struct slice name;
};

struct audit_options { /* all pointers are borrowed until audit_free */
    const struct hash_key *key;
    enum dedup dedup;
    struct selection *selection;
    struct scope *scope;      /* NULL: every domain counts that anyone reported on */
    struct input_row *inputs; /* one per INPUT; the audit counts in them */
    size_t inputs_n;
    struct state *state;         /* NULL: earlier runs do not matter */
    bool verifies;               /* signatures are verified in this run */
    bool believes_server;        /* a server's word on signatures is believed */
    bool require_auth;           /* only reports count of which it is known from whom they are */
    unsigned redacted;           /* what is, of enum REDACT_…, to be told */
    struct redaction *redaction; /* leaves it out; NULL: nothing is, or it was done before */
    /* Of a larger audit: what is foreign is not told. NULL: it is about all. */
    const struct edition_mark *edition;
};

enum audit_status {
    AUDIT_OK,
    AUDIT_NO_MEMORY,
    AUDIT_SPOOL_FAILED, /* a temporary file */
    AUDIT_STATE_FAILED,
    AUDIT_OUTPUT_FAILED /* a listener */
};

struct audit {
    struct audit_options options;
    struct listeners listeners;

    struct totals totals;
    struct unread_tally unread;
    struct ledger ledger;
    struct figures figures;
    struct foreign foreign;
    struct buffer scratch;
    struct keyer keyer;
    struct arena arena;      /* for what one outcome needs */
    uint32_t input;          /* which INPUT it came from */
    struct spool exceptions; /* all but duplicates, packed, for audit_each_exception */
    uint64_t exceptions_n;
    char told[SPOOL_TOLD];          /* by audit_error */
    uint32_t passed, rows_passed;   /* so many INPUTs are over, and they have so many rows */
    struct arena kept;              /* for what lasts: the inputs of parts */
    struct summary summary;         /* this and what follows: after audit_finish */
    const struct input_row *inputs; /* all of them, those of parts in the place of the part */
    size_t inputs_n;
};

void audit_init(struct audit *a, const struct audit_options *options);

/* Before the first outcome. A listener that wants to hear of nothing is left out. False: there are
 * LISTENERS_MOST already. */
bool audit_listen(struct audit *a, struct listener listener);
/* Takes the next outcome in input order, and marks the policies of its reports that the selection
 * leaves out. After anything but AUDIT_OK it cannot go on. */
enum audit_status audit_take(struct audit *a, struct outcome *o);

/* A sentence; NULL: AUDIT_OK, or an output failed, whose own error says why. */
const char *audit_error(struct audit *a, enum audit_status status);
bool audit_finish(struct audit *a); /* builds the summary; false: out of memory */
/* Is the domain one that the audit speaks of? */
bool audit_is_about(const struct audit *a, struct slice domain);
bool audit_adds_up(const struct audit *a);

/* Does the audit speak of signatures? It does where they were verified, now or when the records
 * were written that are read. */
bool audit_speaks_of_signatures(const struct audit *a);

/* Every exception of a kind but duplicates, in input order; the exception's slices live until the
 * call returns. False: `tell` gave false, or they could not be read. */
bool audit_each_exception(struct audit *a, enum exception_kind kind,
                          bool (*tell)(void *self, const struct exception *e), void *self);
int audit_exceptions_failure(const struct audit *a); /* why not: the number of an error (errno.h) */
void audit_free(struct audit *a);

#endif
