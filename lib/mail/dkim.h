/*
 * dkim: the DKIM signatures of one message, verified with keys that were supplied (RFC 6376, 8301,
 * 8463; RFC 8460, 3).
 *
 * Nothing is looked up. Signatures are judged in this order: their syntax; the body's hash; the
 * key; the signature; x=, by the time of receipt; then whether they prove little. So a changed body
 * says so without a key, and a missing key means that the body is intact.
 *
 * A message can ask for little work: at most 64 signatures are looked at, those that speak for the
 * reporting domain first; bodies are hashed eight times and keys tried eight times at the most;
 * what comes after that is not judged.
 */
#ifndef MAIL_DKIM_H
#define MAIL_DKIM_H

#include "lib/mail/dkimkeys.h"

enum { DKIM_MOST_SIGNATURES = 64 };

/* One thread's own: contexts, a buffer, scratch memory. Keys are shared. */
struct dkim_worker;

struct dkim_worker *dkim_worker_new(struct dkimkeys *keys, bool strict); /* NULL: out of memory */
void dkim_worker_free(struct dkim_worker *w);

struct dkim_mail {
    struct slice message;   /* without mboxrd's quoting */
    time_seconds received;  /* WHEN_NEVER: not known */
    struct slice submitter; /* whose report it is; empty: From's domain has to do */
    struct slice from;      /* that domain in A-labels; empty: as the field has it */
};

/*
 * The verdict of the message: of the signature that speaks for the reporting domain, else of the
 * best of the others. Its slices live until the next message. False: out of memory.
 */
bool dkim_verify(struct dkim_worker *w, const struct dkim_mail *mail, struct dkim_verdict *verdict);

/* Likewise, of the message that dkim_verify had last, for a report of another submitter. What was
 * judged is not judged again: all submitters together can ask for no more than one. */
bool dkim_verify_for(struct dkim_worker *w, struct slice submitter, struct dkim_verdict *verdict);

/* The verdicts of all signatures, from the top, as far as there is room for; *n: how many. One that
 * was not judged is DKIM_UNCHECKED. For tests, which look at each. */
bool dkim_verify_each(struct dkim_worker *w, const struct dkim_mail *mail,
                      struct dkim_verdict verdicts[static DKIM_MOST_SIGNATURES], size_t *n);

#endif
