/* Tests of archives and compressions (formats/read): what stands in them is found, whatever is
 * damaged, nested or too large. */
#include <stddef.h>
#include "tests/unit/reading.h"

#include "formats/read/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

struct member {
    const char *name, *content;
};

/* An archive in memory; filter 0: none. */
static struct slice make_archive(char *room, size_t size, int format, int filter,
                                 const struct member *members, size_t n)
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
    static const struct member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)},
                                            {"box", FROM REPORT_MAIL("b", 2, 0)},
                                            {"c.json", REPORT_BODY("c", 3, 0)},
                                            {"note.txt", "just a note\n"},
                                            {"Maildir/tmp/1.half", REPORT_MAIL("d", 4, 0)}};
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR,  ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE,
                                  ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FORMAT_CPIO_SVR4_NOCRC,
                                  ARCHIVE_FORMAT_ZIP,        ARCHIVE_FORMAT_7ZIP};
    static const int filters[] = {
        ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,    ARCHIVE_FILTER_XZ,
        ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZ4,  ARCHIVE_FILTER_COMPRESS, ARCHIVE_FILTER_LZIP};
    static char room[1 << 20];
    for (size_t f = 0; f < COUNT_OF(formats); f++)
        for (size_t z = 0; z < COUNT_OF(filters); z++) {
            struct reading r;
            reading_start(&r);
            reading_add(&r, make_archive(room, sizeof room, formats[f], filters[z], members, 5),
                        1000);
            if (r.account.audit.totals.messages != 2 ||
                r.account.audit.figures.sessions.successful != 6 ||
                r.account.audit.totals.files_skipped != 2 || r.troubles.n > 0)
                fail_msg("format %d, filter %d: %d messages, %d sessions, %s", (int)f, (int)z,
                         (int)r.account.audit.totals.messages,
                         (int)r.account.audit.figures.sessions.successful, r.troubles.at);
            reading_end(&r);
        }
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    static char a[1 << 16], b[1 << 16];
    struct slice inner = make_archive(a, sizeof a, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE,
                                      &(struct member){"a.eml", REPORT_MAIL("a", 1, 0)}, 1);
    for (int depth = 1; depth < 10; depth++) { /* gzip in gzip in … */
        struct reading r;
        reading_start(&r);
        reading_add(&r, inner, SIZE_MAX);
        if (depth <= 8)
            assert_int_equal(r.account.audit.totals.reports, 1);
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

/* gzip in memory of `n` times the same byte behind a report, which JSON allows when it is a
 * blank. */
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
    int n = snprintf(
        mail, sizeof mail,
        "Subject: x\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: binary\n\n");
    memcpy(mail + n, packed.at, packed.n);
    struct reading r;
    reading_start(&r);
    r.options.limits.report = report;
    r.options.limits.ratio = ratio;
    reading_add(&r, (struct slice){mail, (size_t)n + packed.n}, SIZE_MAX);
    assert_string_equal(r.reasons.at, reasons_text);
    assert_int_equal(r.account.audit.totals.reports, reasons_text[0] == '\0');
    reading_end(&r);
}

static void what_unpacks_to_too_much_is_rejected(void **state)
{
    (void)state;
    size_t body = strlen(REPORT_BODY("a", 1, 0));
    check_unpacked(100000, body + 100000, 10000, "");
    check_unpacked(100000, body + 99999, 10000, "too-large ");
    check_unpacked(3000000, 64 << 20, 500,
                   "too-large "); /* more than a megabyte, and far more than 500 times the size */
    check_unpacked(900000, 64 << 20, 1, ""); /* less than a megabyte may have any ratio */
}

static void a_damaged_archive_counts_what_came_before(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)},
                                            {"b.eml", REPORT_MAIL("b", 2, 0)}};
    struct slice whole = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR,
                                      ARCHIVE_FILTER_NONE, members, 2);
    struct reading r;
    reading_start(&r);
    reading_add(&r, slice_first(whole, 512 + 1024 + 512 + 100), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_true(r.troubles.n > 0);
    reading_end(&r);
}

static void what_came_whole_before_the_cut_is_read(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct member members[] = {{"a.json", REPORT_BODY("a", 1, 0)},
                                            {"b.json", REPORT_BODY("b", 2, 0)}};
    struct slice whole = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR,
                                      ARCHIVE_FILTER_NONE, members, 2);
    struct reading r;
    reading_start(&r);
    reading_add(&r, slice_first(whole, 512 + 512 + 512 + strlen(members[1].content) + 10),
                SIZE_MAX); /* the padding is cut, the report is not */
    assert_int_equal(r.account.audit.totals.reports, 2);
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
        snprintf(line, sizeof line, FROM "Subject: %d %d %d\n\n%d\n\n", i * 7919 % 10007,
                 i * 104729 % 99991, i, i * 31337 % 65537);
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
    assert_true(r.account.audit.totals.messages > MESSAGES * 95 / 100);
    assert_true(r.troubles.n > 0);
    reading_end(&r);
    buffer_free(&mbox);
    free(packed);
}

static void forwarded_and_zipped_is_found(void **state)
{
    (void)state;
    static char room[1 << 16], mail[1 << 17];
    struct slice zip = make_archive(room, sizeof room, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE,
                                    &(struct member){"r.json", REPORT_BODY("z", 9, 0)}, 1);
    int n = snprintf(
        mail, sizeof mail,
        "Subject: Fwd\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: "
        "message/rfc822\n\nSubject: in\nTLS-Report-Domain: Fwd.Example\n"
        "Content-Type: application/zip; name=\"a!b!1!2.zip\"\nContent-Transfer-Encoding: "
        "binary\n\n");
    memcpy(mail + n, zip.at, zip.n);
    memcpy(mail + n + zip.n, "\n--o--\n", 7);
    struct reading r;
    reading_start(&r);
    reading_add(&r, (struct slice){mail, (size_t)n + zip.n + 7}, SIZE_MAX);
    assert_int_equal(r.account.audit.figures.sessions.successful, 9);
    assert_non_null(strstr(r.records.at, "\"report_domain\":\"fwd.example\""));
    reading_end(&r);
}

/* A file of cpio's newc form, of inode 7 with two names; its bytes stand at the last of them. */
static void add_link(struct buffer *cpio, const char *name, const char *content)
{
    char head[200];
    snprintf(head, sizeof head, "070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", 7,
             0100644, 0, 0, 2, 0, strlen(content), 0, 1, 0, 0, strlen(name) + 1, 0);
    buffer_append_text(cpio, head);
    buffer_append(cpio, (struct slice){name, strlen(name) + 1});
    while (cpio->n % 4 != 0)
        buffer_append_char(cpio, '\0');
    buffer_append_text(cpio, content);
    while (cpio->n % 4 != 0)
        buffer_append_char(cpio, '\0');
}

static void a_mail_under_two_names_in_a_cpio_is_read_once(void **state)
{
    (void)state;
    struct buffer cpio = {0};
    struct reading r;
    add_link(&cpio, "cur/m1", "");
    add_link(&cpio, ".Archive/cur/m1", REPORT_MAIL("a", 1, 0));
    add_link(&cpio, "TRAILER!!!", "");
    reading_start(&r);
    reading_add(&r, buffer_slice(&cpio), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_int_equal(r.account.audit.totals.messages, 1);
    assert_int_equal(r.account.audit.totals.files_skipped, 0);
    assert_string_equal(r.reasons.at, "");
    assert_string_equal(r.troubles.at, "");
    reading_end(&r);
    buffer_free(&cpio);
}

static void a_link_without_bytes_in_a_tar_is_no_file(void **state)
{
    (void)state;
    static char room[1 << 14], link[512];
    struct slice tar = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR,
                                    ARCHIVE_FILTER_NONE,
                                    &(struct member){"cur/m1", REPORT_MAIL("a", 1, 0)}, 1);
    memcpy(link, room, sizeof link);
    memset(link + 124, '0', 11); /* its size */
    link[156] = '1';             /* a link to … */
    memcpy(link + 157, "cur/m1", 6);
    snprintf(link, 100, ".Archive/cur/m1");
    unsigned sum = 8 * ' ';
    for (size_t i = 0; i < sizeof link; i++)
        sum += i < 148 || i >= 156 ? (unsigned char)link[i] : 0;
    snprintf(link + 148, 8, "%06o", sum);
    memcpy(room + tar.n - 1024, link, sizeof link); /* in the place of the first block of its end */
    struct reading r;
    reading_start(&r);
    reading_add(&r, tar, SIZE_MAX);
    assert_int_equal(r.account.audit.totals.reports, 1);
    assert_int_equal(r.account.audit.totals.messages, 1);
    assert_int_equal(r.account.audit.totals.files_skipped, 0);
    assert_string_equal(r.reasons.at, "");
    reading_end(&r);
}

/* Whoever reads for libarchive leaves an error behind, and so does whoever runs before it. */
static ssize_t pull_without_memory(struct stream *s, char *to, size_t n)
{
    ssize_t got = dribble_pull(s, to, n);
    errno = ENOMEM;
    return got;
}

/* Reads an archive to its end, or to where it fails; gives the bytes of its members. */
static size_t read_without_memory(struct slice packed, enum content_kind kind)
{
    struct dribble d = {.stream.pull = pull_without_memory, .rest = packed, .piece = 512};
    struct expansion expansion = expansion_of_input(1000, NULL);
    struct slice name;
    struct stream *member;
    char some[100];
    size_t bytes = 0, n;
    errno = ENOMEM;
    struct container *c = unpack_open(&d.stream, kind, &expansion, UNPACK_ANY_METHOD);
    assert_non_null(c);
    while ((errno = ENOMEM, container_next(c, &name, &member)) == CONTAINER_MEMBER)
        while (member && (errno = ENOMEM, n = stream_read(member, some, sizeof some)) > 0)
            bytes += n;
    errno = ENOMEM;
    container_close(c);
    return bytes;
}

/* Where a name is no UTF-8, libarchive takes an ENOMEM for its own and ends the process. */
static void an_error_that_was_left_behind_ends_nothing(void **state)
{
    (void)state;
    static char room[1 << 14], name[121];
    static const char rar[] =
        "\122\141\162\041\032\007\001\000\305\032\063\062\003\001\000\000\150\003"
        "\333\356\021\002\002\003\000\003\244\203\002\000\001\006\377\376\056\145"
        "\155\154\141\142\143\031\262\072\065\003\005\000\000";
    memset(name, 'y', sizeof name - 1);
    struct slice pax = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE,
                                    ARCHIVE_FILTER_NONE, &(struct member){name, "abc"}, 1);
    char *path = memmem(room, pax.n, "path=", 5);
    assert_non_null(path);
    path[5] = (char)0xF6;
    assert_int_equal(read_without_memory(pax, CONTENT_TAR), 3);
    assert_int_equal(
        read_without_memory((struct slice){.at = rar, .n = sizeof rar - 1}, CONTENT_RAR5), 3);
}

static enum container_event last_event(struct slice tar, size_t piece)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = tar, .piece = piece};
    struct expansion expansion = expansion_of_input(1000, NULL);
    struct stream *member;
    struct slice name;
    struct container *c = unpack_open(&d.stream, CONTENT_TAR, &expansion, UNPACK_ANY_METHOD);
    enum container_event event = CONTAINER_MEMBER;
    while (event == CONTAINER_MEMBER)
        event = container_next(c, &name, &member);
    container_close(c);
    return event;
}

static void a_tar_without_its_end_is_told_of_in_whatever_pieces_it_comes(void **state)
{
    (void)state;
    enum { END = 1024 };
    static char room[1 << 14];
    struct slice tar = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR,
                                    ARCHIVE_FILTER_NONE, &(struct member){"a", "b"}, 1);
    for (size_t piece = 7; piece <= sizeof room; piece *= 2) {
        assert_int_equal(last_event(tar, piece), CONTAINER_END);
        assert_int_equal(last_event(slice_first(tar, tar.n - 1024), piece), CONTAINER_FAILED);
    }
}

static void damage_of_an_archive_is_told_even_behind_a_damaged_member(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct member members[] = {{"1.emlx", "99999\nSubject: it is cut short\n\nx\n"},
                                            {"2.eml", REPORT_MAIL("b", 2, 0)}};
    struct slice tar = make_archive(room, sizeof room, ARCHIVE_FORMAT_TAR_USTAR,
                                    ARCHIVE_FILTER_NONE, members, 2);
    size_t of_first = tar.n - 1024 - 512 - (strlen(members[1].content) + 511) / 512 * 512;
    struct reading r;
    reading_start(&r);
    reading_add(&r, slice_first(tar, of_first + 100), SIZE_MAX); /* in the second one's header */
    assert_string_equal(r.troubles.at, "ends too early (emlx)\nTruncated tar archive\n");
    reading_end(&r);
    reading_start(&r);
    reading_add(&r, slice_first(tar, of_first - 490), SIZE_MAX); /* in the first one: one damage */
    assert_string_equal(r.troubles.at, "Truncated tar archive\n");
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_of_every_kind_give_their_members),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(what_unpacks_to_too_much_is_rejected),
        cmocka_unit_test(a_damaged_archive_counts_what_came_before),
        cmocka_unit_test(what_came_whole_before_the_cut_is_read),
        cmocka_unit_test(a_cut_gzip_of_an_mbox_gives_all_that_can_be_unpacked),
        cmocka_unit_test(forwarded_and_zipped_is_found),
        cmocka_unit_test(a_mail_under_two_names_in_a_cpio_is_read_once),
        cmocka_unit_test(a_link_without_bytes_in_a_tar_is_no_file),
        cmocka_unit_test(an_error_that_was_left_behind_ends_nothing),
        cmocka_unit_test(a_tar_without_its_end_is_told_of_in_whatever_pieces_it_comes),
        cmocka_unit_test(damage_of_an_archive_is_told_even_behind_a_damaged_member),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
