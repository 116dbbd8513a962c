/*
 * expression: a regular expression (PCRE2) of the user's that is matched against texts of
 * strangers, without regard to case.
 *
 * A match may take a number of steps that grows with the expression, never with what it backtracks
 * over. A text that takes more does not match, and is counted, so that whoever asked can say so.
 */
#ifndef BASE_EXPRESSION_H
#define BASE_EXPRESSION_H

#include <stdint.h>

#include "lib/base/slice.h"

/* What \w, \d and \b stand for differs, too: names are of any script, reasons are of programs. */
enum expression_use {
    EXPRESSION_OFTEN, /* compiled to machine code, where that is possible; by Unicode's classes */
    EXPRESSION_SELDOM /* neither: by those of ASCII */
};

enum { EXPRESSION_ERROR = 256 }; /* bytes of a sentence */

struct expression;

/* NULL: `error` says why, and *at is the byte where; SIZE_MAX: out of memory. Copies the text. */
struct expression *expression_new(const char *text, enum expression_use use,
                                  char error[static EXPRESSION_ERROR], size_t *at);
bool expression_matches(struct expression *e, struct slice text);
const char *expression_text(const struct expression *e);
uint64_t expression_given_up(const struct expression *e); /* texts that took too many steps */
void expression_free(struct expression *e);

#endif
