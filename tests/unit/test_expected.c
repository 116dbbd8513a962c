/* Tests of the days on which reports are expected (SPEC 5.2), also with a list of domains. */
#include "tests/unit/summed.h"

static const struct hash_key scope_key;

static void assert_expected(const struct built *b, size_t i, const char *domain, day_number first,
                            day_number last, uint64_t missing)
{
    const struct domain_row *row = &b->summary.domains[i];
    assert_true(slice_equal(row->policy_domain, slice_of(domain)));
    assert_int_equal(row->expected.first, first);
    assert_int_equal(row->expected.last, last);
    assert_int_equal(row->days_missing, missing);
    assert_int_equal(row->days_covered, span_days(row->expected) - missing);
}

static void assert_not_expected(const struct built *b, size_t i, const char *domain)
{
    const struct domain_row *row = &b->summary.domains[i];
    assert_true(slice_equal(row->policy_domain, slice_of(domain)));
    assert_int_equal(span_days(row->expected), 0);
    assert_int_equal(row->days_missing + row->days_covered + row->gaps_n, 0);
}

static void a_domain_is_expected_from_its_first_report_to_the_periods_end(void **state)
{
    (void)state;
    struct built b;
    build(&b,
          (const struct told[]){{"a.example", "One", 100, .ok = 5},
                                {"a.example", "One", 120, .ok = 5},
                                {"b.example", "One", 105, .ok = 5},
                                {"c.example", "One", 110, .ok = 5, .is_stale = true},
                                {0}},
          NULL, NULL);
    assert_expected(&b, 0, "a.example", 100, 120, 19);
    assert_expected(&b, 1, "b.example", 105, 120, 15);
    assert_not_expected(&b, 2, "c.example");
    assert_int_equal(b.summary.days_missing, 19 + 15);
    assert_true(slice_equal(b.summary.worst->policy_domain, SLICE("a.example")));
    assert_int_equal(b.summary.period.days_with_reports, 3);
    end(&b);
}

static void list(struct scope *s, const char *domain, day_number since, day_number until)
{
    struct scope_entry entry = {.domain = slice_of(domain),
                                .is_wildcard = domain[0] == '.',
                                .has_since = since > 0,
                                .has_until = until > 0,
                                .since = since,
                                .until = until};
    assert_int_equal(scope_add(s, &entry), SCOPE_ADDED);
}

static void a_listed_domain_is_expected_on_its_own_days_of_the_period(void **state)
{
    (void)state;
    struct built b;
    struct scope s;
    scope_init(&s, &scope_key);
    list(&s, "all.example", 0, 0);
    list(&s, "early.example", 50, 150);
    list(&s, "gone.example", 0, 103);
    list(&s, "late.example", 108, 0);
    list(&s, "past.example", 0, 99);
    list(&s, "silent.example", 105, 107);
    list(&s, ".wild.example", 0, 0);
    build(&b,
          (const struct told[]){{"all.example", "One", 105, .ok = 5},
                                {"early.example", "One", 100, .ok = 5},
                                {"gone.example", "One", 110, .ok = 5},
                                {"late.example", "One", 108, .ok = 5},
                                {"x.wild.example", "One", 102, .ok = 5},
                                {0}},
          NULL, &s);
    assert_int_equal(b.summary.domains_n, 7); /* a wildcard names none */
    assert_expected(&b, 0, "all.example", 100, 110, 10);
    assert_expected(&b, 1, "early.example", 100, 110, 10);
    assert_expected(&b, 2, "gone.example", 100, 103, 4); /* its report came afterwards */
    assert_expected(&b, 3, "late.example", 108, 110, 2);
    assert_not_expected(&b, 4, "past.example");
    assert_expected(&b, 5, "silent.example", 105, 107, 3);
    assert_expected(&b, 6, "x.wild.example", 100, 110, 10);
    assert_null(b.summary.domains[5].now);
    assert_false(scope_at(&s, 5)->reported);
    assert_true(scope_at(&s, 6)->reported);
    end(&b);
    scope_free(&s);
}

/* A list with days of its own tells what is missing though nothing came. */
static void where_nothing_came_a_listed_domain_is_expected_on_its_own_days(void **state)
{
    (void)state;
    struct built b;
    struct scope s;
    scope_init(&s, &scope_key);
    list(&s, "a.example", 100, 120);
    list(&s, "b.example", 100, 0);
    const struct told none = {0};
    build(&b, &none, NULL, &s);
    assert_expected(&b, 0, "a.example", 100, 120, 21);
    assert_not_expected(&b, 1, "b.example");
    end(&b);

    build(&b, &none, &(struct selection){.has_since = true, .since = 110}, &s);
    assert_expected(&b, 0, "a.example", 110, 120, 11);
    end(&b);
    build(&b, &none, &(struct selection){.has_since = true, .since = 90}, &s);
    assert_expected(&b, 0, "a.example", 100, 120, 21);
    end(&b);
    build(&b, &none, &(struct selection){.has_until = true, .until = 110}, &s);
    assert_expected(&b, 0, "a.example", 100, 110, 11);
    end(&b);
    build(&b, &none, &(struct selection){.has_until = true, .until = 130}, &s);
    assert_expected(&b, 0, "a.example", 100, 120, 21);
    end(&b);
    scope_free(&s);
}

static void listed_domains_that_were_not_asked_for_are_not_missed(void **state)
{
    (void)state;
    struct built b;
    struct scope s;
    scope_init(&s, &scope_key);
    list(&s, "a.example", 0, 0);
    list(&s, "b.example", 0, 0);
    const struct selection only = {.has_only = true, .only = SLICE("a.example")};
    build(&b, (const struct told[]){{"a.example", "One", 100, .ok = 5}, {0}}, &only, &s);
    assert_int_equal(b.summary.domains_n, 1);
    assert_expected(&b, 0, "a.example", 100, 100, 0);
    end(&b);
    scope_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_domain_is_expected_from_its_first_report_to_the_periods_end),
        cmocka_unit_test(a_listed_domain_is_expected_on_its_own_days_of_the_period),
        cmocka_unit_test(where_nothing_came_a_listed_domain_is_expected_on_its_own_days),
        cmocka_unit_test(listed_domains_that_were_not_asked_for_are_not_missed),
    };
    return cmocka_run_group_tests_name("expected", tests, NULL, NULL);
}
