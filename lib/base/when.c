#include "lib/base/when.h"

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool civil_is_valid(struct civil c)
{
    if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1)
        return false;
    return c.day <= month_days[c.month - 1] + (c.month == 2 && is_leap(c.year));
}

/* Years start in March here, so that the leap day is a year's last; eras have 400 years
 * (Hinnant, "chrono-compatible dates"). */
day_number day_of_civil(struct civil c)
{
    int year = c.year - (c.month <= 2), era = year / 400, year_of_era = year % 400;
    int day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil civil_of_day(day_number day)
{
    int64_t shifted = (int64_t)day + 719468,
            era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = (int)(shifted - era * 146097);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) /
                      365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march + (month_from_march < 10 ? 3 : -9);
    return (struct civil){.year = (int)(year_of_era + era * 400) + (month <= 2),
                          .month = month,
                          .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

day_number day_of_time(time_seconds t)
{
    return (day_number)((t >= 0 ? t : t - (SECONDS_A_DAY - 1)) / SECONDS_A_DAY);
}

bool time_is_valid(time_seconds t)
{
    static const time_seconds first = -62135596800, last = 253402300799;
    return t >= first && t <= last;
}

static char *put_two_digits(char *to, int number)
{
    to[0] = (char)('0' + number / 10 % 10);
    to[1] = (char)('0' + number % 10);
    return to + 2;
}

static char *put_day(char *to, day_number day)
{
    struct civil c = civil_of_day(day);
    to = put_two_digits(to, c.year / 100);
    to = put_two_digits(to, c.year % 100);
    *to++ = '-';
    to = put_two_digits(to, c.month);
    *to++ = '-';
    return put_two_digits(to, c.day);
}

struct when_day when_day(day_number day)
{
    struct when_day written;
    written.text[WHEN_DAY_TEXT] = '\0';
    put_day(written.text, day);
    return written;
}

struct when_time when_time(time_seconds t)
{
    struct when_time written;
    day_number day = day_of_time(t);
    int second = (int)(t - (time_seconds)day * SECONDS_A_DAY);
    written.text[WHEN_TIME_TEXT] = '\0';
    char *to = put_day(written.text, day);
    *to++ = 'T';
    to = put_two_digits(to, second / 3600);
    *to++ = ':';
    to = put_two_digits(to, second / 60 % 60);
    *to++ = ':';
    to = put_two_digits(to, second % 60);
    *to = 'Z';
    return written;
}

static bool take_digits(struct slice *s, size_t width, int *number)
{
    const char *at = s->at;
    int sum = 0;
    if (s->n < width)
        return false;
    for (size_t i = 0; i < width; i++) {
        if (!ascii_is_digit(at[i]))
            return false;
        sum = sum * 10 + (at[i] - '0');
    }
    *number = sum;
    *s = slice_from(*s, width);
    return true;
}

static bool take_char(struct slice *s, char c)
{
    if (s->n == 0 || ascii_lower(s->at[0]) != c)
        return false;
    *s = slice_from(*s, 1);
    return true;
}

static bool take_day(struct slice *s, day_number *day)
{
    struct civil c;
    if (!take_digits(s, 4, &c.year) || !take_char(s, '-') || !take_digits(s, 2, &c.month) ||
        !take_char(s, '-') || !take_digits(s, 2, &c.day) || !civil_is_valid(c))
        return false;
    *day = day_of_civil(c);
    return true;
}

bool day_parse(struct slice text, day_number *day)
{
    return take_day(&text, day) && text.n == 0;
}

static bool take_clock(struct slice *s, int *seconds)
{
    int hour, minute, second;
    if (!take_digits(s, 2, &hour) || !take_char(s, ':') || !take_digits(s, 2, &minute) ||
        !take_char(s, ':') || !take_digits(s, 2, &second) || minute > 59 || second > 60)
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    if (hour > 23 && *seconds != SECONDS_A_DAY)
        return false;
    if (!take_char(s, '.'))
        return true;
    int digit;
    if (!take_digits(s, 1, &digit))
        return false;
    while (take_digits(s, 1, &digit))
        ;
    return true;
}

static bool take_offset(struct slice *s, int *seconds, unsigned *flaws)
{
    *seconds = 0;
    if (s->n == 0) {
        *flaws |= WHEN_NO_ZONE;
        return true;
    }
    if (take_char(s, 'z'))
        return true;
    int sign = take_char(s, '+') ? 1 : take_char(s, '-') ? -1 : 0, hours, minutes;
    if (sign == 0 || !take_digits(s, 2, &hours))
        return false;
    if (!take_char(s, ':'))
        *flaws |= WHEN_ODD_ZONE;
    if (!take_digits(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool time_parse(struct slice text, time_seconds *t, unsigned *flaws)
{
    day_number day;
    int clock = 0, offset = 0;
    *flaws = 0;
    if (!take_day(&text, &day))
        return false;
    if (text.n == 0) {
        *flaws |= WHEN_NO_TIME | WHEN_NO_ZONE;
    } else {
        if (take_char(&text, ' '))
            *flaws |= WHEN_SPACE;
        else if (!take_char(&text, 't'))
            return false;
        if (!take_clock(&text, &clock))
            return false;
        if (text.n > 1 && take_char(&text, ' '))
            *flaws |= WHEN_ODD_ZONE;
        if (!take_offset(&text, &offset, flaws) || text.n != 0)
            return false;
    }
    *t = (time_seconds)day * SECONDS_A_DAY + clock - offset;
    return time_is_valid(*t);
}

void span_take(struct grown_span *span, day_number day, bool is_doubtful)
{
    if (is_doubtful && span->sound)
        return;
    bool is_first = !span->any || (!is_doubtful && !span->sound);
    if (is_first || day < span->first)
        span->first = day;
    if (is_first || day > span->last)
        span->last = day;
    span->any = true;
    span->sound |= !is_doubtful;
}

void latest_take(day_number *latest, bool *sound, day_number day, bool is_doubtful, bool is_first)
{
    struct grown_span span = {.last = *latest, .any = !is_first, .sound = *sound};
    span_take(&span, day, is_doubtful);
    *latest = span.last;
    *sound = span.sound;
}
