/*
 * dates: days and periods as people name them on a command line (SPEC 7), always UTC.
 *
 * A date is YYYY-MM-DD, a month YYYY-MM, a quarter YYYY-Q1, a year YYYY, today, yesterday, or 30d:
 * so many days before today. A period is one of these, too, but that 30d are the last 30 days up to
 * yesterday; and last-month, last-quarter, last-year.
 */
#ifndef BASE_DATES_H
#define BASE_DATES_H

#include "lib/base/when.h"

/* The forms there are, for messages. */
extern const char date_forms[], period_forms[];

/* The days that a text names. False: it is no date (no period), or one outside of years 1 to
 * 9999. */
bool date_parse(struct slice text, day_number today, struct span *dates);
bool period_parse(struct slice text, day_number today, struct span *dates);

#endif
