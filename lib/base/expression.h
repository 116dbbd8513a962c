/*
 * expression: a regular expression (PCRE2) that the user gave, matched against texts that strangers
 * wrote, without regard to case. Not shared between threads.
 *
 * A match is given up after a number of steps that depends on the length of the expression alone,
 * so that no text can make it backtrack for long. A text that is given up does not match; it is
 * counted, so that the caller can say so.
 */
#ifndef BASE_EXPRESSION_H
#define BASE_EXPRESSION_H

#include <stdint.h>

#include "lib/base/slice.h"

/* How often it is used decides how it is compiled, and what \w, \d and \b match: names are of any
 * script, failure reasons are written by programs. */
enum expression_use {
    EXPRESSION_OFTEN, /* compiled to machine code where possible; Unicode's classes */
    EXPRESSION_SELDOM /* interpreted; the classes of ASCII */
};

enum { EXPRESSION_ERROR = 256 }; /* bytes of a sentence */

struct expression;

/* Copies the text. NULL: `error` says why, and *at is the offset in bytes at which it fails;
 * SIZE_MAX: out of memory. */
struct expression *expression_new(const char *text, enum expression_use use,
                                  char error[static EXPRESSION_ERROR], size_t *at);
bool expression_matches(struct expression *e, struct slice text);
const char *expression_text(const struct expression *e);
uint64_t expression_given_up(const struct expression *e); /* texts that took too many steps */
void expression_free(struct expression *e);

#endif
