/*
 * sha256: SHA-256 (FIPS 180-4) of bytes, all at once or as they come.
 *
 * A struct sha256 belongs to one thread and serves any number of texts, one after the other, so
 * that OpenSSL looks its algorithm up once. Zero-initialise it.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdint.h>

#include "lib/base/slice.h"

enum { SHA256_BYTES = 32, SHA256_TEXT = 2 * SHA256_BYTES };

struct sha256 {
    struct evp_md_ctx_st *context; /* NULL: not used yet */
};

/* These give false when OpenSSL is out of memory. The digest must not be used any more then, until
 * a sha256_begin succeeds. */
bool sha256_begin(struct sha256 *h);
bool sha256_add(struct sha256 *h, struct slice bytes);
bool sha256_end(struct sha256 *h, unsigned char digest[static SHA256_BYTES]);

/* The same as hex digits and a NUL. */
bool sha256_end_text(struct sha256 *h, char text[static SHA256_TEXT + 1]);
bool sha256_text(struct sha256 *h, struct slice bytes, char text[static SHA256_TEXT + 1]);

/* Of an open file from its present offset on, and how many bytes that is. Gives 0, or the number of
 * an error (errno.h). */
int sha256_file(struct sha256 *h, int file, char text[static SHA256_TEXT + 1], uint64_t *bytes);

/* Of one text alone, as bytes or as hex digits. */
bool sha256_once(struct slice bytes, unsigned char digest[static SHA256_BYTES]);
bool sha256_once_text(struct slice bytes, char text[static SHA256_TEXT + 1]);

bool sha256_is_text(struct slice text); /* 64 hex digits in lower case */
void sha256_free(struct sha256 *h);

#endif
