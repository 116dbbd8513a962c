/*
 * option_shown: the options that change results, as JSON: what the header of a part says of its run
 * (SPEC 11). Private to cmd.
 *
 * What one value can be written as in several ways (64M, 30d, --period) is shown in one. Of a file
 * that was given, the SHA-256 of what was read is shown.
 */
#ifndef CMD_OPTION_SHOWN_H
#define CMD_OPTION_SHOWN_H

#include "cmd/tlsrpt-audit/given.h"
#include "cmd/tlsrpt-audit/option_rows.h"

/* Appends an object of all of them. False: out of memory. */
bool options_show(struct buffer *to, const struct options *o, const struct given *given);

/* Of such an object: the value of an option, as it stands there; empty: none. */
struct slice options_shown_value(struct slice options, const char *name);

#endif
