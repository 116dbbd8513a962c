/*
 * settings: what the command line and a configuration file say, before any of it is taken. Private
 * to cmd.
 *
 * Statuses are -1: go on; else the exit status, and what is wrong was said.
 */
#ifndef CMD_SETTINGS_H
#define CMD_SETTINGS_H

#include "cmd/tlsrpt-audit/options.h"

/* The file's settings first, but for those that the command line gives, too, then the command
 * line's; --config alone is looked for before. INPUTs are added to the options. */
int settings_collect(struct options *o, int argc, char **argv);
int settings_apply(struct options *o);        /* each by its row */
void settings_print(const struct options *o); /* --print-config: a configuration file itself */

/* The value of the i-th of o->settings. NULL: it takes none. */
const char *settings_value(const struct options *o, size_t i);

bool options_add_input(struct options *o, char *path); /* false: out of memory. Borrows path. */
int options_no_memory(void);                           /* says so, and gives the status */

/* Was the option given, on the command line or in a configuration file? */
bool settings_have(const struct options *o, const char *option);

/* What the i-th option names that is read beside the mail; "": it is not given. NULL: there are no
 * more. */
const char *settings_given(const struct options *o, size_t i);

#endif
