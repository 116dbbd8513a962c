/*
 * complain: writes sentences to standard error. Texts of others in them (mails, names of files,
 * lists) steer no terminal: control characters are "?" (SPEC 10).
 */
#ifndef CMD_COMPLAIN_H
#define CMD_COMPLAIN_H

#include <stdarg.h>

#include "lib/base/slice.h"

/* Writes "tlsrpt-audit: ", the sentence and a line feed. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void complain_of(const char *format, va_list arguments);

void complain_below(struct slice text); /* lines below a sentence */
void complain_text(struct slice text);  /* a piece of a sentence */

#endif
