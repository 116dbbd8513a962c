/*
 * verdict: one word per domain for those who read no further, from figures that anyone can check in
 * the tables.
 */
#ifndef FINDINGS_VERDICT_H
#define FINDINGS_VERDICT_H

#include "lib/audit/summary.h"

enum verdict {
    VERDICT_SECURED,
    VERDICT_WATCH,
    VERDICT_FAILING,
    VERDICT_NO_POLICY,
    VERDICT_ALARM,
    VERDICT_NO_SESSIONS,
    VERDICTS
};

struct verdict_text {
    const char *word, *meaning;
};
extern const struct verdict_text verdict_texts[]; /* the rules, too: what each word means */
extern const enum verdict verdicts_worst_first[VERDICTS];

/* Once all is read and findings_mark_domains was called. */
enum verdict verdict_of(const struct domain_row *d);

/* The domains, those first that need a look: the worst verdict, then the lowest share. To be freed;
 * NULL: out of memory. */
const struct domain_row **verdict_worst_first(const struct summary *s);

enum { VERDICT_ROOM = 80 };

/* The word, what the figures say in a few more, and what is over: "Secured: enforced; 2
 * incidents, closed". */
const char *verdict_sentence(const struct domain_row *d, char room[static VERDICT_ROOM]);

#endif
