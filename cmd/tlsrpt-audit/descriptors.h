/*
 * descriptors: which files the process has open before it opens any itself.
 */
#ifndef CMD_DESCRIPTORS_H
#define CMD_DESCRIPTORS_H

#include "cmd/tlsrpt-audit/options.h"

/* A standard stream that is closed is opened on /dev/null, so that no file of ours takes its
 * number. False: as open(2), with its errno. To be called before anything is opened or said. */
bool descriptors_fill_standard(void);

/* Closes what the process has inherited beyond the standard streams, but for what an input or an
 * option names (/dev/fd/3, a process substitution of the shell). */
void descriptors_close_inherited(const struct options *o);

#endif
