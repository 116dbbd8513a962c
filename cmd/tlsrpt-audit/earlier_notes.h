/*
 * earlier_notes: tells where the summary of --compare was made in another way than this run (SPEC
 * 8.2).
 */
#ifndef CMD_EARLIER_NOTES_H
#define CMD_EARLIER_NOTES_H

#include "cmd/tlsrpt-audit/given.h"

/* Writes notes to standard error: of another list of domains, and of the first option that was
 * another one. */
void earlier_note_others(const struct given *g, const struct options *o);

#endif
