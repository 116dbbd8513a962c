/*
 * fromline: what the From_ line of an mbox says of a date, and how a line of text that begins like
 * one is quoted (RFC 4155, Appendix A; SPEC 2).
 */
#ifndef READ_FROMLINE_H
#define READ_FROMLINE_H

#include "lib/base/slice.h"

enum { FROMLINE_MOST = 2048 }; /* bytes; a longer line is no From_ line, however it begins */

enum fromline_date {
    FROMLINE_UNDATED, /* it has no time or no year */
    FROMLINE_NUMERIC, /* the year stands in a date such as 2024-03-02, 2/3/2024 or "Mar 2, 2024," */
    FROMLINE_DATED,   /* the year stands alone, as in asctime's dates */
};

/* Does the text begin with a From_ line? The field "From :" does not, with blanks as RFC 5322, 4.5
 * allows them. */
bool fromline_begins(struct slice text);

/* A numeric date proves less, since lines of text have one more often. */
enum fromline_date fromline_date(struct slice line);

/* Undoes that in place: takes a '>' off each line that has some before "From ". Gives the new
 * length. */
size_t fromline_unquote(char *bytes, size_t n);

#endif
