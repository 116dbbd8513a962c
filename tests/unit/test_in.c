/* Tests of formats/read and lib/audit: bytes in, figures out. */
#include <stddef.h>
#include "tests/unit/reading.h"

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

static void check(const char *text, uint64_t messages, uint64_t reports, const char *reasons_text)
{
    struct reading r;
    reading_of(&r, text);
    if (r.account.audit.totals.messages != messages || r.account.audit.totals.reports != reports ||
        strcmp(r.reasons.at, reasons_text) != 0)
        fail_msg("messages %d, reports %d, reasons '%s' in: %s",
                 (int)r.account.audit.totals.messages, (int)r.account.audit.totals.reports,
                 r.reasons.at, text);
    reading_end(&r);
}

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

static void mbox_believes_a_content_length_that_ends_at_a_separator(void **state)
{
    (void)state;
    check(FROM "Subject: x\nContent-Length: 51\n\nhello\n\nFrom c Mon Jan  1 00:00:00 2024\n"
               "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          2, 0, "");
    check(FROM "Subject: x\nContent-Length: 40\n\nhello\n\nFrom c Mon Jan  1 00:00:00 2024\n"
               "Subject: z\n\n" FROM "Subject: y\n\nhello\n",
          3, 0, "");
    check(FROM "Subject: x\nContent-Length: 99999999999999999999\n\nhello\n\n" FROM
               "Subject: y\n\nhello\n",
          2, 0, "");
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

static void a_message_is_with_reports_rejected_or_ignored(void **state)
{
    (void)state;
    check(REPORT_MAIL("a", 1, 0), 1, 1, "");
    check("Subject: x\nTLS-Report-Domain: a.example\n\nno report here\n", 1, 0, "no-report-part ");
    check("Subject: x\nContent-Type: multipart/report; report-type=\"TLSRPT\"; "
          "boundary=b\n\n--b\n\nhello\n--b--\n",
          1, 0, "no-report-part ");
    check("Subject: Report Domain: a.example Submitter: b Report-ID: <1>\n\nno claim\n", 1, 0, "");
    check("Subject: x\nContent-Type: application/json\n\n{\"build\": 17, \"policies\": \"none\"}\n",
          1, 0, "");
    check("Subject: x\nContent-Type: application/octet-stream\n\n" REPORT_BODY("a", 1, 0), 1, 1,
          "");
}

static void each_reason_of_a_part_is_told(void **state)
{
    (void)state;
#define PART(type, encoding, body)                                                                 \
    "Subject: x\nContent-Type: " type "\nContent-Transfer-Encoding: " encoding "\n\n" body
    check(PART("application/tlsrpt+gzip", "base64", "!!!!\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "x-magic", "abcd\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "base64", "H4sIAAAAAAAA/6tWSi0q\n"), 1, 0,
          "bad-compression ");
    check(PART("application/tlsrpt+gzip", "base64", "aGVsbG8gd29ybGQ=\n"), 1, 0,
          "bad-compression ");
    check(PART("application/tlsrpt+json", "7bit", "hello\n"), 1, 0, "bad-json ");
    check(PART("application/tlsrpt+json", "7bit", "{\"a\":1}\n"), 1, 0, "not-a-report ");
    check(PART("application/tlsrpt+json", "7bit", "{\"policies\":[]}\n"), 1, 0,
          "missing-report-id ");
}

static void each_bad_part_is_rejected_beside_good_ones(void **state)
{
    (void)state;
#define LEAF(type, body) "--b\nContent-Type: " type "\n\n" body "\n"
#define MIXED(parts) "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" parts "--b--\n"
    check(MIXED(LEAF("application/tlsrpt+json", REPORT_BODY("a", 1, 0)) LEAF(
              "application/tlsrpt+json", "{\"a\":1}") LEAF("application/tlsrpt+json", "x")),
          1, 1, "not-a-report bad-json ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0))
                    LEAF("application/json", "{\"report-id\":\"b\"}")),
          1, 1, "missing-date-range ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0))
                    LEAF("application/json", "{\"a\":1}")),
          1, 1, "");
    check("Subject: x\nContent-Type: text/plain; report-type=tlsrpt\n\nno report\n", 1, 0,
          "no-report-part ");
}

static void labels_need_not_be_right(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, PART("text/plain", "7bit", REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_non_null(strstr(r.records.at, "wrong-media-type"));
    reading_end(&r);
    reading_of(&r, "Subject: Report Domain:\n b.example Submitter: s.example\nContent-Type: "
                   "application/tlsrpt+gzip\n\n" REPORT_BODY("a", 1, 0));
    assert_non_null(strstr(r.records.at, "\"report_domain\":\"b.example\""));
    assert_non_null(strstr(r.records.at, "\"submitter\":\"s.example\""));
    assert_non_null(strstr(r.records.at, "domain-mismatch"));
    assert_non_null(strstr(r.records.at, "wrong-media-type"));
    reading_end(&r);
}

static void damaged_base64_is_noted(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r,
               PART("application/tlsrpt+json", "quoted-printable", "=zz" REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.account.audit.totals.messages_rejected, 1);
    reading_end(&r);
    reading_of(&r, PART("application/tlsrpt+json", "quoted-printable", REPORT_BODY("a=zz", 1, 0)));
    assert_non_null(strstr(r.records.at, "encoding-damaged"));
    reading_end(&r);
}

static void bare_reports_and_records_are_read(void **state)
{
    (void)state;
    struct reading r, again;
    reading_of(&r, REPORT_BODY("a", 5, 1));
    assert_int_equal(r.account.audit.totals.messages, 0);
    assert_int_equal(r.account.audit.totals.reports, 1);
    reading_start(&again);
    reading_add(&again, buffer_slice(&r.records), 7);
    assert_true(slice_equal(buffer_slice(&again.records), buffer_slice(&r.records)));
    reading_end(&again);
    reading_end(&r);
    check("{\"hello\":1}", 0, 0, ""); /* the JSON of something else */
    check("{\"policies\":1}", 0, 0, "missing-report-id ");
    check("{\"report_key\":\"x\",\"report_id\":\"\"}\n{broken\n", 0, 0,
          "missing-report-id bad-json ");
}

static void duplicates_and_conflicts_are_not_summed(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM REPORT_MAIL("a", 5, 1) "\n" FROM REPORT_MAIL(
                       "a", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 1) "\n");
    assert_int_equal(r.account.audit.figures.sessions.successful, 5);
    assert_int_equal(r.account.audit.totals.reports_found, 3);
    assert_string_equal(r.reasons.at, "duplicate conflict ");
    reading_end(&r);
}

static void what_is_nothing_is_skipped(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, "\x01\x02 just bytes");
    assert_string_equal(r.troubles.at, "");
    assert_int_equal(r.account.audit.totals.files_skipped, 1);
    reading_end(&r);
}

static void selection_leaves_out_what_does_not_match(void **state)
{
    (void)state;
    struct reading r;
    char error[200];
    reading_start(&r);
    assert_true(selection_add(&r.selection.domains, "^CITY\\.", error, sizeof error));
    assert_true(selection_add(&r.selection.reporters, "nobody", error, sizeof error));
    assert_true(selection_add(&r.selection.reporters, "sender", error, sizeof error));
    reading_add(&r, SLICE(REPORT_MAIL("a", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    r.selection.has_since = true;
    r.selection.since = day_of_civil((struct civil){2024, 5, 2});
    reading_add(&r, SLICE(REPORT_MAIL("b", 5, 0)), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_int_equal(r.account.audit.totals.left_out, 1);
    assert_false(selection_add(&r.selection.domains, "a(", error, sizeof error));
    assert_non_null(strstr(error, "^"));
    selection_free(&r.selection);
    reading_end(&r);
}

static void a_forged_sum_stops_at_the_largest_number(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r,
               FROM REPORT_MAIL("a", 9223372036854775807, 0) "\n" FROM REPORT_MAIL("b", 5, 0) "\n");
    assert_true(r.account.audit.figures.sessions.successful == INT64_MAX);
    assert_true(r.account.audit.figures.saturated);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mbox_gives_each_message),
        cmocka_unit_test(mbox_keeps_from_line_inside_body),
        cmocka_unit_test(mbox_takes_a_bare_from_line_before_a_field),
        cmocka_unit_test(mbox_takes_a_dated_line_before_a_field_without_an_empty_line),
        cmocka_unit_test(mbox_believes_a_content_length_that_ends_at_a_separator),
        cmocka_unit_test(mbox_begins_after_a_mark_and_empty_lines),
        cmocka_unit_test(mmdf_separates_by_lines_of_four_marks),
        cmocka_unit_test(mbox_unquotes_the_mboxrd_way),
        cmocka_unit_test(mbox_with_crlf_is_read_alike),
        cmocka_unit_test(splitting_the_stream_anywhere_gives_the_same),
        cmocka_unit_test(a_very_long_from_line_is_judged_alike_wherever_the_stream_is_cut),
        cmocka_unit_test(a_message_over_the_limit_is_rejected_and_the_next_one_read),
        cmocka_unit_test(a_message_is_with_reports_rejected_or_ignored),
        cmocka_unit_test(each_reason_of_a_part_is_told),
        cmocka_unit_test(each_bad_part_is_rejected_beside_good_ones),
        cmocka_unit_test(labels_need_not_be_right),
        cmocka_unit_test(damaged_base64_is_noted),
        cmocka_unit_test(bare_reports_and_records_are_read),
        cmocka_unit_test(duplicates_and_conflicts_are_not_summed),
        cmocka_unit_test(what_is_nothing_is_skipped),
        cmocka_unit_test(selection_leaves_out_what_does_not_match),
        cmocka_unit_test(a_forged_sum_stops_at_the_largest_number),
    };
    return cmocka_run_group_tests_name("in", tests, NULL, NULL);
}
