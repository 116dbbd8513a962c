/*
 * maildate: the dates of mail (RFC 5322, 3.3, the obsolete zones of 4.3 included).
 */
#ifndef MAIL_MAILDATE_H
#define MAIL_MAILDATE_H

#include "lib/base/when.h"

/* Reads "[Mon,] 2 Jan 2006 15:04[:05] zone". A zone that is not known, or of more than a day, is
 * taken for UTC, as -0000 is. False: it is no such date, or outside of the calendar (when.h). */
bool maildate_parse(struct slice text, time_seconds *t);

enum {
    MAILDATE_WEEKDAY = 5, /* bytes of the weekday at its beginning, which may be left out */
    MAILDATE_TEXT = 31
};

/* Writes "Thu, 07 Mar 2024 09:00:00 +0000" and a NUL, of a time in the years 1 to 9999. */
void maildate_format(time_seconds t, char text[static MAILDATE_TEXT + 1]);

#endif
