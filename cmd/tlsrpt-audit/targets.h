/*
 * targets: checks, before anything is read, that outputs can go where they shall, and replace
 * neither each other nor what is read.
 */
#ifndef CMD_TARGETS_H
#define CMD_TARGETS_H

#include "cmd/tlsrpt-audit/options.h"

/* -1: all is well; else the exit status, after it said what is wrong. */
int targets_check(const struct options *o);

#endif
