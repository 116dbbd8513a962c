/* Tests of a mail's date (RFC 5322, 3.3). */
#include "lib/mail/maildate.h"
#include "tests/unit/unit.h"

static void maildate_reads_rfc_5322(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal;
    } cases[] = {
        {"Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z"},
        {"2 Jan 2006 15:04 GMT", "2006-01-02T15:04:00Z"},
        {"Tue, 02 Jan 24 00:00:00 EST", "2024-01-02T05:00:00Z"},
        {"2 Jan 2006 15:04:05 +9999", "2006-01-02T15:04:05Z"}, /* no zone is that far */
        {"2 Jan 2006 15:04:05 -0060", "2006-01-02T15:04:05Z"},
        {"Fri, 31 Dec 9999 23:30:00 +0000", "9999-12-31T23:30:00Z"},
        {"Mon,\r\n 2 Jan 2006 15:04:05 +0000 (UTC)", "2006-01-02T15:04:05Z"},
        {"(a (comment)) Mon (b), 2 (\\))Jan(c)2006 (1)\r\n (2) 15:04:05(d)-0700",
         "2006-01-02T22:04:05Z"},
        {"2 Jan 2006 15:04:05 (EST)", "2006-01-02T15:04:05Z"}, /* what a comment says is no zone */
        {"2 Jan 2006 15:04:05 -0700 (never closed", "2006-01-02T22:04:05Z"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        time_seconds t;
        assert_true(maildate_parse(slice_of(cases[i].text), &t));
        assert_string_equal(when_time(t).text, cases[i].normal);
    }
    time_seconds t;
    assert_false(maildate_parse(SLICE("Fri, May 09 2017 16:54:30 -0800"), &t));
    assert_false(maildate_parse(SLICE("30 Feb 2024 00:00:00 +0000"), &t));
    assert_false(maildate_parse(SLICE(""), &t));
    assert_false(maildate_parse(SLICE("(2 Jan 2006 15:04:05 +0000"), &t));
    assert_false(maildate_parse(SLICE("Fri, 31 Dec 9999 23:30:00 -0100"), &t));
    assert_false(maildate_parse(SLICE("Mon, 1 Jan 0001 00:30:00 +0100"), &t));
}

static void maildate_writes_rfc_5322(void **state)
{
    (void)state;
    static const struct {
        const char *normal, *text;
    } cases[] = {
        {"2024-03-07T09:00:00Z", "Thu, 07 Mar 2024 09:00:00 +0000"},
        {"1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 +0000"},
        {"0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 +0000"},
        {"9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 +0000"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        time_seconds t, back;
        unsigned flaws = 0;
        char text[MAILDATE_TEXT + 1];
        assert_true(time_parse(slice_of(cases[i].normal), &t, &flaws));
        maildate_format(t, text);
        assert_string_equal(text, cases[i].text);
        assert_true(maildate_parse(slice_of(text), &back) && back == t);
        assert_true(maildate_parse(slice_of(text + MAILDATE_WEEKDAY), &back) && back == t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maildate_reads_rfc_5322),
        cmocka_unit_test(maildate_writes_rfc_5322),
    };
    return cmocka_run_group_tests_name("maildate", tests, NULL, NULL);
}
