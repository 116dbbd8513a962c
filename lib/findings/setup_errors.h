/*
 * setup_errors: what is wrong with the records of a domain, in whole sentences.
 */
#ifndef FINDINGS_SETUP_ERRORS_H
#define FINDINGS_SETUP_ERRORS_H

#include "lib/findings/setup.h"

enum {
    SETUP_ERRORS_MOST = 16, /* that a domain lists; what is more is told by its number */
    SETUP_ERROR_NAME = 200, /* bytes of a name in one */
};

/* As printf, at most 400 bytes; *error borrows from the setup, and may be NULL. False: out of
 * memory. */
bool setup_error(struct setup *s, struct setup_row *row, struct slice *error, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* Once a domain's errors are all told: how many are not listed. False: out of memory. */
bool setup_errors_end(struct setup *s, struct setup_row *row);

#endif
