/* Tests of thousands: whole numbers as people read them. */
#include "lib/base/thousands.h"
#include "tests/unit/unit.h"

static void groups_of_three_digits_stand_apart(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {-999, "-999"},
        {-1000, "-1,000"},
        {123456, "123,456"},
        {1234567, "1,234,567"},
        {INT64_MAX, "9,223,372,036,854,775,807"},
        {INT64_MIN, "-9,223,372,036,854,775,808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(thousands(cases[i].n).text, cases[i].text);
}

static void the_word_is_that_for_the_number(void **state)
{
    (void)state;
    assert_string_equal(counted(1, "day", "days").text, "1 day");
    assert_string_equal(counted(0, "day", "days").text, "0 days");
    assert_string_equal(counted(-1, "day", "days").text, "-1 days");
    assert_string_equal(counted(1234, "report is a record", "reports are records").text,
                        "1,234 reports are records");
    assert_string_equal(counted(INT64_MIN, "", "twenty-seven bytes, at most").text,
                        "-9,223,372,036,854,775,808 twenty-seven bytes, at most");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_of_three_digits_stand_apart),
        cmocka_unit_test(the_word_is_that_for_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
