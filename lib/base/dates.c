#include "lib/base/dates.h"

const char date_forms[] = "2024-02-29, 2024-02, 2024-Q1, 2024, today, yesterday, 30d";
const char period_forms[] = "2024-02-29, 2024-02, 2024-Q1, 2024, 30d, yesterday, last-month, "
                            "last-quarter, last-year";

enum { MONTHS_A_YEAR = 12, MONTHS_A_QUARTER = 3, LAST_YEAR = 9999 };

/* `months` months from the first day of a month on. It may be month 0 or less of its year. */
static bool months_from(int year, int month, int months, struct span *dates)
{
    int first = year * MONTHS_A_YEAR + month - 1, next = first + months;
    struct civil from = {first / MONTHS_A_YEAR, first % MONTHS_A_YEAR + 1, 1};
    struct civil behind = {next / MONTHS_A_YEAR, next % MONTHS_A_YEAR + 1, 1};
    if (!civil_is_valid(from) || next > (LAST_YEAR + 1) * MONTHS_A_YEAR)
        return false;
    *dates = (struct span){day_of_civil(from), day_of_civil(behind) - 1};
    return true;
}

static bool read_number(struct slice text, size_t digits, int *number)
{
    *number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!ascii_is_digit(text.at[i]))
            return false;
        *number = *number * 10 + (text.at[i] - '0');
    }
    return true;
}

/* YYYY, YYYY-MM, YYYY-Q1 or YYYY-MM-DD. */
static bool calendar_dates(struct slice text, struct span *dates)
{
    int year, part;
    if (day_parse(text, &dates->first)) {
        dates->last = dates->first;
        return true;
    }
    if (text.n < 4 || !read_number(text, 4, &year))
        return false;
    if (text.n == 4)
        return months_from(year, 1, MONTHS_A_YEAR, dates);
    if (text.n != 7 || text.at[4] != '-')
        return false;
    if (ascii_lower(text.at[5]) == 'q' && text.at[6] >= '1' && text.at[6] <= '4') {
        int quarter = text.at[6] - '1';
        return months_from(year, quarter * MONTHS_A_QUARTER + 1, MONTHS_A_QUARTER, dates);
    }
    return read_number(slice_from(text, 5), 2, &part) && part >= 1 && part <= MONTHS_A_YEAR &&
           months_from(year, part, 1, dates);
}

/* 30d: a number of days, from 1 to the year 1. */
static bool read_days(struct slice text, day_number today, day_number *days)
{
    enum { MOST_DIGITS = 7 };
    int number;
    if (text.n < 2 || text.n > MOST_DIGITS + 1 || ascii_lower(text.at[text.n - 1]) != 'd' ||
        !read_number(text, text.n - 1, &number))
        return false;
    *days = number;
    return number > 0 && today - number >= day_of_civil((struct civil){1, 1, 1});
}

static bool is_day_word(struct slice text, day_number today, struct span *dates)
{
    bool is_today = slice_equal_nocase(text, SLICE("today"));
    dates->first = dates->last = is_today ? today : today - 1;
    return is_today || slice_equal_nocase(text, SLICE("yesterday"));
}

bool date_parse(struct slice text, day_number today, struct span *dates)
{
    day_number days;
    if (read_days(text, today, &days)) {
        dates->first = dates->last = today - days;
        return true;
    }
    return is_day_word(text, today, dates) || calendar_dates(text, dates);
}

bool period_parse(struct slice text, day_number today, struct span *dates)
{
    struct civil now = civil_of_day(today);
    int quarter = (now.month - 1) / MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1;
    day_number days;
    if (read_days(text, today, &days)) {
        *dates = (struct span){today - days, today - 1};
        return true;
    }
    if (slice_equal_nocase(text, SLICE("last-month")))
        return months_from(now.year, now.month - 1, 1, dates);
    if (slice_equal_nocase(text, SLICE("last-quarter")))
        return months_from(now.year, quarter - MONTHS_A_QUARTER, MONTHS_A_QUARTER, dates);
    if (slice_equal_nocase(text, SLICE("last-year")))
        return months_from(now.year - 1, 1, MONTHS_A_YEAR, dates);
    return is_day_word(text, today, dates) || calendar_dates(text, dates);
}
