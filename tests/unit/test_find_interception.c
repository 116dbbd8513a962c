/* Tests of the rule about interception. */
#include "tests/unit/findings.h"

static void an_interception_is_seen_by_few(void **state)
{
    (void)state;
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "possible-interception certificate-not-trusted ");
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "certificate-not-trusted "); /* who is right of two? */
    FIND({"One", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 500, 0, NULL, NULL, NULL},
         {"Three", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL},
         {"Four", 100, 100, 1, ENFORCE, 0, 3, "certificate-host-mismatch", NULL, NULL});
    assert_string_equal(found, "certificate-host-mismatch certificate-not-trusted "); /* half */
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "certificate-not-trusted", NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-not-trusted", NULL, NULL});
    assert_string_equal(found, "certificate-not-trusted ");
    FIND({"One", 100, 100, 1, ENFORCE, 5, 3, "certificate-host-mismatch", NULL, NULL});
    assert_string_equal(found,
                        "certificate-host-mismatch "); /* the only reporter: nobody saw otherwise */
    FIND({"One", 100, 100, 1, ENFORCE, 9, 0, NULL, NULL, NULL},
         {"Two", 100, 100, 1, ENFORCE, 0, 3, "certificate-expired", NULL, NULL});
    assert_string_equal(found, "certificate-expired ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interception_is_seen_by_few),
    };
    return cmocka_run_group_tests_name("find_interception", tests, NULL, NULL);
}
