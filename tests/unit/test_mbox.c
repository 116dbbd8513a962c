/* Tests of mboxes: where a message ends (RFC 4155), and what is undone in it. */
#include "tests/unit/check.h"

static void mbox_gives_each_message(void **state)
{
    (void)state;
    check(FROM REPORT_MAIL("a", 5, 0) "\n" FROM
                                      "Subject: other\n\nmail\n\n" FROM REPORT_MAIL("b", 5, 0),
          3, 2, "");
}

static void mbox_keeps_from_line_inside_body(void **state)
{
    (void)state;
    check(FROM "Subject: x\n\nhello\n\nFrom now on too.\nbody\n", 1, 0, "");
    check(FROM "Subject: x\n\nhello\nFrom me Mon Jan  1 00:00:00 2024\nbody\n", 1, 0,
          ""); /* no empty line before it */
}

static void mbox_takes_a_dated_line_before_a_field_without_an_empty_line(void **state)
{
    (void)state;
    check(FROM "Subject: x\n\nhello\n" FROM "Subject: y\n\nhello\n", 2, 0, "");
    check(FROM "Subject: x\n\nhello\nFrom -\nSubject: y\n\nhello\n", 1, 0, "");
}

static void mbox_takes_a_numeric_date_before_a_field_alone(void **state)
{
    (void)state;
    static const char *const dates[] = {"2024-03-02 03:00:00", "2024-03-02T03:00:00Z",
                                        "2024/03/02 03:00",    "Mar 2, 2024, 3:00 AM",
                                        "02.03.2024 03:00",    "3:00 2-3-2024"};
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        char mbox[200];
        snprintf(mbox, sizeof mbox,
                 "From x %s\nSubject: x\n\nhello\nFrom x %s\nSubject: y\n\nhello\n", dates[i],
                 dates[i]);
        check(mbox, 2, 0, "");
        snprintf(mbox, sizeof mbox, FROM "Subject: x\n\nhello\n\nFrom x %s\nonly text\n", dates[i]);
        check(mbox, 1, 0, "");
    }
    check(FROM "Subject: x\n\nhello\nFrom x 03:00 -0500\nSubject: y\n", 1, 0, "");
    check(FROM "Subject: x\n\nhello\nFrom x 03:00 v2024\nSubject: y\n", 1, 0, "");
    check(FROM "Subject: x\n\nhello\nFrom 2024-03-02 on\nSubject: y\n", 1, 0, "");
}

static void mbox_believes_a_content_length_that_ends_at_a_separator(void **state)
{
    (void)state;
    check(FROM "Subject: x\nContent-Length: 51\n\nhello\n\nFrom c Mon Jan  1 00:00:00 2024\n"
               "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          2, 0, "");
    check(FROM "Subject: x\nContent-Length: 40\n\nhello\n\nFrom c Mon Jan  1 00:00:00 2024\n"
               "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          3, 0, "");
    check(FROM
          "Subject: x\nContent-Length: 4294967347\n\nhello\n\nFrom c Mon Jan  1 00:00:00 2024\n"
          "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          3, 0, ""); /* 51 where numbers have 32 bits */
    check(FROM "Subject: x\nContent-Length: 99999999999999999999\n\nhello\n\n" FROM
               "Subject: y\n\nhello\n",
          2, 0, "");
    check(FROM "content-length: 9\nCONTENT-LENGTH: 51\n\nhello\n\n From c Mon Jan\n\n"
               "From d Mon Jan  1 00:00:00 2024\nSubject: z\n\n" FROM "Subject: y\n\nhello\n",
          3, 0, "");
}

static void mbox_takes_a_content_length_from_the_header_alone(void **state)
{
    (void)state;
    check(FROM "Subject: x\n\nContent-Length: 44\n\nFrom c Mon Jan  1 00:00:00 2024\n"
               "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          3, 0, "");
    check(FROM "Subject: x\nContent-Length: 44\n" FROM "Subject: y\n\nhello\n", 2, 0, "");
}

static void mbox_begins_after_a_mark_and_empty_lines(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF" FROM "Subject: x\n\nhello\n\n" FROM "Subject: y\n\nhello\n", 2, 0, "");
    check("\r\n\n" FROM "Subject: x\n\nhello\n\n" FROM "Subject: y\n\nhello\n", 2, 0, "");
}

static void mmdf_separates_by_lines_of_four_marks(void **state)
{
    (void)state;
    check("\1\1\1\1\nSubject: x\n\nhello\n\1\1\1\1\n\1\1\1\1\nFrom a\nSubject: y\n\nhello\n\n" FROM
          "text\n\1\1\1\1\n",
          2, 0, "");
}

static void mbox_takes_a_bare_from_line_before_a_field(void **state)
{
    (void)state;
    check("From - \nSubject: x\n\nhello\n\nFrom -\nSubject: y\n\nhello\n", 2, 0, "");
    check(FROM "Subject: x\n\nhello\n\nFrom x 2024 at 12:30\nno field here\n", 2, 0,
          ""); /* year before time */
}

static void mbox_takes_a_field_of_from_and_blanks_for_none(void **state)
{
    (void)state;
    check(FROM "Subject: x\n\nhello\n\nFrom : y\nTo : z\n\nFrom \t: y\nTo : z\n", 1, 0, "");
    check(FROM "Subject: x\n\nhello\n\nFrom y :\nTo : z\n", 2, 0, "");
}

static void mbox_unquotes_the_mboxrd_way(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM "TLS-Report-Domain: x\nContent-Type: application/tlsrpt+json; "
                        "name=x\n\n{\"report-id\":\"a\",\n>>From \n}\n");
    assert_string_equal(r.reasons.at, "bad-json ");
    reading_end(&r);
    check("From x Mon Jan  1 00:00:00 2024\nSubject: q\n\n>From here\n", 1, 0, "");
}

static void mbox_with_crlf_is_read_alike(void **state)
{
    (void)state;
    check("From a Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nhello\r\n\r\nFrom b Mon Jan  1 "
          "00:00:00 2024\r\nSubject: y\r\n\r\nhello\r\n",
          2, 0, "");
}

static void splitting_the_stream_anywhere_gives_the_same(void **state)
{
    (void)state;
    static const char text[] = FROM REPORT_MAIL(
        "a", 5, 0) "\n" FROM
                   "Subject: other\n\n>From x\n\nFrom -\nX: y\n\nz\n\n" FROM REPORT_MAIL(
                       "b", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 0);
    for (size_t piece = 1; piece < 200; piece += 3) {
        struct reading r;
        reading_start(&r);
        reading_add(&r, slice_of(text), piece);
        assert_int_equal(r.account.audit.totals.messages, 5);
        assert_int_equal(r.account.audit.totals.reports, 2);
        assert_string_equal(r.reasons.at, "conflict ");
        reading_end(&r);
    }
}

static void a_very_long_from_line_is_judged_alike_wherever_the_stream_is_cut(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append_text(&b, FROM "Subject: x\n\n");
    for (int i = 0; i < 1000; i++)
        buffer_append_text(&b, "hello\n");
    buffer_append_text(&b, "\nFrom ");
    for (int i = 0; i < 5000; i++)
        buffer_append_char(&b, 'a');
    buffer_append_text(&b, " 10:00 2024\nSubject: y\n\nhello\n");
    for (size_t piece = 100; piece < 20000; piece += 4900) {
        struct reading r;
        reading_start(&r);
        reading_add(&r, buffer_slice(&b), piece);
        assert_int_equal(r.account.audit.totals.messages, 1);
        reading_end(&r);
    }
    buffer_free(&b);
}

static void a_message_over_the_limit_is_rejected_and_the_next_one_read(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append_text(&b, FROM "Subject: huge\n\n");
    for (int i = 0; i < 300000; i++)
        buffer_append_text(&b, "0123456789\n");
    buffer_append_text(&b, "\n" FROM REPORT_MAIL("a", 5, 0));
    struct reading r;
    reading_start(&r);
    r.options.limits.message = 1 << 20;
    reading_add(&r, buffer_slice(&b), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.messages, 2);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_string_equal(r.reasons.at, "too-large ");
    reading_end(&r);
    buffer_free(&b);
}

enum { LIMIT = 20000, HEAD = 4096 }; /* --max-message; what a stream looks at first */

/* An mbox of a message of `n` bytes behind its From_ line, with `early` in its body, and one of a
 * report. */
static void make_mbox(struct buffer *b, size_t n, const char *header, const char *early)
{
    b->n = 0;
    buffer_append_text(b, FROM);
    buffer_append_text(b, header);
    buffer_append_text(b, early);
    while (b->n + 1 < n + strlen(FROM))
        buffer_append_char(b, b->n % 50 == 0 ? '\n' : 'x');
    buffer_append_text(b, "\n\n" FROM REPORT_MAIL("a", 5, 0));
}

static void check_mbox(const struct buffer *b, size_t piece, const char *reasons_text)
{
    struct reading r;
    reading_start(&r);
    r.options.limits.message = LIMIT;
    reading_add(&r, buffer_slice(b), piece);
    if (r.account.audit.totals.messages != 2 || r.account.audit.totals.reports != 1 ||
        strcmp(r.reasons.at, reasons_text) != 0)
        fail_msg("%zu bytes in pieces of %zu: messages %d, reports %d, reasons '%s'", b->n, piece,
                 (int)r.account.audit.totals.messages, (int)r.account.audit.totals.reports,
                 r.reasons.at);
    reading_end(&r);
}

/* A line in the body looks like a separator, and whether it is one is known only at the end of the
 * body: also where by then as much was read as a message may have. */
static void a_length_near_the_limit_is_judged_alike_wherever_the_stream_is_cut(void **state)
{
    (void)state;
    struct buffer b = {0};
    char header[100];
    for (size_t n = LIMIT - 80; n <= LIMIT - strlen(FROM); n++) {
        int size = snprintf(header, sizeof header, "Subject: x\nContent-Length: %05zu\n\n", n - 34);
        assert_int_equal(size, 34);
        make_mbox(&b, n, header, "\nFrom c Mon Jan  1 00:00:00 2024\nZ: z\n");
        for (size_t piece = LIMIT - HEAD - 3; piece < LIMIT - HEAD + 12; piece++)
            check_mbox(&b, piece, "");
    }
    buffer_free(&b);
}

static void the_limit_of_a_message_is_exact_wherever_the_stream_is_cut(void **state)
{
    (void)state;
    struct buffer b = {0};
    const size_t pieces[] = {100, LIMIT - HEAD, LIMIT - HEAD + 40, LIMIT, 100000};
    for (size_t n = LIMIT - 2; n <= LIMIT + 2; n++)
        for (size_t i = 0; i < COUNT_OF(pieces); i++) {
            make_mbox(&b, n, "Subject: x\n\n", "");
            check_mbox(&b, pieces[i], n > LIMIT ? "too-large " : "");
        }
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mbox_gives_each_message),
        cmocka_unit_test(mbox_keeps_from_line_inside_body),
        cmocka_unit_test(mbox_takes_a_bare_from_line_before_a_field),
        cmocka_unit_test(mbox_takes_a_dated_line_before_a_field_without_an_empty_line),
        cmocka_unit_test(mbox_takes_a_numeric_date_before_a_field_alone),
        cmocka_unit_test(mbox_believes_a_content_length_that_ends_at_a_separator),
        cmocka_unit_test(mbox_takes_a_content_length_from_the_header_alone),
        cmocka_unit_test(mbox_begins_after_a_mark_and_empty_lines),
        cmocka_unit_test(mmdf_separates_by_lines_of_four_marks),
        cmocka_unit_test(mbox_takes_a_field_of_from_and_blanks_for_none),
        cmocka_unit_test(mbox_unquotes_the_mboxrd_way),
        cmocka_unit_test(mbox_with_crlf_is_read_alike),
        cmocka_unit_test(splitting_the_stream_anywhere_gives_the_same),
        cmocka_unit_test(a_very_long_from_line_is_judged_alike_wherever_the_stream_is_cut),
        cmocka_unit_test(a_message_over_the_limit_is_rejected_and_the_next_one_read),
        cmocka_unit_test(a_length_near_the_limit_is_judged_alike_wherever_the_stream_is_cut),
        cmocka_unit_test(the_limit_of_a_message_is_exact_wherever_the_stream_is_cut),
    };
    return cmocka_run_group_tests_name("mbox", tests, NULL, NULL);
}
