/* Tests of the finding about messages and files that could not be looked into (SPEC 2, 3). */
#include "tests/unit/findings.h"

#include "lib/base/utf8.h"

static struct judged judged;

/* The finding about what is in the tally; NULL: there is none. Valid until end(). */
static const struct finding *find_unread_of(const struct unread_tally *t)
{
    struct selection all = {0};
    struct judged *j = &judged;
    judged_start(j);
    tuning_init(&j->tuning, causes_new());
    const struct findings_given given = {
        .figures = &j->figures, .summary = &j->summary, .unread = t, .tuning = &j->tuning};
    assert_true(summary_build(&j->summary, &j->figures, &all, NULL) &&
                findings_build(&j->findings, &given));
    for (size_t i = 0; i < j->findings.n; i++)
        if (j->findings.at[i].rule == RULE_UNREAD_MAIL)
            return &j->findings.at[i];
    return NULL;
}

static void end(void)
{
    judged_free(&judged);
}

static void nothing_unread_is_no_finding(void **state)
{
    (void)state;
    struct unread_tally none = {0};
    assert_null(find_unread_of(&none));
    end();
}

static void unread_mail_is_told_of_with_its_forms_and_what_to_do(void **state)
{
    (void)state;
    struct unread_tally t = {
        .n = 3,
        .rows = {
            {.unread = {.form = SLICE("zip with a password"),
                        .advice = SLICE("ask for the password")},
             .messages = 2,
             .files = 1},
            {.unread = {.form = SLICE("odd box")}, .files = 4},
            {.unread = {.form = SLICE("S/MIME"), .advice = SLICE("decrypt it")}, .messages = 1}}};
    const struct finding *f = find_unread_of(&t);
    assert_non_null(f);
    assert_true(slice_equal(f->title, SLICE("3 messages and 5 files could not be looked into: "
                                            "zip with a password (3), odd box (4), S/MIME (1)")));
    assert_true(slice_equal(
        f->advice, SLICE("zip with a password: ask for the password. S/MIME: decrypt it.")));
    end();
}

static void forms_without_advice_have_the_rules_own(void **state)
{
    (void)state;
    struct unread_tally t = {.n = 1,
                             .rows = {{.unread = {.form = SLICE("odd box")}, .messages = 1}}};
    const struct finding *f = find_unread_of(&t);
    assert_non_null(f);
    assert_true(slice_equal(f->title, SLICE("1 message could not be looked into: odd box (1)")));
    assert_true(slice_equal(f->advice, slice_of(rules[RULE_UNREAD_MAIL].advice)));
    end();
}

/* A part that is merged may bring any (SPEC 11). */
static void long_forms_are_cut_between_characters(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        struct unread_tally t = {0};
        char form[800] = "abc";
        for (size_t n = shift; n + 3 < sizeof form; n += 3)
            memcpy(form + n, "\xE2\x82\xAC", 4);
        for (t.n = 0; t.n < 20; t.n++)
            t.rows[t.n] = (struct unread_row){
                .unread = {.form = slice_of(form), .advice = slice_of(form)}, .files = 1};
        const struct finding *f = find_unread_of(&t);
        assert_non_null(f);
        assert_true(utf8_is_valid(f->title));
        assert_true(utf8_is_valid(f->advice));
        end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_unread_is_no_finding),
        cmocka_unit_test(unread_mail_is_told_of_with_its_forms_and_what_to_do),
        cmocka_unit_test(forms_without_advice_have_the_rules_own),
        cmocka_unit_test(long_forms_are_cut_between_characters),
    };
    return cmocka_run_group_tests_name("find_unread", tests, NULL, NULL);
}
