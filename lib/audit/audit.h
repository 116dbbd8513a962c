/*
 * audit: takes outcomes in input order and puts each into one bin; keeps the ledger and the
 * figures, and tells the listeners.
 *
 * Single-threaded, so that whatever follows the ledger is simple. Two sums always hold (SPEC 6.1);
 * audit_adds_up checks them.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "lib/audit/figures.h"
#include "lib/audit/foreign.h"
#include "lib/audit/held.h"
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
    struct scope *scope;      /* NULL: all domains that anyone reported on count */
    struct input_row *inputs; /* one per INPUT; the audit counts into them */
    size_t inputs_n;
    struct state *state;         /* NULL: earlier runs are not known. Editions add nothing to it */
    bool verifies;               /* signatures are verified in this run */
    bool believes_server;        /* a server's word on signatures is believed */
    bool require_auth;           /* only reports whose sender is known count */
    unsigned redacted;           /* what is redacted (REDACT_…), for the outputs to say */
    unsigned slice, slices;      /* of the INPUTs, likewise; 0: all were read */
    struct redaction *redaction; /* redacts it; NULL: nothing is left to redact */
    /* The part of a larger audit that this is: what is foreign to it is not told. NULL: the
     * whole. */
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
    struct input_row *in;    /* the INPUT of the outcome at hand, */
    uint32_t row;            /* and the number of its row at hand among those of all INPUTs */
    struct spool exceptions; /* packed, all but duplicates */
    uint64_t exceptions_n;
    struct held copies;    /* not counted, and noted for the rules of findings by audit_finish */
    char told[SPOOL_TOLD]; /* by audit_error */
    uint32_t passed, rows_passed;   /* how many INPUTs are over, and how many rows these have */
    struct arena kept;              /* for what lasts as long as the audit: the inputs of parts */
    struct summary summary;         /* this and what follows is set by audit_finish */
    const struct input_row *inputs; /* all inputs, a part's own in place of the part */
    size_t inputs_n;
};

void audit_init(struct audit *a, const struct audit_options *options);

/* To be called before the first outcome. A listener that hears of nothing is left out. False: there
 * are LISTENERS_MOST already. */
bool audit_listen(struct audit *a, struct listener listener);

/* Takes the next outcome in input order, and marks the policies of its reports that the selection
 * leaves out. After anything but AUDIT_OK the audit cannot go on. */
enum audit_status audit_take(struct audit *a, struct outcome *o);

/* A sentence on why; NULL: AUDIT_OK, or an output failed, which has a sentence of its own. */
const char *audit_error(struct audit *a, enum audit_status status);

/* Builds the summary. False: see audit_finish_error. */
bool audit_finish(struct audit *a);
const char *audit_finish_error(struct audit *a);

/* Is the audit about this domain? */
bool audit_is_about(const struct audit *a, struct slice domain);
bool audit_adds_up(const struct audit *a);

/* Do the outputs speak of signatures? They do if they were verified, in this run or when the
 * records were written that it reads. */
bool audit_speaks_of_signatures(const struct audit *a);

/* Tells every exception of a kind (but duplicates) in input order; its slices live until `tell`
 * returns. False: `tell` gave false, or an exception could not be read. */
bool audit_each_exception(struct audit *a, enum exception_kind kind,
                          bool (*tell)(void *self, const struct exception *e), void *self);

/* Why it could not be read: the number of an error (errno.h). */
int audit_exceptions_failure(const struct audit *a);
void audit_free(struct audit *a);

#endif
