/* Tests of the rules about odd reports: whose they are, which they are, and how many of each. */
#include "tests/unit/findings.h"

static struct judged judged;

/* An odd report of a reporter about a domain. Each has a key of its own. */
static void add(struct troubles *t, const char *reporter, const char *domain, unsigned kind,
                int64_t failed)
{
    static unsigned number;
    char key[REPORT_KEY_TEXT + 1];
    struct policy policy = {.attributed = slice_of(domain), .failed_sessions = failed};
    struct report r = {.organization_name = slice_of(reporter),
                       .source.received = WHEN_NEVER,
                       .begin = (time_seconds)100 * SECONDS_A_DAY,
                       .end = (time_seconds)101 * SECONDS_A_DAY - 1,
                       .policies = &policy,
                       .policies_n = 1};
    snprintf(key, sizeof key, "%032u", ++number);
    assert_true(troubles_add(t, &r, kind, key));
}

/* Begins with a counted report about a.example, whose signature was looked at or not. */
static void start(enum dkim_result result)
{
    judged_start(&judged);
    signature = (struct dkim_verdict){.result = (unsigned char)result, .aligned = DKIM_ALIGNED};
    add_line(&judged.figures, &(struct line)FINE("One", 100, 100, ENFORCE));
    signature = (struct dkim_verdict){0};
}

/* What was found about odd reports, and of a domain without counted ones, too: "severity domain:
 * reports (reporters): title", a line each. */
static void assert_found(const char *wanted)
{
    judged_finish(&judged);
    size_t n = 0;
    told[0] = '\0';
    for (size_t i = 0; i < judged.findings.n; i++) {
        const struct finding *f = &judged.findings.at[i];
        if (f->rule != RULE_CONFLICTING_REPORTS && f->rule != RULE_UNAUTHENTICATED_REPORTS &&
            f->rule != RULE_FUTURE_DATED_REPORTS && f->rule != RULE_AUTHENTIC_COPY_DISPLACED)
            continue;
        n += (size_t)snprintf(told + n, sizeof told - n, "%s %.*s: %zu",
                              severity_names[f->severity], (int)f->policy_domain.n,
                              f->policy_domain.at, f->reports.n);
        for (size_t k = 0; k < f->reporters.n; k++)
            n += (size_t)snprintf(told + n, sizeof told - n, " %.*s", (int)f->reporters.at[k].n,
                                  f->reporters.at[k].at);
        n += (size_t)snprintf(told + n, sizeof told - n, ": %.*s\n", (int)f->title.n, f->title.at);
    }
    assert_string_equal(told, wanted);
    judged_free(&judged);
}

static void a_conflict_is_as_severe_as_what_it_is_about(void **state)
{
    (void)state;
    start(DKIM_UNCHECKED);
    add(&judged.figures.conflicts, "One", "a.example", 0, 0);
    add(&judged.figures.conflicts, "Two", "a.example", 0, 3);
    add(&judged.figures.conflicts, "Two", "b.example", 0, 0);
    assert_found("low a.example: 2 One Two: Reports that contradict one that was counted: 2, 1 of "
                 "them about failures\n"
                 "info b.example: 1 Two: Reports that contradict one that was counted: 1, none "
                 "about failures\n");
}

static void reports_that_nobody_vouches_for_are_counted_by_why(void **state)
{
    static const enum auth_class classes[] = {AUTH_FAIL,      AUTH_INVALID, AUTH_WEAK,
                                              AUTH_UNALIGNED, AUTH_NONE,    AUTH_NOT_MAIL};
    (void)state;
    for (int checked = 0; checked < 2; checked++) {
        start(checked ? DKIM_PASS : DKIM_UNCHECKED);
        for (size_t i = 0; i < COUNT_OF(classes); i++)
            for (size_t k = 0; k <= i; k++)
                add(&judged.figures.unauthenticated, "One", "a.example", classes[i], 0);
        assert_found(checked ? "medium a.example: 10 One: Counted reports that nobody vouches for: "
                               "21 (signatures: 1 wrong, 2 not to be evaluated, 3 weak, 4 of "
                               "another domain, 11 missing)\n"
                             : "medium a.example: 10 One: Counted reports whose mail has no "
                               "trusted DKIM pass of the submitter's domain: 21\n");
    }
}

static void what_came_too_early_or_too_late_is_told_of_at_its_domain(void **state)
{
    (void)state;
    start(DKIM_PASS);
    add(&judged.figures.future_dated, "One", "b.example", 0, 0);
    add(&judged.figures.displaced, "Two", "a.example", 0, 5);
    add(&judged.figures.displaced, "Two", "a.example", 0, 0);
    assert_found(
        "high a.example: 2 Two: Authentic reports that were not counted, since a copy that "
        "nobody vouches for came first and says something else: 2, of which 1 tells of "
        "failures\n"
        "medium b.example: 1 One: Reports about days that had not come: 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conflict_is_as_severe_as_what_it_is_about),
        cmocka_unit_test(reports_that_nobody_vouches_for_are_counted_by_why),
        cmocka_unit_test(what_came_too_early_or_too_late_is_told_of_at_its_domain),
    };
    return cmocka_run_group_tests_name("find_troubles", tests, NULL, NULL);
}
