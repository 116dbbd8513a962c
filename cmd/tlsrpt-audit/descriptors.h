/*
 * descriptors: the files that the process has open when it starts.
 */
#ifndef CMD_DESCRIPTORS_H
#define CMD_DESCRIPTORS_H

#include "cmd/tlsrpt-audit/options.h"

/* Opens each closed standard stream on /dev/null, so that no file of ours takes its number. To be
 * called before anything is opened or said. False: errno says why. */
bool descriptors_fill_standard(void);

/* Closes what the process has inherited besides the standard streams, unless an input or an option
 * names it (/dev/fd/3, a process substitution of the shell). */
void descriptors_close_inherited(const struct options *o);

#endif
