/*
 * shown: figures as people read them, alike in the text summary and the page.
 */
#ifndef WRITE_SHOWN_H
#define WRITE_SHOWN_H

#include <stdio.h>

#include "lib/audit/figures.h"

enum { SHOWN_ROOM = 48 };

/* "1 report", "2 reports". */
const char *shown_count(int64_t n, const char *one, const char *many, char room[static SHOWN_ROOM]);

/* "99.98 %", or "no sessions". */
const char *shown_share(struct sessions s, char room[static SHOWN_ROOM]);
const char *shown_rate(double rate, char room[static SHOWN_ROOM]); /* the same of 0 to 1 */

/* A share as two decimals of a percentage can show it: 100 % only when nothing failed, by the
 * failure details either, 0 % only when nothing succeeded (SPEC 4). */
double shown_ratio(double ratio, bool has_excess);

/* Writes a text in `width` columns: cut with an ellipsis, or filled with blanks; control
 * characters are not for terminals. */
void shown_padded(FILE *file, struct slice s, size_t width);

/* Writes a text on as many lines as it takes, broken at blanks, and a line feed; the cursor
 * stands at column `indent` of `columns`. A word that is longer than a line is broken at its end,
 * or, in shown_whole, left in one piece: it can be copied. */
void shown_wrapped(FILE *file, struct slice text, size_t indent, size_t columns);
void shown_whole(FILE *file, struct slice text, size_t indent, size_t columns);

#endif
