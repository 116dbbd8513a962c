/*
 * scopefile: the list of one's own domains (SPEC 5.3, --scope): a name per line, or CSV with a
 * header and the columns domain, client, owner, since and until.
 *
 *     # our domains
 *     example.gov
 *     *.city.example.gov
 */
#ifndef READ_SCOPEFILE_H
#define READ_SCOPEFILE_H

#include "lib/audit/scope.h"

/* Reads a file's text into an initialised scope. False: `error` says what is wrong, and in which
 * line. */
enum { SCOPE_ERROR = 600 };
bool scopefile_read(struct slice text, day_number today, struct scope *scope,
                    char error[static SCOPE_ERROR]);

#endif
