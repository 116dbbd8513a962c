/* Tests of lib/audit: coverage, calendar, verdicts, events; and of MTA-STS policies. */
#include "tests/unit/reading.h"

#include "lib/audit/calendar.h"
#include "lib/audit/copied.h"
#include "lib/tlsrpt/decode.h"
#include "lib/findings/verdict.h"

/* A report of `org` on `domain` for a day of May 2024, with so many sessions and a policy. */
static void add_report(struct reading *r, const char *org, const char *domain, int day, int ok,
                       int failed, const char *policy, const char *details)
{
    char text[2000];
    static int id;
    snprintf(text, sizeof text,
             "{\"organization-name\":\"%s\",\"report-id\":\"%d\",\"contact-info\":\"x\",\"date-"
             "range\":{\"start-datetime\":\"2024-05-%02dT00:00:00Z\","
             "\"end-datetime\":\"2024-05-%02dT23:59:59Z\"},\"policies\":[{\"policy\":{%s,\"policy-"
             "domain\":\"%s\"},\"summary\":"
             "{\"total-successful-session-count\":%d,\"total-failure-session-count\":%d},\"failure-"
             "details\":[%s]}]}",
             org, id++, day, day, policy, domain, ok, failed, details);
    reading_add(r, slice_of(text), SIZE_MAX);
}

#define ENFORCE                                                                                    \
    "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: "       \
    "*.a.example\",\"max_age: 86400\"]"
#define TESTING                                                                                    \
    "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: testing\",\"mx: "       \
    "*.a.example\",\"max_age: 86400\"]"
#define NO_POLICY "\"policy-type\":\"no-policy-found\""

static void the_calendar_counts_reporters_a_day(void **state)
{
    (void)state;
    struct reading r;
    struct calendar c;
    reading_start(&r);
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE,
               ""); /* a second report of the same day is no second reporter */
    add_report(&r, "Two", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "Two", "b.example", 3, 5, 0, ENFORCE, "");
    assert_true(account_finish(&r.account));
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_int_equal(c.days, 3);
    const uint16_t *a = calendar_domain(&c, r.account.audit.summary.domains[0].number),
                   *two = calendar_reporter(&c, r.account.audit.summary.reporters[1].number);
    assert_int_equal(a[0], 2);
    assert_int_equal(a[2], 0);
    assert_int_equal(two[0], 1);
    assert_int_equal(two[2], 1);
    calendar_free(&c);
    reading_end(&r);
}

static void a_calendar_shows_the_end_of_a_long_period(void **state)
{
    (void)state;
    struct reading r;
    struct calendar c;
    reading_start(&r);
    r.selection = (struct selection){.has_since = true,
                                     .since = day_of_civil((struct civil){2020, 1, 1}),
                                     .has_until = true,
                                     .until = day_of_civil((struct civil){2024, 5, 10})};
    add_report(&r, "One", "a.example", 1, 5, 0, ENFORCE, "");
    assert_true(account_finish(&r.account));
    assert_true(calendar_build(&c, &r.account.audit.figures, &r.account.audit.summary));
    assert_int_equal(c.days, CALENDAR_MOST_DAYS);
    assert_int_equal(c.first, day_of_civil((struct civil){2024, 5, 10}) - CALENDAR_MOST_DAYS + 1);
    calendar_free(&c);
    reading_end(&r);
}

static void a_report_covers_the_days_of_which_it_spans_half(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *end;
        int days;
    } cases[] = {
        {"2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z", 1},
        {"2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", 1},
        {"2026-03-01T23:00:00Z", "2026-03-02T22:59:59Z", 2}, /* midnight in Berlin */
        {"2026-03-02T05:00:00Z", "2026-03-03T04:59:59Z", 1}, /* midnight in New York */
        {"2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z", 2},
        {"2026-03-02T12:00:00Z", "2026-03-03T11:59:59Z", 1},
        {"2026-03-02T00:00:00Z", "2026-03-08T23:59:59Z", 7},
        {"2026-01-03T07:12:19Z", "2026-01-27T21:10:33Z", 25},
        {"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", 31},
        {"2026-03-01T00:00:00Z", "2026-04-01T00:00:01Z", 1}, /* more than 31 days prove nothing */
        {"2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", 1},
        {"1969-12-20T00:00:00Z", "1970-01-05T23:59:59Z", 17},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        time_seconds begin, end;
        unsigned flaws;
        assert_true(time_parse(slice_of(cases[i].begin), &begin, &flaws) &&
                    time_parse(slice_of(cases[i].end), &end, &flaws));
        struct span span = coverage_span(begin, end);
        assert_int_equal(span.first, day_of_time(begin));
        assert_int_equal(span.last - span.first + 1, cases[i].days);
    }
}

static const struct hash_key no_key;

static void coverage_of_a_domain_is_that_of_all_its_reporters(void **state)
{
    (void)state;
    struct coverage c;
    struct pairs couples;
    struct arena arena = {0};
    struct span *gaps = NULL;
    size_t n, gaps_n = 0;
    uint64_t covered = 0;
    coverage_init(&c, &no_key);
    pairs_init(&couples, &no_key);
    for (uint32_t reporter = 0; reporter < 2; reporter++)
        assert_int_equal(pairs_number(&couples, 5, reporter, NULL), reporter);
    assert_true(coverage_add(&c, 0, (struct span){60, 70}, false) &&
                coverage_add(&c, 1, (struct span){68, 72}, false) &&
                coverage_add(&c, 1, (struct span){75, 75}, false));
    struct covered_days *blocks = coverage_of_domains(&c, &couples, &n);
    assert_int_equal(n, 2);
    assert_int_equal(blocks[1].domain, 5);
    assert_true(coverage_gaps(blocks, n, (struct span){58, 80}, &arena, &gaps, &gaps_n, &covered));
    assert_int_equal(covered, 14);
    assert_int_equal(gaps_n, 3);
    assert_int_equal(gaps[0].first, 58);
    assert_int_equal(gaps[1].first, 73);
    assert_int_equal(gaps[1].last, 74);
    assert_int_equal(gaps[2].last, 80);
    free(blocks);
    arena_free(&arena);
    pairs_free(&couples);
    coverage_free(&c);
}

static void coverage_knows_days_before_1970_and_lone_sessions(void **state)
{
    (void)state;
    struct coverage c;
    uint32_t couple;
    day_number first;
    coverage_init(&c, &no_key);
    assert_true(coverage_add(&c, 7, (struct span){-1, -1}, true));
    assert_true(coverage_add(&c, 7, (struct span){-64, -64}, false));
    assert_true(coverage_add(&c, 7, (struct span){0, 0}, true));
    assert_true(coverage_add(&c, 7, (struct span){0, 0},
                             true)); /* a second report that day: not alone any more */
    assert_int_equal(c.blocks.n, 2);
    const struct coverage_block *b = coverage_block(&c, 0, &couple, &first);
    assert_int_equal(couple, 7);
    assert_int_equal(first, -64);
    assert_true(b->reported == ((uint64_t)1 << 63 | 1) && b->lone == (uint64_t)1 << 63);
    b = coverage_block(&c, 1, &couple, &first);
    assert_int_equal(first, 0);
    assert_true(b->reported == 1 && b->lone == 0);
    coverage_free(&c);
}

static void verdicts_follow_share_and_policy(void **state)
{
    (void)state;
    const struct {
        int ok, failed;
        const char *policy;
        enum verdict verdict;
    } cases[] = {{1000, 0, ENFORCE, VERDICT_SECURED},     {1000, 2, ENFORCE, VERDICT_WATCH},
                 {1000, 0, TESTING, VERDICT_WATCH},       {80, 20, ENFORCE, VERDICT_FAILING},
                 {1000, 0, NO_POLICY, VERDICT_NO_POLICY}, {0, 0, ENFORCE, VERDICT_NO_SESSIONS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        reading_start(&r);
        add_report(&r, "One", "a.example", 1, cases[i].ok, cases[i].failed, cases[i].policy, "");
        assert_true(account_finish(&r.account));
        assert_int_equal(verdict_of(&r.account.audit.summary.domains[0]), cases[i].verdict);
        reading_end(&r);
    }
}

static void a_reporter_without_mta_sts_does_not_hide_the_policy(void **state)
{
    (void)state;
    struct reading r;
    reading_start(&r);
    add_report(&r, "Knows", "a.example", 1, 5, 0, ENFORCE, "");
    add_report(&r, "Ignorant", "a.example", 2, 5, 0, NO_POLICY, "");
    assert_true(account_finish(&r.account));
    assert_int_equal(r.account.audit.summary.domains[0].protection, PROTECTION_ENFORCED);
    add_report(&r, "Ignorant", "a.example", 20, 5, 0, NO_POLICY,
               ""); /* and nobody saw it for weeks */
    summary_free(&r.account.audit.summary);
    assert_true(account_finish(&r.account));
    assert_int_equal(r.account.audit.summary.domains[0].protection, PROTECTION_NO_POLICY);
    reading_end(&r);
}

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

static void mx_patterns_match_one_label(void **state)
{
    (void)state;
}

static void policies_tell_mode_and_age(void **state)
{
    (void)state;
    int64_t age;
    assert_int_equal(stspolicy_mode(SLICE("version: STSv1\r\nmode: enforce\r\n")),
                     STS_MODE_ENFORCE);
    assert_int_equal(stspolicy_mode(SLICE("mode:testing")), STS_MODE_TESTING);
    assert_int_equal(stspolicy_mode(SLICE("mode: other")), STS_MODE_UNKNOWN);
    assert_true(stspolicy_max_age(SLICE("max_age: 86400"), &age) && age == 86400);
    assert_false(stspolicy_max_age(SLICE("max_age: 1 day"), &age));
    assert_false(stspolicy_max_age(SLICE("max_age: 12345678901"), &age));
    assert_false(stspolicy_max_age(SLICE("mode: none"), &age));
}

/* What a copy points to is its own: the first arena's memory is written over, and the copy says
 * the same. */
static void a_copy_outlives_what_it_was_made_from(void **state)
{
    (void)state;
    static const char text[] =
        "{\"organization-name\":\"Org\",\"report-id\":\"1\",\"contact-info\":\"c\",\"date-range\":{"
        "\"start-datetime\":\"2024-05-01T00:00:00Z\","
        "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"policies\":[{\"policy\":{\"policy-type\":"
        "\"sts\",\"policy-string\":[\"version: STSv1\"],"
        "\"policy-domain\":\"a.example\",\"mx-host\":[\"mx.a.example\"]},\"summary\":{\"total-"
        "successful-session-count\":1,"
        "\"total-failure-session-count\":1},\"failure-details\":[{\"result-type\":\"certificate-"
        "expired\",\"sending-mta-ip\":\"192.0.2.1\","
        "\"receiving-mx-hostname\":\"mx.a.example\",\"failed-session-count\":1}]}]}";
    struct limits limits = LIMITS_DEFAULT;
    struct arena first = {0}, second = {0};
    struct buffer document = {0}, before = {0}, after = {0};
    struct report report;
    struct exception e = {.kind = EXCEPTION_CONFLICT, .key = "k"}, copy;
    bool no_memory;
    buffer_append_text(&document, text);
    assert_int_equal(report_decode(buffer_slice(&document), &limits, &first, &report, &no_memory),
                     REASON_NONE);
    struct slice *const texts[] = {&report.source.path, &report.source.member,
                                   &report.source.message_id, &report.source.submitter,
                                   &report.source.report_domain};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(arena_copy(&first, SLICE("mail.example"), texts[i]));
    report_attribute(&report, report.source.report_domain);
    report.policies[0].attributed = report.policies[0].domain;
    e.report = &report;
    e.source = e.first = report.source;
    record_write(&before, &report, "k");
    assert_true(exception_copy(&second, &e, &copy));
    memset(document.at, 'x', document.n);
    arena_reset(&first);
    memset(arena_take_text(&first, 60000), 'x', 60000);
    record_write(&after, copy.report, "k");
    assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
    assert_true(slice_equal(copy.report->policies[0].attributed, SLICE("a.example")));
    assert_true(slice_equal(copy.source.path, SLICE("mail.example")) &&
                slice_equal(copy.first.message_id, SLICE("mail.example")));
    buffer_free(&document);
    buffer_free(&before);
    buffer_free(&after);
    arena_free(&first);
    arena_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_outlives_what_it_was_made_from),
        cmocka_unit_test(the_calendar_counts_reporters_a_day),
        cmocka_unit_test(a_calendar_shows_the_end_of_a_long_period),
        cmocka_unit_test(a_report_covers_the_days_of_which_it_spans_half),
        cmocka_unit_test(coverage_of_a_domain_is_that_of_all_its_reporters),
        cmocka_unit_test(coverage_knows_days_before_1970_and_lone_sessions),
        cmocka_unit_test(verdicts_follow_share_and_policy),
        cmocka_unit_test(a_reporter_without_mta_sts_does_not_hide_the_policy),
        cmocka_unit_test(events_tell_failures_apart),
        cmocka_unit_test(mx_patterns_match_one_label),
        cmocka_unit_test(policies_tell_mode_and_age),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
