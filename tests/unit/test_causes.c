/* Tests of the classes of failure-reason-code (SPEC 8.1, 8.2), over the table of reason codes. */
#include <stdio.h>

#include "lib/findings/causes.h"
#include "tests/unit/reason_codes.h"
#include "tests/unit/unit.h"

_Static_assert(REASON_CODES >= 150, "what senders write is many things");

static const char *title_of(const struct causes *c, const char *text)
{
    const struct cause *cause = causes_find(c, slice_of(text));
    return cause ? cause->title : NULL;
}

static bool is_class(const struct causes *c, const char *text, const char *want)
{
    const char *title = title_of(c, text);
    if (title == want || (title && want && strcmp(title, want) == 0))
        return true;
    print_error("%s: %s, not %s\n", text, title ? title : "none", want ? want : "none");
    return false;
}

static void each_reason_code_is_in_its_class(void **state)
{
    (void)state;
    struct causes *c = causes_new();
    bool all = true;
    for (size_t i = 0; i < REASON_CODES; i++)
        all &= is_class(c, reason_code(i)->text, reason_code(i)->title);
    assert_true(all);
    causes_free(c);
}

static void blank_hyphen_and_underscore_are_alike(void **state)
{
    (void)state;
    struct causes *c = causes_new();
    bool all = true;
    for (size_t i = 0; i < REASON_CODES; i++) {
        for (const char *separator = " -_"; *separator; separator++) {
            char text[400];
            snprintf(text, sizeof text, "%s", reason_code(i)->text);
            for (char *at = text; (at = strpbrk(at, " -_"));)
                *at++ = *separator;
            all &= is_class(c, text, reason_code(i)->title);
        }
    }
    assert_true(all);
    causes_free(c);
}

static void every_class_is_met(void **state)
{
    (void)state;
    for (size_t k = 0; k < cause_rows_n; k++) {
        bool met = false;
        for (size_t i = 0; i < REASON_CODES; i++)
            met |= reason_code(i)->title && strcmp(reason_code(i)->title, cause_rows[k].title) == 0;
        if (!met)
            fail_msg("%s", cause_rows[k].title);
    }
}

static bool says_unlisted(const struct causes *c, const char *reason)
{
    return causes_say_unlisted(c, slice_of(reason), causes_find(c, slice_of(reason)));
}

static void a_class_of_ones_own_goes_before(void **state)
{
    (void)state;
    struct causes *c = causes_new();
    char error[CAUSE_ERROR];
    const struct cause own = {"mx_hosts", "Our MX", "Ask us."};
    assert_true(causes_add(c, &own, error));
    assert_string_equal(title_of(c, "MX_HOSTS_MISMATCH"),
                        "Our MX"); /* on the text as it was sent */
    assert_string_equal(title_of(c, "mx-hosts-mismatch"), CAUSE_MX_UNLISTED);
    assert_true(says_unlisted(c, "MX_HOSTS_MISMATCH"));
    assert_false(says_unlisted(c, "certificate has expired"));
    assert_false(says_unlisted(c, ""));
    causes_free(c);
}

static void a_word_may_begin_in_the_policy_hosts_name(void **state)
{
    (void)state;
    struct causes *c = causes_new();
    assert_string_equal(title_of(c, "cannot fetch mta-sts.ssl.example"),
                        "certificate of the policy host");
    causes_free(c);
}

static void a_long_reason_is_looked_at_in_part(void **state)
{
    (void)state;
    struct causes *c = causes_new();
    static char text[100000];
    memset(text, '_', sizeof text - 1);
    assert_null(title_of(c, text));
    memcpy(text, "certificate has expired", 23);
    assert_string_equal(title_of(c, text), EXPIRED);
    causes_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_code_is_in_its_class),
        cmocka_unit_test(blank_hyphen_and_underscore_are_alike),
        cmocka_unit_test(every_class_is_met),
        cmocka_unit_test(a_class_of_ones_own_goes_before),
        cmocka_unit_test(a_word_may_begin_in_the_policy_hosts_name),
        cmocka_unit_test(a_long_reason_is_looked_at_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
