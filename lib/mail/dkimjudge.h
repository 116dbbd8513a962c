/*
 * dkimjudge: judges the DKIM signatures of one message, each by itself (RFC 6376, 6.1; RFC 8301,
 * 8463), with keys that were supplied. Whose verdict speaks for the message is for dkim.h to say.
 *
 * A signature is judged in this order: its syntax; the hash of the body; the key; the signature;
 * x=, at the time of receipt; then whether it proves much. So a changed body is told without a key,
 * and where only the key is missing, the body is intact.
 *
 * At most DKIM_MOST_SIGNATURES are looked at, from the top; bodies are hashed and keys tried eight
 * times at most. A signature that needs more is not judged.
 */
#ifndef MAIL_DKIMJUDGE_H
#define MAIL_DKIMJUDGE_H

#include "lib/mail/dkimdigest.h"
#include "lib/mail/dkimproof.h"

enum { DKIM_MOST_SIGNATURES = 64 };

/* A signature of the message at hand. */
struct dkim_candidate {
    struct dkimsignature signature;
    /* Its result is DKIM_UNCHECKED until it is judged. Whether it is aligned is the owner's to
     * say. */
    struct dkim_verdict verdict;
    size_t field;           /* its place among the message's */
    enum dkim_reason wrong; /* what is wrong with its syntax */
    bool was_tried, is_judged;
};

/* For one thread. Keys are shared by all. */
struct dkimjudge {
    struct dkimkeys *keys; /* borrowed */
    bool strict;           /* only keys with s=tlsrpt count */
    uint64_t most;         /* bytes that are gone over (canon.read) before no more is judged */
    struct dkimproof proof;
    struct dkimdigest digest;
    struct arena arena;

    /* Of the message at hand. */
    struct dkim_candidate *candidates; /* from the top; they live until the next message */
    size_t candidates_n, operations;   /* operations: keys that were tried */
    time_seconds received;
    bool no_memory;
};

/* Starts from zeros; without a bound on bytes. False: out of memory; free it all the same. */
bool dkimjudge_init(struct dkimjudge *j, struct dkimkeys *keys, bool strict);
void dkimjudge_free(struct dkimjudge *j);

/* Bounds how many bytes are gone over from now on, for all messages together. */
void dkimjudge_expect(struct dkimjudge *j, uint64_t most);

/* Turns to a message, which is borrowed, and reads its signatures. False: out of memory. */
bool dkimjudge_start(struct dkimjudge *j, struct slice message, time_seconds received);

/* Judges a signature, once however often it is asked for. If memory runs out, j->no_memory is
 * set. */
void dkimjudge_try(struct dkimjudge *j, struct dkim_candidate *c);

#endif
