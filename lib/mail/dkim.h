/*
 * dkim: verifies the DKIM signatures of one message with keys that were supplied (RFC 6376, 8301,
 * 8463; RFC 8460, 3).
 *
 * Nothing is looked up, and no message can cause much work (dkimjudge.h): the signatures that speak
 * for the reporting domain are judged first. What mails inside each other cost together has its
 * bound, too.
 */
#ifndef MAIL_DKIM_H
#define MAIL_DKIM_H

#include "lib/mail/dkimkeys.h"

/* Contexts, a buffer and scratch memory, for one thread. Keys are shared by all. */
struct dkim_worker;

struct dkim_worker *dkim_worker_new(struct dkimkeys *keys, bool strict); /* NULL: out of memory */
void dkim_worker_free(struct dkim_worker *w);

/* Begins a mail that may hold others: once so many bytes were gone over for signatures of all of
 * them, no further one is judged. Without a call there is no such bound. */
void dkim_worker_expect(struct dkim_worker *w, uint64_t most);

struct dkim_mail {
    struct slice message;   /* without mboxrd's quoting */
    time_seconds received;  /* WHEN_NEVER: not known */
    struct slice submitter; /* whose report it is; empty: From's domain stands for it */
    struct slice from;      /* From's domain in A-labels; empty: it has none */
};

/*
 * The verdict of the message: that of the signature that speaks for the reporting domain, else the
 * best of the others. Its slices live until the next message. False: out of memory.
 */
bool dkim_verify(struct dkim_worker *w, const struct dkim_mail *mail, struct dkim_verdict *verdict);

/* The same for a report of another submitter in the message that dkim_verify had last. No signature
 * is judged twice: all submitters together cannot cause more work than one. */
bool dkim_verify_for(struct dkim_worker *w, struct slice submitter, struct dkim_verdict *verdict);

#endif
