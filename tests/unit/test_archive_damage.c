/* Tests of archives and compressions that are damaged or cut (formats/read): what came whole
 * counts, and the damage is told. */
#include <stddef.h>
#include "tests/unit/archives.h"

#include "formats/read/unpack.h"

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

static void a_damaged_archive_counts_what_came_before(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct archive_member members[] = {{"a.eml", REPORT_MAIL("a", 1, 0)},
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
    static const struct archive_member members[] = {{"a.json", REPORT_BODY("a", 1, 0)},
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
                                    ARCHIVE_FILTER_NONE, &(struct archive_member){"a", "b"}, 1);
    for (size_t piece = 7; piece <= sizeof room; piece *= 2) {
        assert_int_equal(last_event(tar, piece), CONTAINER_END);
        assert_int_equal(last_event(slice_first(tar, tar.n - 1024), piece), CONTAINER_FAILED);
    }
}

static void damage_of_an_archive_is_told_even_behind_a_damaged_member(void **state)
{
    (void)state;
    static char room[1 << 16];
    static const struct archive_member members[] = {
        {"1.emlx", "99999\nSubject: it is cut short\n\nx\n"}, {"2.eml", REPORT_MAIL("b", 2, 0)}};
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
        cmocka_unit_test(a_damaged_archive_counts_what_came_before),
        cmocka_unit_test(what_came_whole_before_the_cut_is_read),
        cmocka_unit_test(a_cut_gzip_of_an_mbox_gives_all_that_can_be_unpacked),
        cmocka_unit_test(a_tar_without_its_end_is_told_of_in_whatever_pieces_it_comes),
        cmocka_unit_test(damage_of_an_archive_is_told_even_behind_a_damaged_member),
    };
    return cmocka_run_group_tests_name("archive damage", tests, NULL, NULL);
}
