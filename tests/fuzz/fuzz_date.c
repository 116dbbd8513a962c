/* Dates: what is read of RFC 3339 and RFC 5322 is within the calendar, and written as RFC 3339
 * it reads back to the same second. */
#include "tests/fuzz/fuzz.h"

#include "lib/mail/maildate.h"

static void check(time_seconds t)
{
    struct when_time shown = when_time(t);
    struct when_day day_shown = when_day(day_of_time(t));
    time_seconds again;
    day_number day;
    unsigned flaws;
    MUST(time_parse((struct slice){shown.text, WHEN_TIME_TEXT}, &again, &flaws) && again == t &&
         flaws == 0);
    MUST(day_parse((struct slice){day_shown.text, WHEN_DAY_TEXT}, &day) && day == day_of_time(t));
    MUST(civil_is_valid(civil_of_day(day)) && day_of_civil(civil_of_day(day)) == day);
    MUST(memcmp(shown.text, day_shown.text, WHEN_DAY_TEXT) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n};
    time_seconds t;
    day_number day;
    unsigned flaws;
    if (time_parse(text, &t, &flaws))
        check(t);
    if (maildate_parse(text, &t))
        check(t);
    if (day_parse(text, &day))
        check((time_seconds)day * SECONDS_A_DAY);
    return 0;
}
