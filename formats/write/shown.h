/*
 * shown: figures and texts as people read them, alike in all outputs for them.
 */
#ifndef WRITE_SHOWN_H
#define WRITE_SHOWN_H

#include <stdio.h>

#include "lib/audit/figures.h"

struct shown { /* its text lives as long as that of thousands (lib/base/thousands.h) */
    char text[16];
};

/* "99.98 %", or "no sessions". */
struct shown shown_share(struct sessions s);
struct shown shown_rate(double rate); /* `rate`: from 0 to 1 */

/* The share from 0 to 1 that two decimals of a percentage shall show: 100 % only if nothing failed,
 * not even by the failure details, and 0 % only if nothing succeeded (SPEC 4). */
double shown_ratio(double ratio, bool has_excess);

/* Writes a text in `width` columns: cut with an ellipsis, or filled up with blanks. Each control
 * character is a question mark. */
void shown_padded(FILE *file, struct slice s, size_t width);

/* Writes a text, broken at blanks into as many lines as it takes, and a line feed; the cursor
 * stands at column `indent` of `columns`. A word that is longer than a line is broken, but
 * shown_whole leaves it in one piece, so that it can be copied. */
void shown_wrapped(FILE *file, struct slice text, size_t indent, size_t columns);
void shown_whole(FILE *file, struct slice text, size_t indent, size_t columns);

#endif
