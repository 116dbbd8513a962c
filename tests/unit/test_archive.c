/* Tests of archives and compressions (formats/read): what stands in them is found, whatever is
 * nested or too large. */
#include <stddef.h>
#include "tests/unit/archives.h"

#include "formats/read/unpack.h"

#include <errno.h>

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

static void archives_of_every_kind_give_their_members(void **state)
{
    (void)state;
    static const struct archive_member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)},
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
                                      &(struct archive_member){"a.eml", REPORT_MAIL("a", 1, 0)}, 1);
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

static void forwarded_and_zipped_is_found(void **state)
{
    (void)state;
    static char room[1 << 16], mail[1 << 17];
    struct slice zip = make_archive(room, sizeof room, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE,
                                    &(struct archive_member){"r.json", REPORT_BODY("z", 9, 0)}, 1);
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
                                    &(struct archive_member){"cur/m1", REPORT_MAIL("a", 1, 0)}, 1);
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
                                    ARCHIVE_FILTER_NONE, &(struct archive_member){name, "abc"}, 1);
    char *path = memmem(room, pax.n, "path=", 5);
    assert_non_null(path);
    path[5] = (char)0xF6;
    assert_int_equal(read_without_memory(pax, CONTENT_TAR), 3);
    assert_int_equal(
        read_without_memory((struct slice){.at = rar, .n = sizeof rar - 1}, CONTENT_RAR5), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_of_every_kind_give_their_members),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(what_unpacks_to_too_much_is_rejected),
        cmocka_unit_test(forwarded_and_zipped_is_found),
        cmocka_unit_test(a_mail_under_two_names_in_a_cpio_is_read_once),
        cmocka_unit_test(a_link_without_bytes_in_a_tar_is_no_file),
        cmocka_unit_test(an_error_that_was_left_behind_ends_nothing),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
