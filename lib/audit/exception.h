/*
 * exception: what was found and is not counted: a duplicate, a conflict, a rejection, something
 * unread, a report about foreign domains or from an unknown sender.
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
    const struct report *report;   /* NULL: rejected (unless its date is in the future) or unread */
    char key[REPORT_KEY_TEXT + 1]; /* of the report */
    struct source source;
    bool has_first;
    struct source first; /* the counted copy's: path, member, message, offset, message_id */
    bool has_sessions, has_first_sessions;
    struct sessions sessions, first_sessions; /* of the report, and of the counted copy */
    uint64_t left_out; /* of a rejection: how many parts or members were not looked at */
};

/* Appends the exception to a spool, as bytes. `scratch` is emptied and used. False: out of memory,
 * or the spool failed. */
bool exception_pack(struct spool *s, struct buffer *scratch, const struct exception *e);

/* Reads the exception at *at and moves *at to the next one; if it is of another kind than `wanted`,
 * its kind alone. Its texts are in the arena, and so is its report, of which only names and dates
 * are kept. False: likewise. */
bool exception_unpack(struct spool *s, uint64_t *at, enum exception_kind wanted,
                      struct arena *arena, struct exception *e);

#endif
