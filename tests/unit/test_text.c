/* Tests of the summary for people. */
#include "tests/unit/writing.h"

static void the_text_is_honest_about_nothing(void **state)
{
    (void)state;
    write_with(text_open, "text", "Subject: x\nFrom: y\n\nno report\n", false);
    check_file(
        "text",
        "TLS reports (RFC 8460), read by tlsrpt-audit 0\n\nNo report was "
        "counted.\n\nWhat was read\n"
        "             1 message: 0 with reports, 0 rejected, 0 unread, 1 other mail\n        "
        "     0 reports found: 0 counted, 0 duplicates, 0 conflicts\n");
    unlink("text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_honest_about_nothing),
    };
    return cmocka_run_group_tests_name("text", tests, make_folder, remove_folder);
}
