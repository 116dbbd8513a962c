/* Tests of the From field's domain. */
#include "lib/mail/sender.h"
#include "tests/unit/unit.h"

static void from_tells_its_domain(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a@b.example", "b.example"},
        {"\"x@y.example\" <a@b.example>", "b.example"},
        {"<a@b.example>, <c@d.example>", "d.example"},
        {"A <a@b.example> (c@d.example)", "b.example"},
        {"no address", ""},
        {"a@ <b>", ""},
        {"<a@b.example", "b.example"},
        {"<a@b.example <c@d.example>", "d.example"},
        {"<a@b.example> <none>", "b.example"},
        {"<a@b_c-1.example>", "b_c-1.example"},
        {"<a@b.example!x>", "b.example"},
        {"A <a@m\xc3\xbcnchen.example>", "m\xc3\xbcnchen.example"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(slice_equal(sender_domain(slice_of(cases[i][0])), slice_of(cases[i][1])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_tells_its_domain),
    };
    return cmocka_run_group_tests_name("sender", tests, NULL, NULL);
}
