/*
 * dates: days and periods as people name them on a command line (SPEC 7), always UTC.
 *
 * A date is YYYY-MM-DD, a month YYYY-MM, a quarter YYYY-Q1, a year YYYY, today, yesterday, or 30d:
 * the day 30 days before today. A period is named likewise, but 30d are the 30 days up to
 * yesterday, and there are last-month, last-quarter and last-year.
 */
#ifndef BASE_DATES_H
#define BASE_DATES_H

#include "lib/base/when.h"

/* Examples of each form, for messages. */
extern const char date_forms[], period_forms[];

/* The days that a text names. False: the text is no date (no period), or names days outside of the
 * years 1 to 9999. */
bool date_parse(struct slice text, day_number today, struct span *dates);
bool period_parse(struct slice text, day_number today, struct span *dates);

#endif
