/* Days and periods as people name them (SPEC 7). */
#include <stdlib.h>

#include "lib/base/dates.h"
#include "tests/unit/unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct naming {
    const char *text, *first, *last; /* first NULL: it names nothing */
};

static day_number day(const char *text)
{
    day_number number = 0;
    assert_true(day_parse(slice_of(text), &number));
    return number;
}

typedef bool parser(struct slice text, day_number today, struct span *dates);

static void check(parser *parse, const char *today, const struct naming *namings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct span got = {0};
        bool known = parse(slice_of(namings[i].text), day(today), &got);
        if (known != (namings[i].first != NULL))
            fail_msg("%s is %s", namings[i].text, known ? "taken" : "refused");
        if (known && (got.first != day(namings[i].first) || got.last != day(namings[i].last)))
            fail_msg("%s is %d to %d", namings[i].text, (int)got.first, (int)got.last);
    }
}

static void a_date_is_a_day_a_month_a_quarter_a_year_or_relative(void **state)
{
    static const struct naming namings[] = {
        {"2024-02-29", "2024-02-29", "2024-02-29"}, {"2024-02", "2024-02-01", "2024-02-29"},
        {"2023-02", "2023-02-01", "2023-02-28"},    {"2024-12", "2024-12-01", "2024-12-31"},
        {"2026-Q1", "2026-01-01", "2026-03-31"},    {"2026-q4", "2026-10-01", "2026-12-31"},
        {"2025", "2025-01-01", "2025-12-31"},       {"9999", "9999-01-01", "9999-12-31"},
        {"0001-01", "0001-01-01", "0001-01-31"},    {"today", "2024-03-01", "2024-03-01"},
        {"Yesterday", "2024-02-29", "2024-02-29"},  {"30d", "2024-01-31", "2024-01-31"},
        {"1d", "2024-02-29", "2024-02-29"},
    };
    (void)state;
    check(date_parse, "2024-03-01", namings, COUNT_OF(namings));
}

static void a_period_is_two_days_at_once(void **state)
{
    static const struct naming in_march[] = {
        {"2026-Q1", "2026-01-01", "2026-03-31"},      {"2025", "2025-01-01", "2025-12-31"},
        {"2026-03", "2026-03-01", "2026-03-31"},      {"30d", "2024-01-31", "2024-02-29"},
        {"1d", "2024-02-29", "2024-02-29"},           {"last-month", "2024-02-01", "2024-02-29"},
        {"last-quarter", "2023-10-01", "2023-12-31"}, {"last-year", "2023-01-01", "2023-12-31"},
        {"yesterday", "2024-02-29", "2024-02-29"},
    };
    static const struct naming in_january[] = {
        {"last-month", "2023-12-01", "2023-12-31"},
        {"last-quarter", "2023-10-01", "2023-12-31"},
    };
    static const struct naming in_december[] = {
        {"last-quarter", "2024-07-01", "2024-09-30"},
        {"last-month", "2024-11-01", "2024-11-30"},
    };
    (void)state;
    check(period_parse, "2024-03-01", in_march, COUNT_OF(in_march));
    check(period_parse, "2024-01-31", in_january, COUNT_OF(in_january));
    check(period_parse, "2024-12-31", in_december, COUNT_OF(in_december));
}

static void nonsense_names_nothing(void **state)
{
    static const struct naming namings[] = {
        {"", NULL, NULL},
        {"2024-13", NULL, NULL},
        {"2024-00", NULL, NULL},
        {"2024-Q5", NULL, NULL},
        {"2024-Q0", NULL, NULL},
        {"2023-02-29", NULL, NULL},
        {"0000", NULL, NULL},
        {"0d", NULL, NULL},
        {"d", NULL, NULL},
        {"-5d", NULL, NULL},
        {"9999999d", NULL, NULL},
        {"99999999999999999999d", NULL, NULL},
        {"24-02-01", NULL, NULL},
        {"2024-2", NULL, NULL},
        {"2024/02/01", NULL, NULL},
        {"tomorrow", NULL, NULL},
        {"2024-02-01 ", NULL, NULL},
        {"20240201", NULL, NULL},
    };
    (void)state;
    check(date_parse, "2024-03-01", namings, COUNT_OF(namings));
    check(period_parse, "2024-03-01", namings, COUNT_OF(namings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_a_day_a_month_a_quarter_a_year_or_relative),
        cmocka_unit_test(a_period_is_two_days_at_once),
        cmocka_unit_test(nonsense_names_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
