/*
 * causes: what a failure-reason-code means, in plain English. Senders put the words of their TLS
 * library there; patterns sort them into classes.
 */
#ifndef FINDINGS_CAUSES_H
#define FINDINGS_CAUSES_H

#include "lib/base/expression.h"
#include "lib/base/slice.h"

struct cause {
    const char *pattern; /* PCRE2, case-insensitive */
    const char *title, *advice;
};

/* The built-in classes (cause_rows.c), the more telling ones first. A blank in a pattern matches
 * blanks, hyphens and underscores. */
extern const struct cause cause_rows[];
extern const size_t cause_rows_n;

#define CAUSE_MX_UNLISTED "MX host not in the policy"

struct causes;

/* Starts with the built-in classes. NULL: out of memory. */
struct causes *causes_new(void);

/* Adds a class that is tried before those that are there, on the text as it was sent. Its texts are
 * copied. False: `error` says why, with the place. */
enum { CAUSE_ERROR = 300 };
bool causes_add(struct causes *c, const struct cause *cause, char error[static CAUSE_ERROR]);

/* The first class that matches. NULL: none does. */
const struct cause *causes_find(const struct causes *c, struct slice reason);

/* Does a reason say that the policy does not list the MX host, whatever classes were added? `cause`
 * is what causes_find gave for it. */
bool causes_say_unlisted(const struct causes *c, struct slice reason, const struct cause *cause);

/* The expression of a class that was given up on some reason, because it took too many steps. NULL:
 * there is none. */
const struct expression *causes_given_up(const struct causes *c);
void causes_free(struct causes *c);

#endif
