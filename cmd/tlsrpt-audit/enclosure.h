/*
 * enclosure: shuts the program off from those who mail it something: seals the placer and enters
 * the sandbox, when everything is open and no mail has been read.
 */
#ifndef CMD_ENCLOSURE_H
#define CMD_ENCLOSURE_H

#include "cmd/tlsrpt-audit/options.h"

enum { ENCLOSURE_ERROR = 200 };

enum sandbox_when { SANDBOX_AUTO, SANDBOX_REQUIRE, SANDBOX_OFF };

/* Makes a folder of this run for temporary files, also those of libraries. If it cannot be made,
 * whatever needs one will say so. */
void enclosure_make_temporary_folder(struct placer *placer);

/* False: `why`, of ENCLOSURE_ERROR bytes, says why the run must not go on. */
bool enclosure_enter(const struct options *o, struct placer *placer, char *why);

#endif
