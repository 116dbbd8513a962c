/*
 * auth: what the signatures of some reports come to, counted (SPEC 5.4).
 */
#ifndef AUDIT_AUTH_H
#define AUDIT_AUTH_H

#include "lib/mail/dkimverdict.h"

/* What a report's signature comes to: each report is in one class. */
enum auth_class {
    AUTH_AUTHENTIC,
    AUTH_UNALIGNED, /* sound, by another domain than the reporting one */
    AUTH_WEAK,
    AUTH_FAIL,
    AUTH_INVALID,
    AUTH_KEY_MISSING,
    AUTH_NONE,
    AUTH_NOT_MAIL, /* an HTTPS body, or a record without a verdict: no mail that could be judged */
    AUTH_CLASSES
};

extern const char *const auth_class_names[AUTH_CLASSES]; /* as in the summary */

enum auth_class auth_class_of(const struct dkim_verdict *v);

/* Of some reports; where none was checked, there is nothing to tell. */
struct auth_counts {
    uint64_t checked; /* with a verdict: these three, and those that came by no mail */
    uint64_t authentic, unauthenticated;
    uint64_t unchecked; /* waiting for a key */
};

void auth_count(struct auth_counts *to, const struct dkim_verdict *v); /* adds one report */

#endif
