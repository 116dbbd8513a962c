/*
 * targets: are the outputs such that they can be written, and would not harm an input? Asked before
 * anything is read.
 */
#ifndef CMD_TARGETS_H
#define CMD_TARGETS_H

#include "cmd/tlsrpt-audit/options.h"

/* -1: yes; else the exit status, and what is wrong was said. */
int targets_check(const struct options *o);

#endif
