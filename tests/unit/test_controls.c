/* Tests of lib/findings/controls and its reader: the word that each measure gives for its figures,
 * and the sets that are built in. */
#include <stdlib.h>

#include "formats/read/given/controlsfile.h"
#include "tests/unit/unit.h"

static const struct control_figures sound = {.reports = 20,
                                             .reporters = 3,
                                             .domains = 2,
                                             .reported = 2,
                                             .shown = 2,
                                             .days_covered = 14,
                                             .has_verdicts = true,
                                             .authentic = 20,
                                             .sessions = {.successful = 900, .failed = 1},
                                             .enforced = 2,
                                             .dane = 2,
                                             .has_log = true,
                                             .runs = 1,
                                             .reviews = 1,
                                             .severe_closed = 1};

static const char *word(enum control_measure m, const struct control_figures *f)
{
    return control_verdict_names[control_judge(m, f)];
}

static void sound_figures_support(void **state)
{
    (void)state;
    for (int m = 0; m < MEASURE_OUTBOUND; m++)
        assert_string_equal(word((enum control_measure)m, &sound), "supports");
}

static void without_reports_there_is_no_evidence(void **state)
{
    (void)state;
    const struct control_figures nothing = {.domains = 2};
    for (int m = 0; m < MEASURE_OUTBOUND; m++)
        assert_string_equal(word((enum control_measure)m, &nothing), "no-evidence");
}

static void what_reports_do_not_hold_is_out_of_reach(void **state)
{
    (void)state;
    assert_string_equal(word(MEASURE_OUTBOUND, &sound), "out-of-reach");
    assert_string_equal(word(MEASURE_VERSIONS, &sound), "out-of-reach");
}

#define WITH(member, value)                                                                        \
    struct control_figures f = sound;                                                              \
    f.member = (value)

static void one_bad_figure_contradicts(void **state)
{
    (void)state;
    {
        WITH(stopped, 1);
        assert_string_equal(word(MEASURE_COLLECTED, &f), "contradicts");
    }
    {
        WITH(days_missing, 1);
        assert_string_equal(word(MEASURE_COVERED, &f), "contradicts");
    }
    {
        WITH(unauthenticated, 1);
        assert_string_equal(word(MEASURE_AUTHENTIC, &f), "contradicts");
    }
    {
        WITH(plain_open, 1);
        assert_string_equal(word(MEASURE_ENCRYPTED, &f), "contradicts");
    }
    {
        WITH(enforced, 1);
        assert_string_equal(word(MEASURE_ENFORCED, &f), "contradicts");
    }
    {
        WITH(dane, 0);
        assert_string_equal(word(MEASURE_DANE, &f), "contradicts");
    }
    {
        WITH(reviews, 0);
        assert_string_equal(word(MEASURE_REVIEWED, &f), "contradicts");
    }
    {
        WITH(severe_open, 1);
        assert_string_equal(word(MEASURE_INCIDENTS, &f), "contradicts");
    }
}

static void what_was_seen_long_ago_is_no_evidence(void **state)
{
    (void)state;
    char value[CONTROL_VALUE];
    WITH(enforced, 1);
    f.enforced_before = f.silent = 1;
    assert_string_equal(word(MEASURE_ENFORCED, &f), "no-evidence");
    control_value(MEASURE_ENFORCED, &f, value);
    assert_string_equal(value, "1 of 2 domains in mode enforce; 1 more when last reported on, over "
                               "30 days before the period's end");
    f.domains = f.reported = f.shown = 1; /* that one alone */
    f.enforced = 0;
    assert_string_equal(word(MEASURE_ENFORCED, &f), "no-evidence");
    f.enforced_before = 0; /* nor is what was not enforced long ago */
    f.dane = 0;
    assert_string_equal(word(MEASURE_ENFORCED, &f), "no-evidence");
    assert_string_equal(word(MEASURE_DANE, &f), "no-evidence");
}

static void a_log_that_begins_with_this_run_is_no_evidence(void **state)
{
    (void)state;
    char value[CONTROL_VALUE];
    WITH(runs, 0);
    f.reviews = 0;
    assert_string_equal(word(MEASURE_REVIEWED, &f), "no-evidence");
    control_value(MEASURE_REVIEWED, &f, value);
    assert_string_equal(value, "The log tells of no earlier run");
}

static void stale_reports_are_no_evidence(void **state)
{
    (void)state;
    WITH(shown, 0);
    f.enforced = f.dane = 0;
    f.days_covered = 0;
    const enum control_measure measures[] = {MEASURE_COLLECTED, MEASURE_COVERED, MEASURE_ENCRYPTED,
                                             MEASURE_ENFORCED,  MEASURE_DANE,    MEASURE_INCIDENTS};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        assert_string_equal(word(measures[i], &f), "no-evidence");
}

static void silence_is_no_evidence(void **state)
{
    (void)state;
    WITH(domains, 3); /* one more is listed, and nobody reported on it */
    assert_string_equal(word(MEASURE_COLLECTED, &f), "no-evidence");
    assert_string_equal(word(MEASURE_ENFORCED, &f), "no-evidence");
    assert_string_equal(word(MEASURE_DANE, &f), "no-evidence");
    f = sound;
    f.fell_silent = 1; /* or reports on one of them stopped */
    assert_string_equal(word(MEASURE_COLLECTED, &f), "no-evidence");
}

static void a_key_that_is_missing_is_no_evidence(void **state)
{
    (void)state;
    WITH(authentic, 19);
    assert_string_equal(word(MEASURE_AUTHENTIC, &f), "no-evidence");
    f.has_verdicts = false;
    f.unauthenticated = 1;
    assert_string_equal(word(MEASURE_AUTHENTIC, &f), "no-evidence");
}

static void a_rule_that_is_off_supports_nothing(void **state)
{
    (void)state;
    struct control_figures f = sound;
    f.stopped_is_off = f.plain_is_off = f.severe_is_off = true;
    assert_string_equal(word(MEASURE_COLLECTED, &f), "no-evidence");
    assert_string_equal(word(MEASURE_ENCRYPTED, &f), "no-evidence");
    assert_string_equal(word(MEASURE_INCIDENTS, &f), "no-evidence");
    f.stopped = f.plain_open = f.severe_open = 1; /* of another rule, which is on */
    assert_string_equal(word(MEASURE_COLLECTED, &f), "contradicts");
    assert_string_equal(word(MEASURE_ENCRYPTED, &f), "contradicts");
    assert_string_equal(word(MEASURE_INCIDENTS, &f), "contradicts");
}

static void figures_are_told_in_words(void **state)
{
    char text[CONTROL_VALUE];
    (void)state;
    control_value(MEASURE_COVERED, &sound, text);
    assert_string_equal(text, "14 of 14 expected days covered");
    WITH(days_missing, 6);
    control_value(MEASURE_COVERED, &f, text);
    assert_string_equal(text, "14 of 20 expected days covered");
    control_value(MEASURE_AUTHENTIC, &sound, text);
    assert_string_equal(text, "20 of 20 reports are authentic, 0 are not, 0 could not be judged");
    f.reports = f.unauthenticated = 1;
    f.authentic = 0;
    control_value(MEASURE_AUTHENTIC, &f, text);
    assert_string_equal(text, "0 of 1 report is authentic, 1 is not, 0 could not be judged");
    control_value(MEASURE_ENCRYPTED, &sound, text);
    assert_string_equal(text, "900 of 901 sessions secured; findings: 0 open, 0 closed");
    control_value(MEASURE_COLLECTED, &sound, text);
    assert_string_equal(text, "20 reports of 3 organizations, about 2 of 2 domains");
}

static void the_sets_that_are_built_in_are_sound(void **state)
{
    (void)state;
    struct control_list list = {0};
    assert_true(control_sets_n >= 10);
    for (size_t i = 0; i < control_sets_n; i++) {
        char error[CONTROLS_ERROR] = "";
        size_t before = list.n;
        bool ok = controlsfile_read(slice_of(control_sets[i].text), &list, error);
        assert_string_equal(error, "");
        assert_true(ok && list.n > before);
    }
    arena_free(&list.arena);
}

static size_t named(const char *names)
{
    struct control_list list = {0};
    assert_true(controls_named(slice_of(names), &list));
    arena_free(&list.arena);
    return list.n;
}

static void sets_are_chosen_by_name(void **state)
{
    (void)state;
    assert_true(controls_are_names(SLICE("ism,bsi")));
    assert_true(controls_are_names(SLICE("none")));
    assert_false(controls_are_names(SLICE("ism,./mine.json")));
    assert_int_equal(named("none"), 0);
    assert_int_equal(named("ism,bsi,ism"), named("ism") + named("bsi"));
    assert_true(named("all") > named("ism,bsi"));
}

#define ENTRY(measure)                                                                             \
    "{\"framework\":\"House\",\"edition\":\"1\",\"control\":\"7\",\"asks\":\"a\",\"measure\":"     \
    "\"" measure "\",\"limits\":\"l\"}"

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"[" ENTRY("dane") "," ENTRY("ciphers") "]", "entry 2, measure: is none of"},
        {"[{\"framework\":\"House\"}]", "entry 1, edition: is missing"},
        {"[{\"house\":\"House\"}]", "entry 1, house: there is no such field"},
        {"[7]", "entry 1: is no object"},
        {"{}", "is no JSON array"},
        {"[\n" ENTRY("dane") ",\n]", "line 3: "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct control_list list = {0};
        char error[CONTROLS_ERROR] = "";
        assert_false(controlsfile_read(slice_of(cases[i].text), &list, error));
        assert_non_null(strstr(error, cases[i].told));
        arena_free(&list.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_figures_support),
        cmocka_unit_test(without_reports_there_is_no_evidence),
        cmocka_unit_test(what_reports_do_not_hold_is_out_of_reach),
        cmocka_unit_test(one_bad_figure_contradicts),
        cmocka_unit_test(what_was_seen_long_ago_is_no_evidence),
        cmocka_unit_test(a_log_that_begins_with_this_run_is_no_evidence),
        cmocka_unit_test(stale_reports_are_no_evidence),
        cmocka_unit_test(silence_is_no_evidence),
        cmocka_unit_test(a_key_that_is_missing_is_no_evidence),
        cmocka_unit_test(a_rule_that_is_off_supports_nothing),
        cmocka_unit_test(figures_are_told_in_words),
        cmocka_unit_test(the_sets_that_are_built_in_are_sound),
        cmocka_unit_test(sets_are_chosen_by_name),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
