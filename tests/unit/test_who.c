/* Tests of which reporter met what, and found which kind of policy (SPEC 6.1). */
#include "tests/unit/summed.h"

#define EXPIRED "certificate-expired"
#define NO_TLS "starttls-not-supported"

static void assert_met(const struct reporter_result_row *row, const char *domain,
                       const char *reporter, const char *result, int64_t failed, int64_t sessions)
{
    assert_true(slice_equal(row->policy_domain, slice_of(domain)));
    assert_true(slice_equal(row->organization_name, slice_of(reporter)));
    assert_true(slice_equal(row->result_type, slice_of(result)));
    assert_int_equal(row->failed_sessions, failed);
    assert_int_equal(row->sessions, sessions);
}

static void assert_days(const struct reporter_result_row *row, uint64_t days, day_number first,
                        day_number last)
{
    assert_int_equal(row->days, days);
    assert_int_equal(row->span.first, first);
    assert_int_equal(row->span.last, last);
}

static void reporters_results_stand_in_order_and_are_summed_over_their_days(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"b.example", "One", 100, .ok = 3, .result = EXPIRED, .failed = 1},
                                {"a.example", "Two", 100, .ok = 5, .result = NO_TLS, .failed = 2},
                                {"a.example", "One", 109, .ok = 7, .result = NO_TLS, .failed = 4},
                                {"a.example", "One", 102, .ok = 7, .result = EXPIRED, .failed = 8},
                                {"a.example", "One", 100, .ok = 7, .result = EXPIRED, .failed = 16},
                                {"a.example", "One", 100, .ok = 7, .result = EXPIRED, .failed = 32},
                                {"a.example", "One", 108, .ok = 7},
                                {0}},
          NULL, NULL);
    const struct reporter_result_row *rows = b.summary.reporter_results;
    assert_int_equal(b.summary.reporter_results_n, 4);
    assert_met(&rows[0], "a.example", "One", EXPIRED, 8 + 16 + 32, 5 * 7 + 4 + 8 + 16 + 32);
    assert_days(&rows[0], 2, 100, 102);
    assert_met(&rows[1], "a.example", "One", NO_TLS, 4, 5 * 7 + 4 + 8 + 16 + 32);
    assert_days(&rows[1], 1, 109, 109);
    assert_met(&rows[2], "a.example", "Two", NO_TLS, 2, 5 + 2);
    assert_days(&rows[2], 1, 100, 100);
    assert_met(&rows[3], "b.example", "One", EXPIRED, 1, 3 + 1);
    end(&b);
}

static void failures_at_two_hosts_on_a_day_are_of_one_day(void **state)
{
    (void)state;
    struct built b;
    const struct told told[] = {
        {"a.example", "One", 100, .result = EXPIRED, .failed = 1, .mx = "mx1.a.example"},
        {"a.example", "One", 100, .result = EXPIRED, .failed = 2, .mx = "mx2.a.example"},
        {"a.example", "One", 101, .result = EXPIRED, .failed = 4, .mx = "mx1.a.example"},
        {"a.example", "One", 101, .result = EXPIRED, .failed = 8, .mx = "mx2.a.example"},
        {0}};
    build(&b, told, NULL, NULL);
    assert_int_equal(b.summary.reporter_results_n, 1);
    assert_met(&b.summary.reporter_results[0], "a.example", "One", EXPIRED, 15, 15);
    assert_days(&b.summary.reporter_results[0], 2, 100, 101);
    end(&b);
}

/* SPEC 4: it sets no first or last day where a sound report tells of the same. */
static void a_stale_report_sets_no_first_or_last_day_of_a_result(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){
              {"a.example", "One", 100, .ok = 5, .is_stale = true, .result = EXPIRED, .failed = 1},
              {"a.example", "One", 500, .ok = 5, .result = EXPIRED, .failed = 1},
              {"a.example", "One", 900, .ok = 5, .is_stale = true, .result = EXPIRED, .failed = 1},
              {"a.example", "Two", 100, .ok = 5, .is_stale = true, .result = EXPIRED, .failed = 1},
              {0}},
          NULL, NULL);
    assert_int_equal(b.summary.reporter_results_n, 2);
    assert_days(&b.summary.reporter_results[0], 3, 500, 500);
    assert_true(b.summary.reporter_results[0].span.sound);
    assert_days(&b.summary.reporter_results[1], 1, 100, 100); /* there is no other */
    assert_false(b.summary.reporter_results[1].span.sound);
    end(&b);
}

static void assert_found(const struct reporter_policy_row *row, const char *domain,
                         const char *reporter, const char *type, int64_t ok, uint64_t policies)
{
    assert_true(slice_equal(row->policy_domain, slice_of(domain)));
    assert_true(slice_equal(row->organization_name, slice_of(reporter)));
    assert_true(slice_equal(row->policy_type, slice_of(type)));
    assert_int_equal(row->sessions.successful, ok);
    assert_int_equal(row->policies, policies);
}

static void reporters_policies_stand_in_order_by_kind(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"b.example", "One", 100, .ok = 1, .type = "tlsa"},
                                {"a.example", "Two", 100, .ok = 2, .type = "sts"},
                                {"a.example", "One", 101, .ok = 4, .type = "tlsa"},
                                {"a.example", "One", 100, .ok = 8, .type = "tlsa"},
                                {"a.example", "One", 100, .ok = 16, .type = "no-policy-found"},
                                {0}},
          NULL, NULL);
    const struct reporter_policy_row *rows = b.summary.reporter_policies;
    assert_int_equal(b.summary.reporter_policies_n, 4);
    assert_found(&rows[0], "a.example", "One", "no-policy-found", 16, 1);
    assert_found(&rows[1], "a.example", "One", "tlsa", 12, 2);
    assert_int_equal(rows[1].span.first, 100);
    assert_int_equal(rows[1].span.last, 101);
    assert_found(&rows[2], "a.example", "Two", "sts", 2, 1);
    assert_found(&rows[3], "b.example", "One", "tlsa", 1, 1);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reporters_results_stand_in_order_and_are_summed_over_their_days),
        cmocka_unit_test(failures_at_two_hosts_on_a_day_are_of_one_day),
        cmocka_unit_test(a_stale_report_sets_no_first_or_last_day_of_a_result),
        cmocka_unit_test(reporters_policies_stand_in_order_by_kind),
    };
    return cmocka_run_group_tests_name("who", tests, NULL, NULL);
}
