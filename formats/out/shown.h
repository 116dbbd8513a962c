/*
 * shown: figures as people read them, alike in the text summary and the page.
 */
#ifndef OUT_SHOWN_H
#define OUT_SHOWN_H

#include "lib/audit/figures.h"

enum { SHOWN_ROOM = 32 };

const char *shown_number(int64_t n, char room[static SHOWN_ROOM]);        /* 1234567 as 1,234,567 */
const char *shown_share(struct sessions s, char room[static SHOWN_ROOM]); /* "99.98 %", or "no sessions" */
const char *shown_rate(double rate, char room[static SHOWN_ROOM]);        /* the same of 0 to 1; a failure is never rounded away */

#endif
