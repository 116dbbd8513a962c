/* Tests of how two domain names stand to each other. */
#include "lib/mail/aligned.h"
#include "tests/unit/unit.h"

static void a_domain_is_below_what_it_ends_with_behind_a_dot(void **state)
{
    static const struct {
        struct slice domain, parent;
        bool is_below;
    } cases[] = {{SLICE("mail.a.example"), SLICE("a.example"), true},
                 {SLICE("MAIL.A.Example"), SLICE("a.eXample"), true},
                 {SLICE("a.example"), SLICE("example"), true},
                 {SLICE("nota.example"), SLICE("a.example"), false},
                 {SLICE("a.example"), SLICE("mail.a.example"), false},
                 {SLICE("mail.b.example"), SLICE("a.example"), false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(domain_is_below(cases[i].domain, cases[i].parent), cases[i].is_below);
}

/* Nor is it where another name stands in front of it, as it does in a field. */
static void a_domain_is_not_below_itself(void **state)
{
    (void)state;
    struct slice domain = slice_from(SLICE("mail.a.example"), sizeof "mail." - 1);
    assert_false(domain_is_below(domain, SLICE("a.example")));
}

static void names_are_aligned_with_themselves_and_those_above(void **state)
{
    static const struct {
        struct slice a, b;
        bool aligned;
    } cases[] = {{SLICE("a.example"), SLICE("A.EXAMPLE"), true},
                 {SLICE("mail.a.example"), SLICE("a.example"), true},
                 {SLICE("one.mail.a.example"), SLICE("a.example"), true},
                 {SLICE("one.a.example"), SLICE("two.a.example"), false},
                 {SLICE("a.example"), SLICE("nota.example"), false},
                 {SLICE("a.example"), SLICE("example"), false},
                 {SLICE("localhost"), SLICE("localhost"), false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(domains_aligned(cases[i].a, cases[i].b), cases[i].aligned);
        assert_int_equal(domains_aligned(cases[i].b, cases[i].a), cases[i].aligned);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_domain_is_below_what_it_ends_with_behind_a_dot),
        cmocka_unit_test(a_domain_is_not_below_itself),
        cmocka_unit_test(names_are_aligned_with_themselves_and_those_above),
    };
    return cmocka_run_group_tests_name("aligned", tests, NULL, NULL);
}
