/*
 * redaction: what is left out of all outputs (SPEC 6.8, --redact).
 *
 * A report is redacted once, when it is known what becomes of it and before figures and outputs
 * hear of it: nothing downstream can tell what it never knew. Identity, selection, authenticity and
 * report key are those of the report as it came.
 */
#ifndef AUDIT_REDACTION_H
#define AUDIT_REDACTION_H

#include "lib/base/buffer.h"
#include "lib/base/names.h"
#include "lib/tlsrpt/report.h"

enum {
    REDACT_IP = 1,         /* addresses are cut to /24 and /48, also inside what reporters wrote */
    REDACT_CONTACT = 2,    /* contact-info */
    REDACT_PATH = 4,       /* paths and names of files, and the command line */
    REDACT_MESSAGE_ID = 8, /* of mails */
    REDACT_REPORTER = 16,  /* who reports: names, domains, report-ids */

    REDACT_PLACES = REDACT_PATH | REDACT_REPORTER /* names of files tell who reports, as a rule */
};

enum { REDACTIONS = 5 };
struct redaction_row {
    unsigned what; /* its bit */
    const char *name, *meaning;
};
extern const struct redaction_row redaction_rows[REDACTIONS];

/* Numbers in place of texts: the same number for the same text, so that figures stay told apart. */
struct pseudonyms {
    struct names names;
    const char *before, *after; /* what stands around a number, which is from 1 on */
};

struct redaction {
    unsigned what;               /* bits; 0: nothing */
    struct pseudonyms reporters; /* organizations */
    struct pseudonyms domains;   /* of reporters */
    struct buffer text;          /* room for a text that is made anew */
};

void redaction_init(struct redaction *r, unsigned what, const struct hash_key *key);
void redaction_free(struct redaction *r);

/* Replaces what is redacted by texts in the arena; nothing if r is NULL. `key` is the report's, 32
 * digits; `input` the place of its INPUT, from 0 on. False: out of memory. */
bool redact_report(struct redaction *r, struct arena *arena, uint32_t input, const char *key,
                   struct report *report);
bool redact_source(struct redaction *r, struct arena *arena, uint32_t input, struct source *s);

#endif
