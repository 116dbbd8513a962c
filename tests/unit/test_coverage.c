/* Tests of coverage: which days a report covers, and which days reports are expected (SPEC 5.2). */
#include "tests/unit/reading.h"

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
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        time_seconds begin, end;
        unsigned flaws;
        assert_true(time_parse(slice_of(cases[i].begin), &begin, &flaws));
        assert_true(time_parse(slice_of(cases[i].end), &end, &flaws));
        struct span span = coverage_span(begin, end, WHEN_NEVER);
        assert_int_equal(span.first, day_of_time(begin));
        assert_int_equal(span.last - span.first + 1, cases[i].days);
    }
}

static void nothing_covers_days_that_had_not_come_when_it_was_received(void **state)
{
    (void)state;
    static const struct {
        const char *received;
        int days;
    } cases[] = {
        {"2026-03-09T00:00:00Z", 7}, {"2026-03-07T00:00:00Z", 7}, {"2026-03-06T12:00:00Z", 7},
        {"2026-03-06T11:59:59Z", 6}, {"2026-03-03T00:00:00Z", 3}, {"2026-03-01T00:00:00Z", 1},
        {"1980-01-01T00:00:00Z", 1}, {"9999-12-31T23:59:59Z", 7},
    };
    time_seconds begin, end, received;
    unsigned flaws;
    assert_true(time_parse(slice_of("2026-03-02T00:00:00Z"), &begin, &flaws));
    assert_true(time_parse(slice_of("2026-03-09T00:00:00Z"), &end, &flaws));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(time_parse(slice_of(cases[i].received), &received, &flaws));
        struct span span = coverage_span(begin, end, received);
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
    struct coverage_found days;
    size_t n;
    coverage_init(&c, &no_key);
    pairs_init(&couples, &no_key);
    for (uint32_t reporter = 0; reporter < 2; reporter++)
        assert_int_equal(pairs_number(&couples, 5, reporter, NULL), reporter);
    assert_true(coverage_add(&c, 0, (struct coverage_report){.covered = {60, 70}}) &&
                coverage_add(&c, 1, (struct coverage_report){.covered = {68, 72}}) &&
                coverage_add(&c, 1, (struct coverage_report){.covered = {75, 75}}));
    struct covered_days *blocks = coverage_of_domains(&c, &couples, &n);
    assert_int_equal(n, 2);
    assert_int_equal(blocks[1].domain, 5);
    assert_true(coverage_of_expected(blocks, n, (struct span){58, 80}, &arena, &days));
    assert_int_equal(days.covered, 14);
    assert_int_equal(days.gaps_n, 3);
    assert_int_equal(days.gaps[0].first, 58);
    assert_int_equal(days.gaps[1].first, 73);
    assert_int_equal(days.gaps[1].last, 74);
    assert_int_equal(days.gaps[2].last, 80);
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
    assert_true(
        coverage_add(&c, 7, (struct coverage_report){.covered = {-1, -1}, .is_one_session = true}));
    assert_true(coverage_add(&c, 7, (struct coverage_report){.covered = {-64, -64}}));
    assert_true(
        coverage_add(&c, 7, (struct coverage_report){.covered = {0, 0}, .is_one_session = true}));
    assert_true(coverage_add(
        &c, 7,
        (struct coverage_report){
            .covered = {0, 0},
            .is_one_session = true})); /* a second report that day: not alone any more */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_covers_the_days_of_which_it_spans_half),
        cmocka_unit_test(nothing_covers_days_that_had_not_come_when_it_was_received),
        cmocka_unit_test(coverage_of_a_domain_is_that_of_all_its_reporters),
        cmocka_unit_test(coverage_knows_days_before_1970_and_lone_sessions),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
