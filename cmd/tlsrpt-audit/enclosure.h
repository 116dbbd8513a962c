/*
 * enclosure: what stands between the program and those who mail it something. The placer is sealed
 * and the sandbox entered, when everything is open and nothing has been read.
 */
#ifndef CMD_ENCLOSURE_H
#define CMD_ENCLOSURE_H

#include "cmd/tlsrpt-audit/options.h"

enum { ENCLOSURE_ERROR = 200 };

enum sandbox_when { SANDBOX_AUTO, SANDBOX_REQUIRE, SANDBOX_OFF };

/* A folder of this run for temporary files, the libraries' too. Where none can be made, whoever
 * needs one will say so. */
void enclosure_make_temporary_folder(struct placer *placer);

/* False: `why`, of ENCLOSURE_ERROR bytes, says why the run must not go on. */
bool enclosure_enter(const struct options *o, struct placer *placer, char *why);

#endif
