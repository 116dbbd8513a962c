/* Tests of spools: bytes in memory, and then in a file without a name. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/spool.h"
#include "tests/unit/unit.h"

enum { BLOCK = 1000, BLOCKS = 30000 }; /* 30 MB: beyond what stays in memory */

static void fill(struct spool *s)
{
    char block[BLOCK];
    for (int i = 0; i < BLOCKS; i++) {
        memset(block, i % 251, sizeof block);
        assert_true(spool_append(s, (struct slice){block, sizeof block}));
    }
}

static void assert_bytes(const char *bytes, uint64_t at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)bytes[i] != (at + i) / BLOCK % 251)
            fail_msg("byte %zu behind %ju", i, (uintmax_t)at);
}

static void spool_gives_back_what_was_appended(void **state)
{
    (void)state;
    struct spool s;
    spool_init(&s);
    fill(&s);
    char bytes[BLOCK];
    assert_int_equal(spool_size(&s), (uint64_t)BLOCK * BLOCKS);
    assert_true(s.tail.n <= SPOOL_MEMORY);
    for (uint64_t at = 0; at + BLOCK <= spool_size(&s); at += 7 * BLOCK - 3) {
        assert_true(spool_read(&s, at, bytes, BLOCK));
        assert_bytes(bytes, at, BLOCK);
    }
    spool_free(&s);
}

/* Across the border of file and memory, backwards, and more at once than a window. */
static void spool_is_read_in_any_order_and_of_any_length(void **state)
{
    (void)state;
    enum { MANY = 100 * 1000 };
    struct spool s;
    spool_init(&s);
    fill(&s);
    char *bytes = malloc(MANY);
    assert_non_null(bytes);
    const uint64_t starts[] = {0,  s.in_file - 1,     s.in_file - 700,      s.in_file, 70001, 69990,
                               12, s.in_file - 65536, spool_size(&s) - MANY};
    const size_t lengths[] = {1, 1000, 65535, 65536, 65537, MANY};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        for (size_t k = 0; k < COUNT_OF(lengths); k++) {
            assert_true(spool_read(&s, starts[i], bytes, lengths[k]));
            assert_bytes(bytes, starts[i], lengths[k]);
            assert_true(spool_read_apart(&s, starts[i], bytes, lengths[k]));
            assert_bytes(bytes, starts[i], lengths[k]);
        }
    free(bytes);
    spool_free(&s);
}

/* What a window of the file holds says nothing of bytes that came since. */
static void what_is_appended_after_reading_is_read_too(void **state)
{
    (void)state;
    struct spool s;
    char bytes[BLOCK];
    spool_init(&s);
    fill(&s);
    uint64_t end = s.in_file;
    assert_true(spool_read(&s, end - BLOCK, bytes, BLOCK));
    char more[BLOCK];
    while (s.in_file == end) {
        memset(more, (int)(spool_size(&s) / BLOCK % 251), BLOCK);
        assert_true(spool_append(&s, (struct slice){more, BLOCK}));
    }
    assert_true(spool_read(&s, end - BLOCK / 2, bytes, BLOCK));
    assert_bytes(bytes, end - BLOCK / 2, BLOCK);
    spool_free(&s);
}

static void little_is_kept_in_memory_alone(void **state)
{
    (void)state;
    struct spool s;
    char *most = calloc(1, SPOOL_MEMORY);
    assert_non_null(most);
    spool_init(&s);
    assert_true(spool_append(&s, (struct slice){most, SPOOL_MEMORY}));
    assert_int_equal(s.file, -1);
    assert_true(spool_append(&s, SLICE("x")));
    assert_true(s.file >= 0);
    assert_int_equal(s.in_file, SPOOL_MEMORY);
    free(most);
    spool_free(&s);
}

static unsigned names_in(const char *folder)
{
    unsigned n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void temporary_files_are_nameless_and_stand_where_tmpdir_says(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_spool.XXXXXX", link[64], target[128];
    assert_non_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1);
    assert_string_equal(spool_folder(), folder);
    int fd = spool_temporary_file();
    assert_true(fd >= 0);
    assert_int_equal(names_in(folder), 0);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, target, sizeof target - 1);
    assert_true(n > 0 && strncmp(target, folder, strlen(folder)) == 0);
    close(fd);
    rmdir(folder);

    setenv("TMPDIR", "relative", 1); /* would be below whatever folder the run began in */
    assert_string_equal(spool_folder(), "/tmp");
    unsetenv("TMPDIR");
    assert_string_equal(spool_folder(), "/tmp");
}

static void a_spool_without_room_says_what_failed_first(void **state)
{
    (void)state;
    struct spool s;
    char *most = calloc(1, SPOOL_MEMORY), byte;
    assert_non_null(most);
    setenv("TMPDIR", "/dev/null", 1); /* no folder */
    spool_init(&s);
    assert_true(spool_append(&s, (struct slice){most, SPOOL_MEMORY}));
    assert_int_equal(s.failure, 0);
    assert_false(spool_append(&s, SLICE("x")));
    assert_int_equal(s.failure, ENOTDIR);
    assert_true(spool_read(&s, 0, &byte, 1)); /* what is there is still read */
    unsetenv("TMPDIR");
    free(most);
    spool_free(&s);
}

/* The file lost bytes, as on a disk that fails: nothing is made up for them. */
static void bytes_that_the_file_has_lost_are_not_read(void **state)
{
    (void)state;
    struct spool s;
    char bytes[BLOCK];
    spool_init(&s);
    fill(&s);
    assert_int_equal(ftruncate(s.file, 100), 0);
    assert_true(spool_read_apart(&s, 0, bytes, 100));
    assert_false(spool_read_apart(&s, 50, bytes, 100));
    assert_int_equal(s.failure, EIO);
    assert_false(spool_read(&s, 0, bytes, BLOCK));
    spool_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spool_gives_back_what_was_appended),
        cmocka_unit_test(spool_is_read_in_any_order_and_of_any_length),
        cmocka_unit_test(what_is_appended_after_reading_is_read_too),
        cmocka_unit_test(little_is_kept_in_memory_alone),
        cmocka_unit_test(temporary_files_are_nameless_and_stand_where_tmpdir_says),
        cmocka_unit_test(a_spool_without_room_says_what_failed_first),
        cmocka_unit_test(bytes_that_the_file_has_lost_are_not_read),
    };
    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
