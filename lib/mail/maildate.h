/*
 * maildate: the dates of mail (RFC 5322, 3.3, the obsolete zones of 4.3 included).
 */
#ifndef MAIL_MAILDATE_H
#define MAIL_MAILDATE_H

#include "lib/base/when.h"

/* Reads "[Mon,] 2 Jan 2006 15:04[:05] zone". False: it is no such date, or out of the calendar
 * (when.h). A zone that is not known, or over a day, is UTC, as -0000 is. */
bool maildate_parse(struct slice text, time_seconds *t);

#endif
