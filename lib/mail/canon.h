/*
 * canon: hashes the canonical text of a body or of header fields (RFC 6376, 3.4).
 *
 * Bytes come as they are stored, with LF or CRLF at the end of a line, and are hashed as they were
 * sent, with CRLF. A lone CR is a byte like others. Every function goes over its input once and
 * keeps nothing but a buffer: empty lines are counted, not stored.
 */
#ifndef MAIL_CANON_H
#define MAIL_CANON_H

#include <openssl/evp.h>
#include <stdint.h>

#include "lib/base/slice.h"

enum { CANON_BUFFER = 1 << 14 };

struct canon {
    EVP_MD_CTX *digest;    /* borrowed */
    uint64_t hashed, most; /* bytes; what is beyond `most` is counted and not hashed */
    uint64_t read;         /* bytes that were gone over since the owner set it to 0 */
    size_t n;              /* bytes in the buffer */
    bool failed;           /* sticky: out of memory */
    char buffer[CANON_BUFFER];
};

/* Begins anew. Only the first `most` bytes of the canonical text are hashed (l=). */
void canon_start(struct canon *c, const EVP_MD *md, uint64_t most);

/* `relaxed`, here and below: relaxed (3.4.2, 3.4.4), else simple (3.4.1, 3.4.3). */
void canon_body(struct canon *c, struct slice body, bool relaxed);

/* A whole field, from the first byte of its name to its last line end. */
void canon_field(struct canon *c, struct slice field, bool relaxed);

/* Likewise, without the line end: the signature's own field, which comes last (3.7). */
void canon_last_field(struct canon *c, struct slice field, bool relaxed);

/* The digest of what came since canon_start. False: out of memory. */
bool canon_finish(struct canon *c, unsigned char digest[static EVP_MAX_MD_SIZE], size_t *n);

#endif
