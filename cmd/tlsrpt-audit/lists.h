/*
 * lists: the built-in texts (--list-deviations, --list-findings, --list-tables).
 */
#ifndef CMD_LISTS_H
#define CMD_LISTS_H

#include <stddef.h>

/* Each writes to standard output, so many columns wide. */
void list_deviations(size_t columns);
void list_findings(size_t columns);
void list_tables(size_t columns);

#endif
