/*
 * dkimdigest: the hashes that the signatures of one message are over (RFC 6376, 3.7): of its body,
 * and of the header fields that a signature names.
 *
 * A body is hashed once for each way in which signatures want it, and in DKIMDIGEST_MOST_BODIES
 * ways at most.
 */
#ifndef MAIL_DKIMDIGEST_H
#define MAIL_DKIMDIGEST_H

#include "lib/mail/canon.h"
#include "lib/mail/dkimfields.h"
#include "lib/mail/dkimkeys.h"
#include "lib/mail/dkimsignature.h"

enum { DKIMDIGEST_MOST_BODIES = 8 };

/* The hash of the body as some signatures want it. */
struct dkimdigest_body {
    bool sha1, relaxed;
    uint64_t most;   /* bytes hashed */
    uint64_t length; /* of the whole canonical body */
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t n; /* bytes of the digest */
};

/* The hash of the header as one signature wants it. */
struct dkimdigest_header {
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t n;
    unsigned added, uncovered; /* deciding fields that it leaves (dkimfields_left) */
};

struct dkimdigest {
    const struct dkimkeys *keys; /* borrowed */
    struct canon canon;

    /* Of the message at hand. */
    struct arena *arena; /* borrowed */
    struct dkimfields fields;
    struct dkimdigest_body bodies[DKIMDIGEST_MOST_BODIES];
    size_t bodies_n;
};

/* All functions that give a bool: false: out of memory. */
bool dkimdigest_init(struct dkimdigest *d, const struct dkimkeys *keys);
void dkimdigest_free(struct dkimdigest *d);

/* Turns to a message. Borrows both. */
bool dkimdigest_start(struct dkimdigest *d, struct slice message, struct arena *arena);

/* *body lives until the next message. NULL: signatures want it in too many ways. */
bool dkimdigest_body(struct dkimdigest *d, const struct dkimsignature *s,
                     const struct dkimdigest_body **body);

/* `field` is the place of the signature's own field among all. */
bool dkimdigest_header(struct dkimdigest *d, const struct dkimsignature *s, size_t field,
                       struct dkimdigest_header *header);

#endif
