/*
 * identity: which reports are one and the same (SPEC 5.1), and the key by which a report is known
 * outside of a run (SPEC 6.2).
 */
#ifndef TLSRPT_IDENTITY_H
#define TLSRPT_IDENTITY_H

#include "lib/base/buffer.h"
#include "lib/base/sha256.h"
#include "lib/tlsrpt/report.h"

enum dedup { DEDUP_IDENTITY, DEDUP_REPORT_ID, DEDUP_NONE, DEDUPS };
const char *dedup_name(enum dedup dedup); /* as --dedup takes it */

enum { REPORT_KEY_TEXT = 32 };

/*
 * Sets report->identity and ->content; the identity is that of `dedup`, and for DEDUP_NONE that of
 * DEDUP_IDENTITY. `scratch` is emptied and used. False: out of memory.
 */
bool report_identify(struct report *report, enum dedup dedup, const struct hash_key *key,
                     struct buffer *scratch);

/* What makes keys, for one thread: to look SHA-256 up in libcrypto each time would cost more than
 * the sum itself. Zero-initialise it. */
struct keyer {
    struct buffer text;
    struct sha256 sha256;
};

void keyer_free(struct keyer *k);

/*
 * Writes the report's key and a NUL: the first 32 hex digits of the SHA-256 over report-id,
 * organization name, begin, end and the sorted distinct policy domains, with a NUL between each
 * two. False: out of memory, or libcrypto failed.
 */
bool report_key(struct keyer *k, const struct report *report, char key[static REPORT_KEY_TEXT + 1]);

#endif
