/*
 * terminal: the terminal that standard output may be.
 */
#ifndef CMD_TERMINAL_H
#define CMD_TERMINAL_H

#include <stdbool.h>

int terminal_columns(void);     /* its width, else $COLUMNS, else 80 */
bool terminal_has_colour(void); /* it is a terminal, and nobody asked for none (no-color.org) */

#endif
