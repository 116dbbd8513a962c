#include "lib/mail/maildate.h"

#include <stdio.h>

#include "lib/mail/field.h"

static const struct slice months[] = {SLICE("Jan"), SLICE("Feb"), SLICE("Mar"), SLICE("Apr"),
                                      SLICE("May"), SLICE("Jun"), SLICE("Jul"), SLICE("Aug"),
                                      SLICE("Sep"), SLICE("Oct"), SLICE("Nov"), SLICE("Dec")};

static bool is_between(char c) /* words */
{
    static const bool marks[256] = {[' '] = true,  ['\t'] = true, ['\n'] = true, ['\v'] = true,
                                    ['\f'] = true, ['\r'] = true, [','] = true,  ['('] = true};
    return marks[(unsigned char)c];
}

/* Comments may stand between any two words (RFC 5322, 4.3). */
static const char *skip_comment(const char *at, const char *end)
{
    struct slice rest = slice_between(at, end);
    field_skip_comment(&rest);
    return end - rest.n;
}

static inline struct slice next_word(struct slice *rest)
{
    if (rest->n == 0)
        return (struct slice){0};
    const char *at = rest->at, *end = at + rest->n;
    while (at < end && is_between(*at))
        at = *at == '(' ? skip_comment(at, end) : at + 1;
    const char *word = at;
    while (at < end && !is_between(*at))
        at++;

    *rest = slice_between(at, end);
    return slice_between(word, at);
}

static bool read_number(struct slice word, int *number)
{
    int sum = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (!ascii_is_digit(word.at[i]) || sum > 9999)
            return false;
        sum = sum * 10 + (word.at[i] - '0');
    }
    *number = sum;
    return word.n > 0;
}

static int month_of(struct slice word)
{
    if (word.n < 3)
        return 0;
    for (size_t i = 0; i < COUNT_OF(months); i++)
        if (ascii_lower(word.at[1]) == months[i].at[1] &&
            ascii_lower(word.at[2]) == months[i].at[2] &&
            ascii_lower(word.at[0]) == ascii_lower(months[i].at[0]))
            return (int)i + 1;
    return 0;
}

static bool read_clock(struct slice word, int *seconds)
{
    int hour, minute, second = 0;
    struct slice h = slice_until(&word, ':');
    struct slice m = slice_until(&word, ':');
    if (!read_number(h, &hour) || !read_number(m, &minute) ||
        (word.n > 0 && !read_number(word, &second)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second <= 60;
}

static int zone_seconds(struct slice word)
{
    static const struct {
        char name[4];
        int hours;
    } zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    enum { MOST_ZONE = 2359 };
    int number;
    if (word.n == 5 && (word.at[0] == '+' || word.at[0] == '-') &&
        read_number(slice_from(word, 1), &number) && number <= MOST_ZONE && number % 100 < 60) {
        int seconds = number / 100 * 3600 + number % 100 * 60;
        return word.at[0] == '-' ? -seconds : seconds;
    }

    for (size_t i = 0; i < COUNT_OF(zones); i++)
        if (slice_equal_nocase(word, slice_of(zones[i].name)))
            return zones[i].hours * 3600;
    return 0;
}

bool maildate_parse(struct slice text, time_seconds *t)
{
    struct slice rest = text;
    struct slice word = next_word(&rest);
    struct civil c;
    int clock;
    if (word.n > 0 && !ascii_is_digit(word.at[0]))
        word = next_word(&rest);
    if (!read_number(word, &c.day))
        return false;
    c.month = month_of(next_word(&rest));
    word = next_word(&rest);
    if (!read_number(word, &c.year))
        return false;
    if (word.n < 4) /* RFC 5322, 4.3 */
        c.year += c.year < 50 && word.n == 2 ? 2000 : 1900;
    if (!civil_is_valid(c) || !read_clock(next_word(&rest), &clock))
        return false;
    *t = (time_seconds)day_of_civil(c) * SECONDS_A_DAY + clock - zone_seconds(next_word(&rest));
    return time_is_valid(*t);
}

void maildate_format(time_seconds t, char text[static MAILDATE_TEXT + 1])
{
    static const char weekdays[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    struct when_time normal = when_time(t); /* YYYY-MM-DDThh:mm:ssZ */
    day_number day = day_of_time(t);
    int weekday = day % DAYS_A_WEEK;
    snprintf(text, MAILDATE_TEXT + 1, "%s, %.2s %s %.4s %.8s +0000",
             weekdays[weekday < 0 ? weekday + DAYS_A_WEEK : weekday], normal.text + 8,
             months[civil_of_day(day).month - 1].at, normal.text, normal.text + 11);
}
