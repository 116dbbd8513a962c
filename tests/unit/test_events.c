/* Tests of events: failures that are alike. */
#include "tests/unit/crowding.h"
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

static void addresses_of_events_stand_in_one_form(void **state)
{
    (void)state;
    struct reading r;
    reading_start(&r);
    const char *detail =
        "{\"result-type\":\"certificate-expired\",\"receiving-ip\":\"2001:DB8:0::1\","
        "\"sending-mta-ip\":\"::ffff:198.51.100.1\",\"failed-session-count\":2},"
        "{\"result-type\":\"certificate-expired\",\"receiving-ip\":\"2001:db8::1\","
        "\"sending-mta-ip\":\"198.51.100.1\",\"failed-session-count\":3},"
        "{\"result-type\":\"certificate-expired\",\"receiving-ip\":\"Unknown\","
        "\"failed-session-count\":4}";
    add_report(&r, "One", "a.example", 1, 5, 9, ENFORCE, detail);
    const struct events *e = &r.account.audit.figures.events;
    assert_int_equal(e->rows.n, 2);
    assert_true(slice_equal(names_text(&e->addresses, events_at(e, 0)->key.receiving_ip),
                            SLICE("2001:db8::1")));
    assert_true(slice_equal(names_text(&e->addresses, events_at(e, 0)->key.sending_ip),
                            SLICE("198.51.100.1")));
    assert_true(slice_equal(names_text(&e->addresses, events_at(e, 1)->key.receiving_ip),
                            SLICE("Unknown")));
    reading_end(&r);
}

/* A copy that was not counted changes nothing of what a counted one tells, but vouches for it. */
static void a_copy_says_no_more_of_what_is_counted(void **state)
{
    (void)state;
    const struct failure_detail detail = {.failed_sessions = 3};
    const struct event_witness copy = {
        .key = "00000000000000000000000000000000", .covered_to = 9, .is_authentic = true};
    const struct event_witness counted = {
        .key = "11111111111111111111111111111111", .covered_to = 5, .is_counted = true};
    for (int is_counted = 0; is_counted < 2; is_counted++) {
        struct events e;
        struct event_allowance beyond = {0};
        events_init(&e, &key_known);
        if (is_counted)
            assert_true(events_add(&e, (struct event_key){0}, &detail, counted, &beyond));
        assert_true(events_add(&e, (struct event_key){0}, &detail, copy, &beyond));
        const struct event *event = events_at(&e, 0);
        assert_int_equal(e.rows.n, 1);
        assert_true(event->is_copied);
        assert_int_equal(event->copied_to, 9);
        assert_int_equal(event->is_counted, is_counted);
        assert_int_equal(event->failed_sessions, is_counted ? 3 : 0);
        assert_int_equal(event->covered_to, is_counted ? 5 : 9);
        assert_true(event->is_authentic);
        assert_int_equal(event->report[0], is_counted ? '1' : '0');
        events_free(&e);
    }
}

/* Failures that differ in their reporters alone. XXH3 multiplies halves of a key, so with the known
 * key, which is zero, the other half of the first 16 bytes may not be zero: the sending address is
 * the second one that is met. */
static size_t probe_events(const struct hash_key *hash)
{
    struct events e;
    struct event_key key = {.sending_ip = 1};
    struct event_allowance beyond = {0};
    const struct failure_detail detail = {.failed_sessions = 1,
                                          .text[DETAIL_RECEIVING_IP] = SLICE("192.0.2.1")};
    const struct event_witness report = {.key = "00000000000000000000000000000000",
                                         .is_counted = true};
    events_init(&e, hash);
    for (; e.rows.n < AIMED; key.reporter++) {
        struct slice bytes = {.at = (const char *)&key, .n = sizeof key};
        if (is_aimed(hash64(&key_known, bytes)))
            assert_true(events_add(&e, key, &detail, report, &beyond));
    }
    size_t most = longest_probe(&e.index);
    events_free(&e);
    return most;
}

static void events_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_tell_failures_apart),
        cmocka_unit_test(addresses_of_events_stand_in_one_form),
        cmocka_unit_test(a_copy_says_no_more_of_what_is_counted),
        cmocka_unit_test(events_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
