/* Tests of what outputs say when they cannot be written. */
#include "tests/unit/writing.h"

/* The file that exceptions are spooled to fails when they are read back. */
static void check_spool(struct output *(*open)(const char *, const struct about *,
                                               const struct account *, char *))
{
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    struct about about = {.version = "0", .selection = &r.selection, .limits = &r.options.limits};
    struct output *o = open("out", &about, &r.account, error);
    assert_non_null(o);
    assert_true(account_finish(&r.account));
    r.account.audit.exceptions_n = 1;
    r.account.audit.exceptions.in_file = 1000;
    assert_false(o->finish(o, &r.account));
    assert_string_equal(o->error, "out: Bad file descriptor");
    o->abandon(o);
    reading_end(&r);
}

static void a_spool_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    check_spool(json_open);
    check_spool(text_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spool_that_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests_name("outputs", tests, make_folder, remove_folder);
}
