/* Tests of events: failures that are alike. */
#include "tests/unit/days.h"

static void events_tell_failures_apart(void **state)
{
    (void)state;
    struct reading r;
    reading_start(&r);
    const char *detail =
        "{\"result-type\":\"certificate-expired\",\"receiving-mx-hostname\":\"mx.a.example\","
        "\"receiving-ip\":\"192.0.2.1\",\"failed-session-count\":2},"
        "{\"result-type\":\"certificate-expired\",\"receiving-mx-hostname\":\"mx.a.example\","
        "\"receiving-ip\":\"192.0.2.1\",\"failed-session-count\":3},"
        "{\"result-type\":\"certificate-expired\",\"receiving-mx-hostname\":\"rogue.example\","
        "\"receiving-ip\":\"192.0.2.1\",\"failed-session-count\":4}";
    add_report(&r, "One", "a.example", 1, 5, 9, ENFORCE, detail);
    const struct events *e = &r.account.audit.figures.events;
    assert_int_equal(e->rows.n, 2);
    assert_int_equal(events_at(e, 0)->failed_sessions, 5);
    assert_int_equal(events_at(e, 0)->key.listing, MX_NOT_REFUTED);
    assert_int_equal(events_at(e, 1)->failed_sessions, 4);
    assert_int_equal(events_at(e, 1)->key.listing, MX_UNLISTED);
    assert_true(events_at(e, 0)->report[0] != '\0');
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_tell_failures_apart),
    };
    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
