/*
 * settings: what the command line and the configuration file say, before any of it is taken.
 * Private to cmd.
 *
 * A status is -1: go on; else the exit status, after what is wrong was said.
 */
#ifndef CMD_SETTINGS_H
#define CMD_SETTINGS_H

#include "cmd/tlsrpt-audit/options.h"

/* Fills in o->settings: first the file's, but for options that the command line gives, too, then
 * the command line's. Adds the INPUTs to the options. Gives a status. */
int settings_collect(struct options *o, int argc, char **argv);
int settings_apply(struct options *o);        /* takes each by its row; gives a status */
void settings_print(const struct options *o); /* --print-config: as a configuration file */

/* The value of the i-th of o->settings. NULL: it takes none. */
const char *settings_value(const struct options *o, size_t i);

bool options_add_input(struct options *o, char *path); /* false: out of memory. Borrows path. */
int options_no_memory(void);                           /* says so, and gives the status */

/* Was the option given, on the command line or in the configuration file? */
bool settings_have(const struct options *o, const char *option);

/* The i-th path that is read beside the mail; "": that option was not given. NULL: there are no
 * more. */
const char *settings_given(const struct options *o, size_t i);

#endif
