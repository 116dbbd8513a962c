/* Tests of the tally of what could not be looked into (SPEC 2 and 3). */
#include <stdio.h>

#include "lib/audit/unread.h"
#include "tests/unit/unit.h"

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* Counts one whose texts are gone afterwards, as those of an outcome are. */
static void count(struct unread_tally *t, enum unread_reason reason, const char *form,
                  bool is_message)
{
    char text[64], advice[] = "ask the sender";
    snprintf(text, sizeof text, "%s", form);
    struct unread unread = {.reason = reason, .form = slice_of(text), .advice = slice_of(advice)};
    assert_true(unread_count(t, &unread, is_message, &arena));
    memset(text, 'x', sizeof text);
    memset(advice, 'x', sizeof advice);
}

static void messages_and_files_are_counted_by_form_and_reason(void **state)
{
    (void)state;
    struct unread_tally t = {0};
    count(&t, UNREAD_ENCRYPTED, "zip with a password", false);
    count(&t, UNREAD_ENCRYPTED, "S/MIME", true);
    count(&t, UNREAD_ENCRYPTED, "zip with a password", true);
    count(&t, UNREAD_ENCRYPTED, "zip with a password", false);
    count(&t, UNREAD_DAMAGED, "zip with a password", false);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.rows[0].files, 2);
    assert_int_equal(t.rows[0].messages, 1);
    assert_true(slice_equal(t.rows[0].unread.form, SLICE("zip with a password")));
    assert_true(slice_equal(t.rows[0].unread.advice, SLICE("ask the sender")));
    assert_int_equal(t.rows[1].files, 0);
    assert_int_equal(t.rows[1].messages, 1);
    assert_int_equal(t.rows[2].unread.reason, UNREAD_DAMAGED);
    assert_int_equal(t.rows[2].files, 1);
}

static void forms_beyond_the_most_are_counted_with_the_last_one(void **state)
{
    (void)state;
    struct unread_tally t = {0};
    char form[32];
    for (int i = 0; i < UNREAD_MOST_FORMS + 20; i++) {
        snprintf(form, sizeof form, "form %d", i);
        count(&t, UNREAD_UNKNOWN_FORM, form, false);
    }
    count(&t, UNREAD_UNKNOWN_FORM, "form 98", true);
    assert_int_equal(t.n, UNREAD_MOST_FORMS);
    assert_int_equal(t.rows[UNREAD_MOST_FORMS - 2].files, 1);
    assert_int_equal(t.rows[UNREAD_MOST_FORMS - 2].messages, 1);
    assert_int_equal(t.rows[UNREAD_MOST_FORMS - 1].files, 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_and_files_are_counted_by_form_and_reason),
        cmocka_unit_test(forms_beyond_the_most_are_counted_with_the_last_one),
    };
    return cmocka_run_group_tests_name("unread", tests, NULL, free_arena);
}
