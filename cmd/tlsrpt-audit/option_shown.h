/*
 * option_shown: the options that change results, as JSON for the header of a part (SPEC 11).
 * Private to cmd.
 *
 * A value that can be written in several ways (64M, 30d, --period) is shown in one. A file that was
 * given is shown by the SHA-256 of what was read.
 */
#ifndef CMD_OPTION_SHOWN_H
#define CMD_OPTION_SHOWN_H

#include "cmd/tlsrpt-audit/given.h"
#include "cmd/tlsrpt-audit/option_rows.h"

/* Appends them as one object. False: out of memory. */
bool options_show(struct buffer *to, const struct options *o, const struct given *given);

/* Gives the value of an option as it stands in such an object; empty: it is not there. */
struct slice options_shown_value(struct slice options, const char *name);

#endif
