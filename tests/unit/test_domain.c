/* Tests of domains in their normal form. */
#include "tests/unit/decoded.h"

#include "lib/tlsrpt/domain.h"

static void a_normal_form_stays_as_it_is(void **state)
{
    (void)state;
    static const char *const names[] = {"A.Example..", "a.example. .", " a.example ", "a.example"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct slice once, twice;
        assert_true(domain_normalise(slice_of(names[i]), &arena, &once, NULL) &&
                    domain_normalise(once, &arena, &twice, NULL));
        assert_true(slice_equal(once, SLICE("a.example")) && slice_equal(twice, once));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_normal_form_stays_as_it_is),
    };
    return cmocka_run_group_tests_name("domain", tests, NULL, free_arena);
}
