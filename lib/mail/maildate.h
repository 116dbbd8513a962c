/*
 * maildate: the dates of mail (RFC 5322, 3.3, the obsolete zones of 4.3 included).
 */
#ifndef MAIL_MAILDATE_H
#define MAIL_MAILDATE_H

#include "lib/base/when.h"

/* Reads "[Mon,] 2 Jan 2006 15:04[:05] zone". False: it is no such date, or out of the calendar
 * (when.h). A zone that is not known, or over a day, is UTC, as -0000 is. */
bool maildate_parse(struct slice text, time_seconds *t);

enum { MAILDATE_WEEKDAY = 5 /* behind it stands the date without one */, MAILDATE_TEXT = 31 };

/* "Thu, 07 Mar 2024 09:00:00 +0000" and a NUL, of a time of the years 1 to 9999. */
void maildate_format(time_seconds t, char text[static MAILDATE_TEXT + 1]);

#endif
