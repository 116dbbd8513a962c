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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_of_three_digits_stand_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
