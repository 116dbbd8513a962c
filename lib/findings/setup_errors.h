/*
 * setup_errors: what is wrong with the records of a domain, in whole sentences.
 */
#ifndef FINDINGS_SETUP_ERRORS_H
#define FINDINGS_SETUP_ERRORS_H

#include "lib/findings/setup.h"

enum {
    SETUP_ERRORS_MOST = 16, /* errors that a domain lists; more are told by their number */
    SETUP_ERROR_NAME = 200, /* bytes of a name in an error */
};

/* Adds an error, as printf, of at most 400 bytes. *error, unless NULL, borrows it from the setup.
 * False: out of memory. */
bool setup_error(struct setup *s, struct setup_row *row, struct slice *error, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* To be called after a domain's last error: adds how many are not listed. False: out of memory. */
bool setup_errors_end(struct setup *s, struct setup_row *row);

#endif
