/*
 * dkimsignature: what a DKIM-Signature field says (RFC 6376, 3.5), before anything is computed.
 */
#ifndef MAIL_DKIMSIGNATURE_H
#define MAIL_DKIMSIGNATURE_H

#include "lib/base/arena.h"
#include "lib/mail/dkimverdict.h"

struct dkimsignature {
    /* These are read even if the rest of the field is not sound. Lower case; empty: cannot be
     * read. */
    struct slice domain, selector, algorithm;

    bool sha1, ed25519;
    bool relaxed_header, relaxed_body;
    bool has_length;
    uint64_t length;                   /* l=; UINT64_MAX: larger than any body */
    time_seconds signed_at, expires;   /* t=, x=; WHEN_NEVER: absent */
    bool identity_is_domain;           /* i='s domain is d= itself, not below it */
    struct slice names;                /* h= as it stands */
    struct slice body_hash, signature; /* bh=, b=, decoded */
    struct slice raw_signature;        /* b='s value as it stands in the field */
};

/* Reads the value of a field (what follows its colon) into the arena. *wrong says what is wrong
 * with it, or DKIM_SOUND. False: out of memory. */
bool dkimsignature_read(struct slice value, struct arena *arena, struct dkimsignature *s,
                        enum dkim_reason *wrong);

/*
 * What the signatures in the header of a message leave to others, by their h= and l= alone: which
 * of the deciding fields (enum dkim_field, a bit each) are there more often than one of them names
 * them (*added), and which are not there, or one of them does not name (*uncovered). Where no empty
 * line ends the header, others may see more fields, and another body, and under l= anyone may add
 * to the body (RFC 8460, 3, forbids it): then all are added. No key is asked: whether a signature
 * is sound, somebody else has to say. False: out of memory.
 */
bool dkimsignature_leaves(struct slice message, unsigned *added, unsigned *uncovered);

#endif
