/*
 * when: days and times of the proleptic Gregorian calendar, always UTC, without the C library's
 * zones and locales.
 *
 * A day is the number of days since 1970-01-01, a time the number of seconds since its midnight;
 * both may be negative. Years run from 1 to 9999.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdint.h>

#include "lib/base/slice.h"

typedef int32_t day_number;
typedef int64_t time_seconds;

struct span { /* of days, both included */
    day_number first, last;
};

/* A span that grows day by day. Doubtful days count only as long as no other day is known.
 * Zero-initialise it. */
struct grown_span {
    day_number first, last; /* valid where any */
    bool any;
    bool sound; /* some day was not doubtful: the span is that of such days alone */
};

void span_take(struct grown_span *span, day_number day, bool is_doubtful);

/* The same for rows that keep the last day alone, because there are many. is_first: no day was
 * taken yet. */
void latest_take(day_number *latest, bool *sound, day_number day, bool is_doubtful, bool is_first);

static inline uint64_t span_days(struct span span) /* 0: it ends before it begins */
{
    return span.last < span.first ? 0 : (uint64_t)((int64_t)span.last - span.first + 1);
}

enum { SECONDS_A_DAY = 86400, DAYS_A_WEEK = 7, WHEN_DAY_TEXT = 10, WHEN_TIME_TEXT = 20 };

#define WHEN_NEVER INT64_MIN /* a time that is not known */

struct civil {
    int year, month, day; /* month and day from 1 */
};

bool civil_is_valid(struct civil c);
day_number day_of_civil(struct civil c); /* c is valid */
struct civil civil_of_day(day_number day);
day_number day_of_time(time_seconds t);
bool time_is_valid(time_seconds t); /* of the years 1 to 9999: another one cannot be written */

struct when_day {
    char text[WHEN_DAY_TEXT + 1];
};
struct when_time {
    char text[WHEN_TIME_TEXT + 1];
};

/* YYYY-MM-DD, and YYYY-MM-DDThh:mm:ssZ. What is written as when_day(day).text lives to the end of
 * the expression that it stands in (C11, 6.2.4): as an argument, not as a pointer to keep. */
struct when_day when_day(day_number day);
struct when_time when_time(time_seconds t);

bool day_parse(struct slice text, day_number *day); /* YYYY-MM-DD, nothing else */

/* What a time lacks, or has otherwise than RFC 3339 wants it. */
enum when_flaw { WHEN_NO_ZONE = 1, WHEN_NO_TIME = 2, WHEN_SPACE = 4, WHEN_ODD_ZONE = 8 };

/*
 * Reads an RFC 3339 date-time: fractions are cut off, offsets are taken out, a leap second is the
 * next minute's first. Tolerated, and noted in *flaws (a set of when_flaw): no zone (UTC is meant),
 * no time of day (midnight), a space for the T, a zone behind a space or without its colon.
 * Tolerated without a note: 24:00:00 for the midnight at a day's end.
 */
bool time_parse(struct slice text, time_seconds *t, unsigned *flaws);

#endif
