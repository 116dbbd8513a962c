/*
 * identity: which reports are one and the same (SPEC 5.1), and the key that stands for a report
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
 * Sets report->identity and ->content. `scratch` is emptied and used. False: out of memory.
 * The identity is that of `dedup`; for DEDUP_NONE it is that of DEDUP_IDENTITY.
 */
bool report_identify(struct report *report, enum dedup dedup, const struct hash_key *key,
                     struct buffer *scratch);

/* What makes keys, one thread's own: asking libcrypto for SHA-256 each time would cost more than
 * the sum. Zero-initialise it. */
struct keyer {
    struct buffer text;
    struct sha256 sha256;
};

void keyer_free(struct keyer *k);

/*
 * The first 32 hex digits of the SHA-256 over report-id, organization name, begin, end and the
 * sorted distinct policy domains, a NUL between each two. Writes the digits and a NUL. False: out
 * of memory, or libcrypto failed.
 */
bool report_key(struct keyer *k, const struct report *report, char key[static REPORT_KEY_TEXT + 1]);

#endif
