/*
 * verdict: one word for each domain, for those who read no further, from figures that anyone can
 * check in the tables.
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
extern const struct verdict_text verdict_texts[]; /* with the rule for each word */
extern const enum verdict verdicts_worst_first[VERDICTS];

/* The word for a domain. findings_mark_domains has to be called before. */
enum verdict verdict_of(const struct domain_row *d);

/* The domains that need a look first: by verdict, the worst first, then by their secured share, the
 * lowest first. The caller frees the array; NULL: out of memory. */
const struct domain_row **verdict_worst_first(const struct summary *s);

enum { VERDICT_ROOM = 80 };

/* Writes the word, what the figures say in a few more words, and what is over: "Secured: enforced;
 * 2 incidents, closed". Gives `room`. */
const char *verdict_sentence(const struct domain_row *d, char room[static VERDICT_ROOM]);

#endif
