/* Tests of losses: of what is rejected in one file so much is listed, and the rest is one. */
#include <stdio.h>

#include "lib/audit/losses.h"
#include "tests/unit/unit.h"

enum { MOST = 3 };

/* A rejected value of a file, as it stands when it is taken. */
static struct outcome rejected(struct rejection *r, const char *path, uint64_t message)
{
    *r = (struct rejection){.reason = REASON_BAD_JSON,
                            .source = {.path = slice_of(path), .message = message}};
    return (struct outcome){.kind = OUTCOME_FILE, .rejections = r};
}

/* How many of so many rejections of a file are listed. */
static uint64_t listed(struct losses *l, const char *path, uint64_t n)
{
    uint64_t kept = 0;
    for (uint64_t i = 1; i <= n; i++) {
        struct rejection r;
        struct outcome o = rejected(&r, path, i);
        assert_null(losses_due(l, &o));
        assert_true(losses_take(l, &o));
        kept += o.rejections != NULL;
    }
    return kept;
}

static void check_due(struct losses *l, const struct outcome *next, const char *path, uint64_t n)
{
    struct outcome *due = losses_due(l, next);
    assert_non_null(due);
    assert_int_equal(due->rejections->reason, REASON_TOO_LARGE);
    assert_true(slice_equal(due->rejections->source.path, slice_of(path)));
    assert_int_equal(due->rejections->source.message, MOST + 1);
    assert_int_equal(due->rejections->left_out, n);
    assert_null(losses_due(l, next));
}

static void the_rest_of_a_file_goes_before_what_is_behind_it(void **state)
{
    (void)state;
    struct losses l;
    losses_init(&l, MOST);
    assert_int_equal(listed(&l, "a", MOST + 7), MOST);
    struct rejection r;
    struct outcome other = rejected(&r, "b", 1);
    check_due(&l, &other, "a", 7);
    assert_int_equal(listed(&l, "b", MOST), MOST);
    assert_null(losses_due(&l, NULL));
    assert_int_equal(listed(&l, "c", MOST + 1), MOST);
    check_due(&l, NULL, "c", 1);
    losses_free(&l);
}

static void a_sound_report_between_them_does_not_end_the_file(void **state)
{
    (void)state;
    struct losses l;
    struct report report = {.source = {.path = SLICE("a")}};
    struct outcome sound = {.kind = OUTCOME_FILE, .reports = &report};
    losses_init(&l, MOST);
    listed(&l, "a", MOST + 1);
    assert_null(losses_due(&l, &sound));
    assert_true(losses_take(&l, &sound) && sound.reports);
    assert_int_equal(listed(&l, "a", 5), 0);
    check_due(&l, NULL, "a", 6);
    losses_free(&l);
}

static void files_of_one_archive_are_summed_apart(void **state)
{
    (void)state;
    struct losses l;
    struct rejection r;
    losses_init(&l, MOST);
    listed(&l, "a", MOST + 1);
    struct outcome member = rejected(&r, "a", 1);
    r.source.member = SLICE("m");
    check_due(&l, &member, "a", 1);
    assert_true(losses_take(&l, &member) && member.rejections);
    losses_free(&l);
}

static void messages_parts_and_reports_of_the_future_are_listed(void **state)
{
    (void)state;
    struct losses l;
    struct rejection r;
    struct report report = {0};
    losses_init(&l, MOST);
    listed(&l, "a", MOST);
    struct outcome message = rejected(&r, "a", 9);
    message.kind = OUTCOME_MESSAGE;
    assert_true(losses_take(&l, &message) && message.rejections);
    struct outcome of_part = rejected(&r, "a", 9);
    of_part.is_of_part = true;
    assert_true(losses_take(&l, &of_part) && of_part.rejections);
    struct outcome future = rejected(&r, "a", 9);
    r.report = &report;
    assert_true(losses_take(&l, &future) && future.rejections);
    assert_null(losses_due(&l, NULL));
    losses_free(&l);
}

/* What is told of a file whose values came to these, the first of them to nothing: as skipped, or
 * not at all. */
static bool is_skipped(struct losses *l, struct outcome *next)
{
    struct outcome first = {.kind = OUTCOME_SKIPPED, .source = {.path = SLICE("a"), .message = 1}};
    assert_null(losses_due(l, &first));
    assert_true(losses_take(l, &first) && first.kind == OUTCOME_FILE);
    assert_null(losses_due(l, next));
    assert_true(losses_take(l, next));
    struct outcome *due = losses_due(l, NULL);
    bool is_told = due && due->kind == OUTCOME_SKIPPED && due->source.message == 0 &&
                   !due->rejections && slice_equal(due->source.path, SLICE("a"));
    assert_true(is_told == (due != NULL));
    assert_null(losses_due(l, NULL));
    return is_told;
}

static void a_file_is_skipped_where_nothing_came_of_its_values(void **state)
{
    (void)state;
    struct losses l;
    struct rejection r;
    struct report report = {.source = {.path = SLICE("a"), .message = 2}};
    struct outcome nothing = {.kind = OUTCOME_FILE, .source = report.source},
                   sound = {.kind = OUTCOME_FILE, .reports = &report},
                   broken = rejected(&r, "a", 2),
                   unread = {.kind = OUTCOME_TROUBLE, .source = {.path = SLICE("a")}};
    losses_init(&l, MOST);
    listed(&l, "b", MOST + 1);
    check_due(&l, NULL, "b", 1); /* is not told of the next file again */
    assert_true(is_skipped(&l, &nothing));
    assert_false(is_skipped(&l, &sound));
    assert_false(is_skipped(&l, &broken));
    assert_false(is_skipped(&l, &unread));
    losses_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rest_of_a_file_goes_before_what_is_behind_it),
        cmocka_unit_test(a_sound_report_between_them_does_not_end_the_file),
        cmocka_unit_test(files_of_one_archive_are_summed_apart),
        cmocka_unit_test(messages_parts_and_reports_of_the_future_are_listed),
        cmocka_unit_test(a_file_is_skipped_where_nothing_came_of_its_values),
    };
    return cmocka_run_group_tests_name("losses", tests, NULL, NULL);
}
