/* Tests of exceptions as they are kept: what was packed comes back, kind by kind. */
#include "lib/audit/exception.h"
#include "tests/unit/unit.h"

static bool is(struct slice text, const char *wanted)
{
    return slice_equal(text, slice_of(wanted));
}

struct kept { /* a spool, and where it is read */
    struct spool spool;
    struct buffer scratch;
    struct arena arena;
    uint64_t at;
};

static void set_up(struct kept *k)
{
    *k = (struct kept){.at = 0};
    spool_init(&k->spool);
}

static void tear_down(struct kept *k)
{
    spool_free(&k->spool);
    buffer_free(&k->scratch);
    arena_free(&k->arena);
}

static struct exception next(struct kept *k, enum exception_kind wanted)
{
    struct exception e;
    assert_true(exception_unpack(&k->spool, &k->at, wanted, &k->arena, &e));
    return e;
}

static struct exception conflict_of(const struct report *r, struct slice path, struct slice first)
{
    struct exception e = {.kind = EXCEPTION_CONFLICT,
                          .reason = REASON_NONE,
                          .unread = UNREAD_REASONS,
                          .report = r,
                          .key = "0123456789abcdef0123456789abcdef",
                          .source = {.path = path, .message = 7, .offset = 4096, .received = 99},
                          .has_first = true,
                          .first = {.path = first, .message_id = SLICE("<1@a.example>")},
                          .has_sessions = true,
                          .sessions = {.successful = 5, .failed = 2}};
    return e;
}

static void the_first_copy_is_named_in_the_same_file_and_in_another(void **state)
{
    (void)state;
    const struct report sent = {.organization_name = SLICE("Org"), .report_id = SLICE("id-1")};
    struct exception same = conflict_of(&sent, SLICE("in/a.mbox"), SLICE("in/a.mbox")),
                     other = conflict_of(&sent, SLICE("in/b.mbox"), SLICE("in/a.mbox"));
    struct kept k;
    set_up(&k);
    assert_true(exception_pack(&k.spool, &k.scratch, &same));
    assert_true(exception_pack(&k.spool, &k.scratch, &other));

    for (int i = 0; i < 2; i++) {
        struct exception e = next(&k, EXCEPTION_CONFLICT);
        assert_true(is(e.source.path, i == 0 ? "in/a.mbox" : "in/b.mbox"));
        assert_true(e.has_first);
        assert_true(is(e.first.path, "in/a.mbox"));
        assert_true(is(e.first.message_id, "<1@a.example>"));
        assert_true(is(e.report->report_id, "id-1"));
        assert_string_equal(e.key, same.key);
        assert_int_equal(e.source.message, 7);
        assert_int_equal(e.source.offset, 4096);
        assert_int_equal(e.source.received, 99);
        assert_int_equal(e.sessions.failed, 2);
        assert_false(e.has_first_sessions);
    }
    assert_int_equal(k.at, spool_size(&k.spool));
    tear_down(&k);
}

static void those_of_another_kind_are_passed_over_whole(void **state)
{
    (void)state;
    struct exception broken = {.kind = EXCEPTION_REJECTED,
                               .reason = REASON_BAD_JSON,
                               .unread = UNREAD_REASONS,
                               .left_out = 3,
                               .source = {.path = SLICE("x"), .received = WHEN_NEVER}},
                     unread = {.kind = EXCEPTION_UNREAD,
                               .reason = REASON_NONE,
                               .unread = UNREAD_SPLIT,
                               .form = SLICE("piece"),
                               .source = {.path = SLICE("y"), .received = WHEN_NEVER}};
    struct kept k;
    set_up(&k);
    assert_true(exception_pack(&k.spool, &k.scratch, &broken));
    assert_true(exception_pack(&k.spool, &k.scratch, &unread));

    assert_int_equal(next(&k, EXCEPTION_UNREAD).kind, EXCEPTION_REJECTED);
    struct exception e = next(&k, EXCEPTION_UNREAD);
    assert_int_equal(e.unread, UNREAD_SPLIT);
    assert_int_equal(e.reason, REASON_NONE);
    assert_true(is(e.form, "piece"));
    assert_true(is(e.source.path, "y"));
    assert_int_equal(e.source.received, WHEN_NEVER);
    assert_null(e.report);

    k.at = 0;
    e = next(&k, EXCEPTION_REJECTED);
    assert_int_equal(e.reason, REASON_BAD_JSON);
    assert_int_equal(e.left_out, 3);
    tear_down(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_copy_is_named_in_the_same_file_and_in_another),
        cmocka_unit_test(those_of_another_kind_are_passed_over_whole),
    };
    return cmocka_run_group_tests_name("exception", tests, NULL, NULL);
}
