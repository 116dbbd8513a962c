/*
 * exception: what was found and is not counted: a duplicate, a conflict, a rejection, something
 * unread, a report about foreign domains, one of which nobody knows who sent it.
 */
#ifndef AUDIT_EXCEPTION_H
#define AUDIT_EXCEPTION_H

#include "lib/audit/sessions.h"
#include "lib/base/spool.h"
#include "lib/tlsrpt/identity.h"

enum exception_kind {
    EXCEPTION_DUPLICATE,
    EXCEPTION_CONFLICT,
    EXCEPTION_REJECTED,
    EXCEPTION_UNREAD,
    EXCEPTION_UNAUTHENTICATED, /* a report, under --require-auth */
    EXCEPTION_FOREIGN
};

struct exception {
    enum exception_kind kind;
    enum reason reason;            /* of a rejection; else REASON_NONE */
    enum unread_reason unread;     /* of what is unread; else UNREAD_REASONS */
    struct slice form;             /* of what is unread; else empty */
    const struct report *report;   /* NULL: rejected (but for one of the future) or unread */
    char key[REPORT_KEY_TEXT + 1]; /* of the report */
    struct source source;
    bool has_first;
    struct source first; /* the counted copy's: path, member, message, offset, message_id */
    bool has_sessions, has_first_sessions;
    struct sessions sessions, first_sessions; /* of the report, and of the counted copy */
    uint64_t left_out; /* of a rejection: so many parts or members were not looked at */
};

/* Appends the exception to a spool, as bytes: it does not outlive the call that told of it.
 * `scratch` is emptied and used. False: out of memory, or the spool failed. */
bool exception_pack(struct spool *s, struct buffer *scratch, const struct exception *e);

/* The exception at *at, which moves on to the next one; of one that is not wanted the kind alone.
 * Its texts are in the arena, and so is its report, of which only names and dates are kept. False:
 * likewise. */
bool exception_unpack(struct spool *s, uint64_t *at, enum exception_kind wanted,
                      struct arena *arena, struct exception *e);

#endif
