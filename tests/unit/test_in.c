/* Tests of formats/in and lib/audit: bytes in, figures out. */
#include <stddef.h>
#include "tests/unit/reading.h"

#include <archive.h>
#include <archive_entry.h>

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

static void check(const char *text, uint64_t messages, uint64_t reports, const char *reasons_text)
{
    struct reading r;
    reading_of(&r, text);
    if (r.audit.totals.messages != messages || r.audit.totals.reports != reports || strcmp(r.reasons.at, reasons_text) != 0)
        fail_msg("messages %d, reports %d, reasons '%s' in: %s", (int)r.audit.totals.messages, (int)r.audit.totals.reports, r.reasons.at, text);
    reading_end(&r);
}

static void mbox_gives_each_message(void **state)
{
    (void)state;
    check(FROM REPORT_MAIL("a", 5, 0) "\n" FROM "Subject: other\n\nmail\n\n" FROM REPORT_MAIL("b", 5, 0), 3, 2, "");
}

static void mbox_keeps_from_line_inside_body(void **state)
{
    (void)state;
    check(FROM "Subject: x\n\nhello\n\nFrom now on too.\nbody\n", 1, 0, "");
    check(FROM "Subject: x\n\nhello\nFrom me Mon Jan  1 00:00:00 2024\nbody\n", 1, 0, ""); /* no empty line before it */
}

static void mbox_takes_a_bare_from_line_before_a_field(void **state)
{
    (void)state;
    check("From - \nSubject: x\n\nhello\n\nFrom -\nSubject: y\n\nhello\n", 2, 0, "");
    check(FROM "Subject: x\n\nhello\n\nFrom x 2024 at 12:30\nno field here\n", 2, 0, ""); /* year before time */
}

static void mbox_unquotes_the_mboxrd_way(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM "TLS-Report-Domain: x\nContent-Type: application/tlsrpt+json; name=x\n\n{\"report-id\":\"a\",\n>>From \n}\n");
    assert_string_equal(r.reasons.at, "bad-json ");
    reading_end(&r);
    check("From x Mon Jan  1 00:00:00 2024\nSubject: q\n\n>From here\n", 1, 0, "");
}

static void mbox_with_crlf_is_read_alike(void **state)
{
    (void)state;
    check("From a Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\nhello\r\n\r\nFrom b Mon Jan  1 00:00:00 2024\r\nSubject: y\r\n\r\nhello\r\n", 2, 0, "");
}

static void splitting_the_stream_anywhere_gives_the_same(void **state)
{
    (void)state;
    static const char text[] = FROM REPORT_MAIL("a", 5, 0) "\n" FROM "Subject: other\n\n>From x\n\nFrom -\nX: y\n\nz\n\n" FROM REPORT_MAIL("b", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 0);
    for (size_t piece = 1; piece < 200; piece += 3) {
        struct reading r;
        reading_start(&r);
        reading_add(&r, slice_of(text), piece);
        assert_int_equal(r.audit.totals.messages, 5);
        assert_int_equal(r.audit.totals.reports, 2);
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
        assert_int_equal(r.audit.totals.messages, 1);
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
    assert_int_equal(r.audit.totals.messages, 2);
    assert_int_equal(r.audit.totals.reports, 1);
    assert_string_equal(r.reasons.at, "too-large ");
    reading_end(&r);
    buffer_free(&b);
}

static void a_message_is_with_reports_rejected_or_ignored(void **state)
{
    (void)state;
    check(REPORT_MAIL("a", 1, 0), 1, 1, "");
    check("Subject: x\nTLS-Report-Domain: a.example\n\nno report here\n", 1, 0, "no-report-part ");
    check("Subject: x\nContent-Type: multipart/report; report-type=\"TLSRPT\"; boundary=b\n\n--b\n\nhello\n--b--\n", 1, 0, "no-report-part ");
    check("Subject: Report Domain: a.example Submitter: b Report-ID: <1>\n\nno claim\n", 1, 0, "");
    check("Subject: x\nContent-Type: application/json\n\n{\"build\": 17, \"policies\": \"none\"}\n", 1, 0, "");
    check("Subject: x\nContent-Type: application/octet-stream\n\n" REPORT_BODY("a", 1, 0), 1, 1, "");
}

static void each_reason_of_a_part_is_told(void **state)
{
    (void)state;
#define PART(type, encoding, body) "Subject: x\nContent-Type: " type "\nContent-Transfer-Encoding: " encoding "\n\n" body
    check(PART("application/tlsrpt+gzip", "base64", "!!!!\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "x-magic", "abcd\n"), 1, 0, "bad-encoding ");
    check(PART("application/tlsrpt+gzip", "base64", "H4sIAAAAAAAA/6tWSi0q\n"), 1, 0, "bad-compression ");
    check(PART("application/tlsrpt+gzip", "base64", "aGVsbG8gd29ybGQ=\n"), 1, 0, "bad-compression ");
    check(PART("application/tlsrpt+json", "7bit", "hello\n"), 1, 0, "bad-json ");
    check(PART("application/tlsrpt+json", "7bit", "{\"a\":1}\n"), 1, 0, "not-a-report ");
    check(PART("application/tlsrpt+json", "7bit", "{\"policies\":[]}\n"), 1, 0, "missing-report-id ");
}

static void each_bad_part_is_rejected_beside_good_ones(void **state)
{
    (void)state;
#define LEAF(type, body) "--b\nContent-Type: " type "\n\n" body "\n"
#define MIXED(parts) "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" parts "--b--\n"
    check(MIXED(LEAF("application/tlsrpt+json", REPORT_BODY("a", 1, 0)) LEAF("application/tlsrpt+json", "{\"a\":1}") LEAF("application/tlsrpt+json", "x")), 1, 1, "not-a-report bad-json ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0)) LEAF("application/json", "{\"report-id\":\"b\"}")), 1, 1, "missing-date-range ");
    check(MIXED(LEAF("application/json", REPORT_BODY("a", 1, 0)) LEAF("application/json", "{\"a\":1}")), 1, 1, "");
    check("Subject: x\nContent-Type: text/plain; report-type=tlsrpt\n\nno report\n", 1, 0, "no-report-part ");
}

static void labels_need_not_be_right(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, PART("text/plain", "7bit", REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.audit.totals.reports, 1);
    assert_non_null(strstr(r.records.at, "wrong-media-type"));
    reading_end(&r);
    reading_of(&r, "Subject: Report Domain:\n b.example Submitter: s.example\nContent-Type: application/tlsrpt+gzip\n\n" REPORT_BODY("a", 1, 0));
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
    reading_of(&r, PART("application/tlsrpt+json", "quoted-printable", "=zz" REPORT_BODY("a", 1, 0)));
    assert_int_equal(r.audit.totals.messages_rejected, 1);
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
    assert_int_equal(r.audit.totals.messages, 0);
    assert_int_equal(r.audit.totals.reports, 1);
    reading_start(&again);
    reading_add(&again, buffer_slice(&r.records), 7);
    assert_true(slice_equal(buffer_slice(&again.records), buffer_slice(&r.records)));
    reading_end(&again);
    reading_end(&r);
    check("{\"hello\":1}", 0, 0, "not-a-report ");
    check("{\"report_key\":\"x\",\"report_id\":\"\"}\n{broken\n", 0, 0, "missing-report-id bad-json ");
}

static void duplicates_and_conflicts_are_not_summed(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM REPORT_MAIL("a", 5, 1) "\n" FROM REPORT_MAIL("a", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 1) "\n");
    assert_int_equal(r.audit.figures.sessions.successful, 5);
    assert_int_equal(r.audit.totals.reports_found, 3);
    assert_string_equal(r.reasons.at, "duplicate conflict ");
    reading_end(&r);
}

static void what_is_nothing_is_said_so(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, "\x01\x02 just bytes");
    assert_string_equal(r.troubles.at, "is no mail folder, mbox, archive, message, report or record file\n");
    reading_end(&r);
}

struct member {
    const char *name, *content;
};

/* An archive in memory; filter 0: none. */
static struct slice make_archive(char *room, size_t size, int format, int filter, const struct member *members, size_t n)
{
    struct archive *a = archive_write_new();
    size_t used = 0;
    archive_write_set_format(a, format);
    archive_write_add_filter(a, filter);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open_memory(a, room, size, &used), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, members[i].name);
        archive_entry_set_size(e, (la_int64_t)strlen(members[i].content));
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        archive_write_data(a, members[i].content, strlen(members[i].content));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return (struct slice){room, used};
}

static void archives_of_every_kind_give_their_members(void **state)
{
    (void)state;
    static const struct member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)}, {"box", FROM REPORT_MAIL("b", 2, 0)}, {"c.json", REPORT_BODY("c", 3, 0)},
                                            {"note.txt", "just a note\n"}, {"Maildir/tmp/1.half", REPORT_MAIL("d", 4, 0)}};
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FORMAT_CPIO_SVR4_NOCRC,
                                  ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_7ZIP};
    static const int filters[] = {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZ4,
                                  ARCHIVE_FILTER_COMPRESS, ARCHIVE_FILTER_LZIP};
    static char room[1 << 20];
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
        for (size_t z = 0; z < sizeof filters / sizeof *filters; z++) {
            struct reading r;
            reading_start(&r);
            reading_add(&r, make_archive(room, sizeof room, formats[f], filters[z], members, 5), 1000);
            if (r.audit.totals.messages != 2 || r.audit.figures.sessions.successful != 6 || r.audit.totals.files_skipped != 2 || r.troubles.n > 0)
                fail_msg("format %d, filter %d: %d messages, %d sessions, %s", (int)f, (int)z, (int)r.audit.totals.messages, (int)r.audit.figures.sessions.successful, r.troubles.at);
            reading_end(&r);
        }
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    static char a[1 << 16], b[1 << 16];
    struct slice inner = make_archive(a, sizeof a, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, &(struct member){"a.eml", REPORT_MAIL("a", 1, 0)}, 1);
    for (int depth = 1; depth < 10; depth++) { /* gzip in gzip in … */
        struct reading r;
        reading_start(&r);
        reading_add(&r, inner, SIZE_MAX);
        if (depth <= 8)
            assert_int_equal(r.audit.totals.reports, 1);
        else
            assert_string_equal(r.reasons.at, "too-large ");
        reading_end(&r);
        struct archive *w = archive_write_new();
        size_t used = 0;
        archive_write_set_format_raw(w);
        archive_write_add_filter_gzip(w);
        archive_write_set_bytes_in_last_block(w, 1);
        archive_write_open_memory(w, b, sizeof b, &used);
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_filetype(e, AE_IFREG);
        archive_write_header(w, e);
        archive_write_data(w, inner.at, inner.n);
        archive_entry_free(e);
        archive_write_close(w);
        archive_write_free(w);
        memcpy(a, b, used);
        inner = (struct slice){a, used};
    }
}

/* gzip in memory of `n` times the same byte behind a report, which JSON allows when it is a blank. */
static struct slice make_gzip(char *room, size_t size, size_t n)
{
    struct archive *w = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    size_t used = 0;
    char blanks[1000];
    memset(blanks, ' ', sizeof blanks);
    archive_write_set_format_raw(w);
    archive_write_add_filter_gzip(w);
    archive_write_set_bytes_in_last_block(w, 1);
    archive_write_open_memory(w, room, size, &used);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_write_header(w, e);
    archive_write_data(w, REPORT_BODY("a", 1, 0), strlen(REPORT_BODY("a", 1, 0)));
    for (size_t i = 0; i < n; i += sizeof blanks)
        archive_write_data(w, blanks, sizeof blanks);
    archive_entry_free(e);
    archive_write_close(w);
    archive_write_free(w);
    return (struct slice){room, used};
}

static void check_unpacked(size_t blanks, uint64_t report, uint64_t ratio, const char *reasons_text)
{
    static char room[1 << 20], mail[1 << 20];
    struct slice packed = make_gzip(room, sizeof room, blanks);
    int n = snprintf(mail, sizeof mail, "Subject: x\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: binary\n\n");
    memcpy(mail + n, packed.at, packed.n);
    struct reading r;
    reading_start(&r);
    r.options.limits.report = report;
    r.options.limits.ratio = ratio;
    reading_add(&r, (struct slice){mail, (size_t)n + packed.n}, SIZE_MAX);
    assert_string_equal(r.reasons.at, reasons_text);
    assert_int_equal(r.audit.totals.reports, reasons_text[0] == '\0');
    reading_end(&r);
}

static void what_unpacks_to_too_much_is_rejected(void **state)
{
    (void)state;
    size_t body = strlen(REPORT_BODY("a", 1, 0));
    check_unpacked(100000, body + 100000, 10000, "");
    check_unpacked(100000, body + 99999, 10000, "too-large ");
    check_unpacked(3000000, 64 << 20, 500, "too-large "); /* more than a megabyte, and far more than 500 times the size */
    check_unpacked(900000, 64 << 20, 1, "");              /* less than a megabyte may have any ratio */
}

static void a_damaged_archive_counts_what_came_before(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)}, {"b.eml", REPORT_MAIL("b", 2, 0)}};
    struct slice whole = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, members, 2);
    struct reading r;
    reading_start(&r);
    reading_add(&r, slice_first(whole, 512 + 1024 + 512 + 100), SIZE_MAX);
    assert_int_equal(r.audit.totals.reports, 1);
    assert_true(r.troubles.n > 0);
    reading_end(&r);
}

static void what_came_whole_before_the_cut_is_read(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct member members[] = {{"a.json", REPORT_BODY("a", 1, 0)}, {"b.json", REPORT_BODY("b", 2, 0)}};
    struct slice whole = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, members, 2);
    struct reading r;
    reading_start(&r);
    reading_add(&r, slice_first(whole, 512 + 512 + 512 + strlen(members[1].content) + 10), SIZE_MAX); /* the padding is cut, the report is not */
    assert_int_equal(r.audit.totals.reports, 2);
    assert_true(r.troubles.n > 0);
    reading_end(&r);
}

static void a_cut_gzip_of_an_mbox_gives_all_that_can_be_unpacked(void **state)
{
    (void)state;
    enum { MESSAGES = 4000, ROOM = 1 << 22 };
    char *packed = malloc(ROOM), line[400];
    struct buffer mbox = {0};
    size_t used = 0;
    assert_non_null(packed);
    for (int i = 0; i < MESSAGES; i++) {
        snprintf(line, sizeof line, FROM "Subject: %d %d %d\n\n%d\n\n", i * 7919 % 10007, i * 104729 % 99991, i, i * 31337 % 65537);
        buffer_append_text(&mbox, line);
    }
    struct archive *a = archive_write_new();
    archive_write_add_filter_gzip(a);
    archive_write_set_format_raw(a);
    archive_write_open_memory(a, packed, ROOM, &used);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(a, entry);
    assert_int_equal(archive_write_data(a, mbox.at, mbox.n), mbox.n);
    archive_entry_free(entry);
    archive_write_free(a);
    struct reading r;
    reading_start(&r);
    reading_add(&r, (struct slice){packed, used - 200}, SIZE_MAX);
    assert_true(r.audit.totals.messages > MESSAGES * 95 / 100);
    assert_true(r.troubles.n > 0);
    reading_end(&r);
    buffer_free(&mbox);
    free(packed);
}

static void forwarded_and_zipped_is_found(void **state)
{
    (void)state;
    static char room[1 << 16], mail[1 << 17];
    struct slice zip = make_archive(room, sizeof room, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &(struct member){"r.json", REPORT_BODY("z", 9, 0)}, 1);
    int n = snprintf(mail, sizeof mail, "Subject: Fwd\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nSubject: in\nTLS-Report-Domain: Fwd.Example\n"
                     "Content-Type: application/zip; name=\"a!b!1!2.zip\"\nContent-Transfer-Encoding: binary\n\n");
    memcpy(mail + n, zip.at, zip.n);
    memcpy(mail + n + zip.n, "\n--o--\n", 7);
    struct reading r;
    reading_start(&r);
    reading_add(&r, (struct slice){mail, (size_t)n + zip.n + 7}, SIZE_MAX);
    assert_int_equal(r.audit.figures.sessions.successful, 9);
    assert_non_null(strstr(r.records.at, "\"report_domain\":\"fwd.example\""));
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
    assert_int_equal(r.audit.totals.reports, 1);
    r.selection.has_since = true;
    r.selection.since = day_of_civil((struct civil){2024, 5, 2});
    reading_add(&r, SLICE(REPORT_MAIL("b", 5, 0)), SIZE_MAX);
    assert_int_equal(r.audit.totals.reports, 1);
    assert_int_equal(r.audit.totals.left_out, 1);
    assert_false(selection_add(&r.selection.domains, "a(", error, sizeof error));
    assert_non_null(strstr(error, "^"));
    selection_free(&r.selection);
    reading_end(&r);
}

static void a_forged_sum_stops_at_the_largest_number(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM REPORT_MAIL("a", 9223372036854775807, 0) "\n" FROM REPORT_MAIL("b", 5, 0) "\n");
    assert_true(r.audit.figures.sessions.successful == INT64_MAX);
    assert_true(r.audit.figures.saturated);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mbox_gives_each_message), cmocka_unit_test(mbox_keeps_from_line_inside_body), cmocka_unit_test(mbox_takes_a_bare_from_line_before_a_field),
        cmocka_unit_test(mbox_unquotes_the_mboxrd_way), cmocka_unit_test(mbox_with_crlf_is_read_alike), cmocka_unit_test(splitting_the_stream_anywhere_gives_the_same),
        cmocka_unit_test(a_very_long_from_line_is_judged_alike_wherever_the_stream_is_cut),
        cmocka_unit_test(a_message_over_the_limit_is_rejected_and_the_next_one_read), cmocka_unit_test(a_message_is_with_reports_rejected_or_ignored),
        cmocka_unit_test(each_reason_of_a_part_is_told), cmocka_unit_test(each_bad_part_is_rejected_beside_good_ones), cmocka_unit_test(labels_need_not_be_right), cmocka_unit_test(damaged_base64_is_noted),
        cmocka_unit_test(bare_reports_and_records_are_read), cmocka_unit_test(duplicates_and_conflicts_are_not_summed), cmocka_unit_test(what_is_nothing_is_said_so),
        cmocka_unit_test(archives_of_every_kind_give_their_members), cmocka_unit_test(nesting_has_a_limit), cmocka_unit_test(what_unpacks_to_too_much_is_rejected), cmocka_unit_test(a_damaged_archive_counts_what_came_before),
        cmocka_unit_test(what_came_whole_before_the_cut_is_read), cmocka_unit_test(a_cut_gzip_of_an_mbox_gives_all_that_can_be_unpacked),
        cmocka_unit_test(forwarded_and_zipped_is_found), cmocka_unit_test(selection_leaves_out_what_does_not_match), cmocka_unit_test(a_forged_sum_stops_at_the_largest_number),
    };
    return cmocka_run_group_tests_name("in", tests, NULL, NULL);
}
