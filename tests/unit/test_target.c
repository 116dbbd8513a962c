/* Tests of targets: written beside their place, and renamed. */
#include <errno.h>

#include "tests/unit/writing.h"

static size_t entries(void)
{
    DIR *d = opendir(".");
    size_t n = 0;
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void a_target_is_the_old_file_until_it_is_committed(void **state)
{
    (void)state;
    struct target t;
    put("x", "old");
    assert_true(target_open(&t, "x", PLACEMENT_PUBLIC, NULL));
    fputs("new", t.file);
    fflush(t.file);
    check_file("x", "old");
    assert_true(target_commit(&t));
    check_file("x", "new");
    assert_true(target_open(&t, "x", PLACEMENT_PUBLIC, NULL));
    target_abandon(&t);
    check_file("x", "new");
    assert_int_equal(entries(), 1);
    unlink("x");
}

static void a_target_that_cannot_be_opened_says_why(void **state)
{
    (void)state;
    struct target t;
    assert_false(target_open(&t, "no/such/folder", PLACEMENT_PUBLIC, NULL));
    assert_string_equal(t.error, "no/such/folder: No such file or directory");
    assert_false(target_open(&t, folder, PLACEMENT_PUBLIC, NULL));
    assert_non_null(strstr(t.error, "Is a directory"));
}

static bool is_csv(const char *folder, const char *name)
{
    (void)folder;
    return strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".csv") == 0;
}

static void a_folder_is_replaced_as_a_whole_if_it_is_ours(void **state)
{
    (void)state;
    struct folder_target t;
    for (int round = 0; round < 2; round++) {
        assert_true(folder_target_open(&t, "d/", PLACEMENT_PUBLIC, is_csv, NULL));
        FILE *f = folder_target_file(&t, round ? "b.csv" : "a.csv");
        assert_true(f && folder_target_close(&t, f));
        assert_true(folder_target_commit(&t));
        assert_int_equal(access("d/a.csv", F_OK), round ? -1 : 0);
    }
    put("d/mine", "");
    assert_false(folder_target_open(&t, "d", PLACEMENT_PUBLIC, is_csv, NULL));
    folder_target_abandon(&t);
    assert_int_equal(access("d/b.csv", F_OK), 0);
    assert_int_equal(entries(), 1);
    assert_int_equal(system("rm -r d"), 0);
}

/* What is seen of the first folder while another run's takes its place. */
static bool is_seen_too_late(const char *path, const char *name)
{
    if (rename(path, "aside") != 0)
        return strcmp(name, "of the other run") == 0;
    assert_int_equal(mkdir(path, 0700), 0);
    put("f/of the other run", "x");
    return false;
}

static void a_folder_that_is_replaced_meanwhile_is_looked_at_again(void **state)
{
    (void)state;
    char name[NAME_MAX + 1], target[] = "f";
    const struct placement p = {.target = target, .is_ours = is_seen_too_late};
    assert_int_equal(mkdir("f", 0700), 0);
    put("f/half of it", "x");
    assert_int_equal(placement_may_replace(&p, name), 0);
    put("f/of somebody", "x");
    assert_int_equal(placement_may_replace(&p, name), EEXIST);
    assert_string_equal(name, "of somebody");
    assert_int_equal(system("rm -r f aside"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_the_old_file_until_it_is_committed),
        cmocka_unit_test(a_target_that_cannot_be_opened_says_why),
        cmocka_unit_test(a_folder_is_replaced_as_a_whole_if_it_is_ours),
        cmocka_unit_test(a_folder_that_is_replaced_meanwhile_is_looked_at_again),
    };
    return cmocka_run_group_tests_name("target", tests, make_folder, remove_folder);
}
