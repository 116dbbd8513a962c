/* Tests of what JSON that is no report may hold as text. */
#include <stdio.h>

#include "formats/read/documents.h"
#include "tests/unit/unit.h"

/* One of Gmail's API, with a mail of two lines and something between them. */
static bool is_told_of(const char *between)
{
    struct documents_wrapping w = {0};
    char json[100];
    snprintf(json, sizeof json, "{\"threadId\":\"18f\",\"raw\":\"TLS-Report%sFrom\"}", between);
    documents_look(&w, slice_of(json));
    return documents_tell(&w);
}

static void a_mail_in_a_string_is_known_however_its_line_ends_are_escaped(void **state)
{
    (void)state;
    const char *const escapes[] = {"\\n",  "\\r",     "\\u000a", "\\u000A",  "\\u000d", "\\u000D",
                                   "\\\"", "\\u0022", "\\\\n",   "\\u005cn", "\\u005Cn"};
    for (size_t i = 0; i < COUNT_OF(escapes); i++)
        assert_true(is_told_of(escapes[i]));
}

/* PHP escapes each slash and each letter that is not ASCII. */
static void what_a_report_may_have_escaped_is_no_mail(void **state)
{
    (void)state;
    const char *const escapes[] = {"", "\\/", "\\t", "\\u00e9", "\\u0020"};
    for (size_t i = 0; i < COUNT_OF(escapes); i++)
        assert_false(is_told_of(escapes[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_in_a_string_is_known_however_its_line_ends_are_escaped),
        cmocka_unit_test(what_a_report_may_have_escaped_is_no_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
