/* Tests of Authentication-Results (RFC 8601). */
#include <stdio.h>

#include "lib/mail/authres.h"
#include "tests/unit/unit.h"

static void dkim_passes_for_the_submitters_domain_only(void **state)
{
    (void)state;
    const struct {
        const char *value;
        bool passes;
    } cases[] = {
        {"mx.here.example; dkim=pass header.d=sender.example", true},
        {"mx.here.example 1; spf=pass smtp.mailfrom=x; dkim=pass (2048-bit key) "
         "header.i=@mail.sender.example",
         true},
        {"MX.HERE.EXAMPLE; dkim=pass header.d=\"sender.example\"", true},
        {"mx.else.example; dkim=pass header.d=sender.example", false},
        {"mx.here.example; dkim=fail header.d=sender.example", false},
        {"mx.here.example; dkim=pass header.d=evil.example", false},
        {"mx.here.example; dkim=pass header.d=example", false},
        {"mx.here.example; dkim=pass header.d=notsender.example", false},
        {"mx.here.example; dkim=pass header.d=evil.example header.i=@sender.example", false},
        {"mx.here.example; dkim=pass header.i=@sender.example header.d=evil.example", false},
        {"mx.here.example; dkim=pass header.i=@evil.example header.d=sender.example", true},
        {"mx.here.example; spf=pass; (dkim=pass header.d=sender.example)", false},
        {"mx.here.example; none", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(authres_dkim(slice_of(cases[i].value), SLICE("mx.here.example"),
                                      SLICE("sender.example")) == AUTHRES_PASSED,
                         cases[i].passes);
}

static void authres_tells_silence_from_other_words(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum authres said;
    } cases[] = {
        {"mx.here.example; none", AUTHRES_OTHER},
        {"mx.here.example 1 ; (nothing) None (at all)", AUTHRES_OTHER},
        {"other.example; none", AUTHRES_SILENT},
        {"mx.here.example; none-such", AUTHRES_SILENT},
        {"mx.here.example; spf=pass smtp.mailfrom=a@sender.example", AUTHRES_SILENT},
        {"other.example; dkim=pass header.d=sender.example", AUTHRES_SILENT},
        {"mx.here.example; dkim=none", AUTHRES_OTHER},
        {"mx.here.example; dkim=fail header.d=sender.example", AUTHRES_OTHER},
        {"mx.here.example; dkim=pass header.d=evil.example", AUTHRES_OTHER},
        {"mx.here.example 1; dkim = pass (good; \"really\") header . d = sender.example",
         AUTHRES_PASSED},
        {"\"mx.here.example\" (id); dkim/1=pass reason=\"a;b=c\" header.i=\"x y\"@sender.example",
         AUTHRES_PASSED},
        {"(a (nested) comment) mx.here.example; dkim=pass (header.d=sender.example)",
         AUTHRES_OTHER},
        {"mx.here.example; x=\"; dkim=pass header.d=sender.example\"", AUTHRES_SILENT},
        {"mx.here.example; dkim=pass header.b=abc header.d=sender.example; dkim=fail",
         AUTHRES_PASSED},
        {"mx.here.example; dkim=", AUTHRES_OTHER},
        {"mx.here.example; spf=fail (of a(b@evil.example); dkim=fail", AUTHRES_OTHER},
        {"mx.here.example; spf=fail smtp.mailfrom=a\"b@evil.example; dkim=fail", AUTHRES_OTHER},
        {"mx.here.example; dkim=pass header.d=sender.example; spf=fail (a(b)", AUTHRES_PASSED},
        {"other.example; spf=fail (", AUTHRES_SILENT},
        {"", AUTHRES_SILENT},
        {"(", AUTHRES_SILENT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (authres_dkim(slice_of(cases[i].value), SLICE("mx.here.example"),
                         SLICE("sender.example")) != cases[i].said)
            fail_msg("%s", cases[i].value);
}

static void a_field_of_more_than_any_server_writes_says_no_pass(void **state)
{
    enum { BELOW = 16000, ABOVE = 17000 };
    char value[ABOVE + 1];
    (void)state;
    for (size_t n = BELOW; n <= ABOVE; n += ABOVE - BELOW) {
        snprintf(value, sizeof value, "mx.here.example; dkim=pass header.d=sender.example%*s",
                 (int)n - 50, "");
        enum authres wanted = n == BELOW ? AUTHRES_PASSED : AUTHRES_OTHER;
        struct slice field = {.at = value, .n = n}, sender = SLICE("sender.example");
        assert_int_equal(authres_dkim(field, SLICE("mx.here.example"), sender), wanted);
        assert_int_equal(authres_dkim(field, SLICE("else.example"), sender), AUTHRES_SILENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dkim_passes_for_the_submitters_domain_only),
        cmocka_unit_test(authres_tells_silence_from_other_words),
        cmocka_unit_test(a_field_of_more_than_any_server_writes_says_no_pass),
    };
    return cmocka_run_group_tests_name("authres", tests, NULL, NULL);
}
