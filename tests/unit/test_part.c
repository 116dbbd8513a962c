/* The form of a part (SPEC 11): what is written is read back, and no byte changes unseen. */
#include "tests/unit/check.h"

#include "lib/tlsrpt/part.h"
#include "lib/tlsrpt/partline.h"

static void read_back(const struct part_line *line, const char *text, struct part_line *again,
                      struct arena *arena)
{
    struct limits limits = LIMITS_DEFAULT;
    struct buffer written = {0};
    bool no_memory;
    part_line_write(&written, line, "");
    assert_int_equal(written.n, strlen(text) + 1);
    assert_memory_equal(written.at, text, strlen(text));
    assert_true(part_line_read(slice_of(text), &limits, arena, again, &no_memory));
    assert_int_equal(again->kind, line->kind);
    buffer_free(&written);
}

static void lines_are_read_back(void **state)
{
    struct arena arena = {0};
    struct part_line again, input = {.kind = PART_INPUT, .path = SLICE(" a b\n ")},
                            told = {.kind = PART_TOLD,
                                    .input_kind = SLICE("mbox"),
                                    .held = SLICE("mail"),
                                    .with_reports = 7,
                                    .ignored = 2};
    struct part_line unread = {
        .kind = PART_UNREAD,
        .reason = SLICE("encrypted"),
        .of_message = true,
        .form = SLICE("zip with a password"),
        .source = {.path = SLICE("x"), .message = 3, .offset = 99, .received = WHEN_NEVER}};
    (void)state;
    read_back(&input, "{\"line\":\"input\",\"path\":\" a b\\n \"}", &again, &arena);
    assert_true(slice_equal(again.path, input.path));
    read_back(&told,
              "{\"line\":\"told\",\"kind\":\"mbox\",\"held\":\"mail\",\"with_reports\":7,"
              "\"ignored\":2}",
              &again, &arena);
    assert_int_equal(again.with_reports, 7);
    assert_int_equal(again.ignored, 2);
    read_back(&unread,
              "{\"line\":\"unread\",\"reason\":\"encrypted\",\"what\":\"message\","
              "\"form\":\"zip with a password\","
              "\"source\":{\"path\":\"x\",\"message\":3,\"offset\":99}}",
              &again, &arena);
    assert_true(again.of_message && again.source.message == 3 && again.source.offset == 99);
    arena_free(&arena);
}

static void what_is_no_line_is_told(void **state)
{
    static const char *const wrong[] = {
        "",
        "{}",
        "{\"line\":\"what\"}",
        "{\"line\":\"input\",\"path\":\"x\"",
        "[]",
        "{\"line\":\"rejected\",\"report\":7}",
        "{\"line\":\"told\",\"unread\":-1}",
    };
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct part_line line;
    bool no_memory;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(part_line_read(slice_of(wrong[i]), &limits, &arena, &line, &no_memory));
    arena_free(&arena);
}

/* A part of two lines, one of them a record by its beginning, into which another one was merged. */
static void write_part(struct buffer *part)
{
    const struct slice line = SLICE("{\"report_key\":1}\n");
    struct part_sums sums;
    char content[SHA256_TEXT + 1], other[SHA256_TEXT + 1];
    memset(other, 'a', sizeof other);
    other[SHA256_TEXT] = '\0';
    assert_true(part_sums_start(&sums));
    part_header_write(part, "1.0", "2024-01-01T00:00:00Z", SLICE("{\"dedup\":\"none\"}"));
    part_sums_frame(&sums, buffer_part(part, 0, part->n - 1));
    buffer_append(part, line);
    part_sums_add(&sums, line, true);
    buffer_append(part, SLICE("{\"line\":\"told\"}\n"));
    part_sums_add(&sums, SLICE("{\"line\":\"told\"}\n"), false);
    assert_true(part_sums_content(&sums, content));
    size_t from = part->n;
    part_merged_write(part, slice_of(other));
    part_sums_frame(&sums, buffer_part(part, from, part->n - 1));
    assert_true(part_end_write(part, &sums, content) && !part->failed);
    part_sums_free(&sums);
}

static const struct hash_key key = {{7}};

static const char *check_lines(struct slice part, struct part_check *c)
{
    const char *wrong = NULL;
    while (part.n > 0 && !wrong) {
        struct slice rest = part, line = slice_until(&rest, '\n');
        line.n += line.n < part.n;
        wrong = part_check_line(c, line);
        part = rest;
    }
    if (!wrong)
        wrong = part_check_end(c);
    part_check_free(c);
    return wrong;
}

static const char *check_part(struct slice part, struct part_check *c)
{
    assert_true(part_check_start(c, &key));
    return check_lines(part, c);
}

static void no_byte_changes_unseen(void **state)
{
    struct buffer part = {0};
    struct part_check c;
    (void)state;
    write_part(&part);
    assert_null(check_part(buffer_slice(&part), &c));
    assert_null(check_part(slice_first(buffer_slice(&part), part.n - 1), &c));
    for (size_t n = 0; n + 1 < part.n; n++)
        assert_non_null(check_part(slice_first(buffer_slice(&part), n), &c));
    for (size_t i = 0; i + 1 < part.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            part.at[i] = (char)(part.at[i] ^ (1 << bit));
            assert_non_null(check_part(buffer_slice(&part), &c));
            part.at[i] = (char)(part.at[i] ^ (1 << bit));
        }
    buffer_free(&part);
}

/* Read again, without its sums: it has to be the very same part. */
static void a_part_that_is_changed_between_two_readings_is_told(void **state)
{
    struct buffer part = {0};
    struct part_check c;
    (void)state;
    write_part(&part);
    assert_null(check_part(buffer_slice(&part), &c));
    struct part_seen seen = {.key = &key, .all = c.all, .content = slice_of(c.content)};
    struct part_check again;
    part_check_start_again(&again, &seen);
    assert_null(check_lines(buffer_slice(&part), &again));
    assert_string_equal(again.content, c.content);
    assert_int_equal(again.sums.reports, 1);
    for (size_t i = 0; i + 1 < part.n; i++) {
        part.at[i] ^= 1;
        part_check_start_again(&again, &seen);
        assert_non_null(check_lines(buffer_slice(&part), &again));
        part.at[i] ^= 1;
        part_check_start_again(&again, &seen);
        assert_non_null(check_lines(slice_first(buffer_slice(&part), i), &again));
    }
    buffer_free(&part);
}

/* What is wrong with a part whose first line is this one, and its options. */
static const char *read_first(struct slice line, struct slice *options)
{
    struct part_check c;
    assert_true(part_check_start(&c, NULL));
    const char *wrong = part_check_line(&c, line);
    *options = c.header.options;
    part_check_free(&c);
    return wrong;
}

static void a_header_says_its_version_and_options(void **state)
{
    struct slice o;
    (void)state;
    assert_null(
        read_first(SLICE("{\"tlsrpt_audit_part\":1,\"x\":[{}],\"options\":{\"a\":{}}}"), &o));
    assert_true(slice_equal(o, SLICE("{\"a\":{}}")));
    const char *newer = read_first(SLICE("{\"tlsrpt_audit_part\":2,\"options\":7}"), &o);
    assert_non_null(strstr(newer, "newer"));
    assert_non_null(read_first(SLICE("{\"tlsrpt_audit_part\":1}"), &o));
    assert_non_null(read_first(SLICE("{\"tlsrpt_audit_part\":\"1\",\"options\":{}}"), &o));
    assert_non_null(read_first(SLICE(""), &o));
    assert_true(part_begins(SLICE("{\"tls")) && part_begins(SLICE("{\"tlsrpt_audit_part\":1")));
    assert_true(part_begins(SLICE("{\"line\":\"input\",\"path\":\"a\"}\n")));
    assert_true(part_begins(SLICE("[]\n{\"line\":\"input\",\"path\":\"a\"}\n")));
    assert_false(part_begins(SLICE("{\"line\":\"input\"}\n{\"line\":\"output\",\"path\":1}\n")));
    assert_false(part_begins(SLICE("{\"")) || part_begins(SLICE("{\"tlsrpt\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_back),
        cmocka_unit_test(what_is_no_line_is_told),
        cmocka_unit_test(no_byte_changes_unseen),
        cmocka_unit_test(a_part_that_is_changed_between_two_readings_is_told),
        cmocka_unit_test(a_header_says_its_version_and_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
