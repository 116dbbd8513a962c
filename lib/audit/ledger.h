/*
 * ledger: each distinct report once (SPEC 5.1).
 *
 * A distinct report costs 24 bytes in its row and 10 to 12.5 in the index: 36.5 at the most. Where
 * it was found stands in spools (on disk beyond their first megabytes), to be named when a conflict
 * comes.
 */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H

#include "lib/base/arena.h"
#include "lib/base/rows.h"
#include "lib/base/spool.h"
#include "lib/tlsrpt/report.h"

enum { LEDGER_ROW_BYTES = 24 };

struct ledger {
    const struct hash_key *key;
    struct rows rows;
    struct index index;
    struct spool sources, texts;
    struct buffer packing, last_path;
    uint64_t last_path_at; /* in `texts` */
};

enum ledger_verdict {
    LEDGER_NEW,
    LEDGER_DUPLICATE,
    LEDGER_CONFLICT,
    LEDGER_FAILED /* the spool did (ledger_failure tells why), or memory ran out */
};

void ledger_init(struct ledger *l, const struct hash_key *key); /* borrows the key */

/* Takes a report by its identity and content. `input` is the number of its INPUT among all, a
 * part's own counted in place of the part. *first is the row of the report, or of a duplicate's or
 * conflict's first copy. */
enum ledger_verdict ledger_take(struct ledger *l, uint32_t input, const struct report *report,
                                uint32_t *first);

/* An earlier run counted the report in a row, or another copy of it (lib/audit/state.h). */
void ledger_set_known(struct ledger *l, uint32_t row);
bool ledger_is_known(const struct ledger *l, uint32_t row);

/* Gives what copies.h keeps of the report in row `first`, in the arena. False: as for
 * LEDGER_FAILED. */
bool ledger_copy(struct ledger *l, uint32_t first, struct arena *arena, struct slice *kept);

/* Tells where the first copy in row `first` was found: the number of its INPUT, and of its source
 * path, member, message, offset and message_id, in the arena. False: likewise. */
bool ledger_source(struct ledger *l, uint32_t first, struct arena *arena, uint32_t *input,
                   struct source *source);
int ledger_failure(const struct ledger *l); /* the number (errno.h) of a failed spool; 0: none */
void ledger_free(struct ledger *l);

#endif
