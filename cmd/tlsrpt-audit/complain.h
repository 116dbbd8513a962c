/*
 * complain: sentences on standard error. What a mail, a name of a file or a list of somebody else's
 * says in them steers no terminal (SPEC 10).
 */
#ifndef CMD_COMPLAIN_H
#define CMD_COMPLAIN_H

#include <stdarg.h>

#include "lib/base/slice.h"

/* "tlsrpt-audit: ", the sentence, a line feed. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void complain_of(const char *format, va_list arguments);

/* What is shown below a sentence: whole lines. */
void complain_below(struct slice text);

/* Control characters, and what turns the direction of writing, as "?". */
void complain_text(struct slice text);

#endif
