/* Tests of the evidence bag's parts: the shelf of files, the bag, and what may be replaced. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/evidence/bag.h"
#include "formats/write/evidence/shelf.h"
#include "formats/write/targets/leftover.h"
#include "tests/unit/unit.h"

static const char hash_of_xx[] = "5dde896887f6754c9b15bfe3a441ae4806df2fde94001311e08bf110622e0bbe";
static const char hash_of_nothing[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char hash_of_x[] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

static int make_folder(void **state)
{
    char *folder = strdup("/tmp/test_bag.XXXXXX");
    *state = folder;
    return folder && mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    leftover_remove(*state);
    free(*state);
    return 0;
}

static bool is_there(const char *folder, const char *name)
{
    char path[400];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &status) == 0;
}

static bool append_line(void *self, const char *path, const char *sha256, uint64_t bytes)
{
    char line[400];
    snprintf(line, sizeof line, "%.4s %s %llu\n", sha256, path, (unsigned long long)bytes);
    strcat(self, line);
    return true;
}

static void files_beyond_a_number_stand_in_folders_by_their_digits(void **state)
{
    enum { MOST = 3 };
    static const char *const names[] = {"a!00ff.json", "b!ab12.json", "c!ab34.json", "d!cd00.json",
                                        "e!00aa.json"};
    const char *folder = *state;
    char told[600] = "";
    struct shelf s;
    assert_true(shelf_open(&s, folder, "reports", MOST));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(shelf_put(&s, names[i], SLICE("x"), hash_of_x));
        assert_true(shelf_put(&s, names[i], SLICE("x"), hash_of_x)); /* nothing happens */
        assert_int_equal(s.divided, i >= MOST);
    }

    assert_true(is_there(folder, "reports/ab/b!ab12.json"));
    assert_true(is_there(folder, "reports/00/e!00aa.json"));
    assert_false(is_there(folder, "reports/a!00ff.json"));
    assert_true(shelf_each(&s, append_line, told));
    assert_string_equal(told, "2d71 reports/00/a!00ff.json 1\n"
                              "2d71 reports/ab/b!ab12.json 1\n"
                              "2d71 reports/ab/c!ab34.json 1\n"
                              "2d71 reports/cd/d!cd00.json 1\n"
                              "2d71 reports/00/e!00aa.json 1\n");
    assert_true(s.n == COUNT_OF(names));
    shelf_free(&s);
}

static void other_content_of_the_same_name_stands_beside_it(void **state)
{
    enum { MOST = 1 };
    char told[400] = "";
    struct shelf s;
    assert_true(shelf_open(&s, *state, "reports", MOST));
    for (int i = 0; i < 2; i++) { /* the same again stays one file */
        assert_true(shelf_put(&s, "a!ab12.json", SLICE("xx"), hash_of_xx));
        assert_true(shelf_put(&s, "a!ab12.json", SLICE("x"), hash_of_x));
        assert_true(shelf_put(&s, "a!ab12.json", SLICE(""), hash_of_nothing));
    }

    assert_true(shelf_each(&s, append_line, told));
    assert_string_equal(told, "5dde reports/ab/a!ab12.json 2\n"
                              "2d71 reports/ab/a!ab12-2d711642b726b04401627ca9.json 1\n"
                              "e3b0 reports/ab/a!ab12-e3b0c44298fc1c149afbf4c8.json 0\n");
    shelf_free(&s);
}

/* It may hold a thousand reports, and is not read for each. */
static void a_mail_is_known_by_its_name(void **state)
{
    char name[80];
    struct shelf s;
    snprintf(name, sizeof name, "%s.eml", hash_of_x);
    assert_true(shelf_open(&s, *state, "mails", 10));
    assert_true(shelf_put(&s, name, SLICE("x"), hash_of_x));
    assert_true(shelf_put(&s, name, SLICE("not looked at"), hash_of_x));
    assert_true(s.n == 1);
    shelf_free(&s);
}

static void few_files_stand_side_by_side(void **state)
{
    char told[200] = "";
    struct shelf s;
    assert_true(shelf_open(&s, *state, "mails", 2));
    assert_true(shelf_put(&s, "ab.eml", SLICE("x"), hash_of_x));
    assert_true(shelf_put(&s, "cd.eml", SLICE("x"), hash_of_x));
    assert_false(shelf_put(&s, ".eml", SLICE("x"), hash_of_x)); /* it has no digits */
    assert_true(shelf_each(&s, append_line, told));
    assert_string_equal(told, "2d71 mails/ab.eml 1\n2d71 mails/cd.eml 1\n");
    shelf_free(&s);
}

static void write_bag(const char *folder)
{
    struct bag b;
    assert_true(bag_begin(&b, folder));
    assert_true(bag_write(&b, "x", SLICE("x")));
    assert_true(bag_tag(&b, "bag-info.txt", SLICE("Bag-Software-Agent: tlsrpt-audit 1\n")));
    assert_true(bag_end(&b));
    assert_true(b.files == 1 && b.bytes == 1);
    bag_free(&b);
}

static void add_file(const char *folder, const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs("more\n", file);
    fclose(file);
}

static void a_bag_of_ours_may_be_replaced_and_nothing_else(void **state)
{
    const char *folder = *state;
    char why[BAG_WHY], none[400];
    snprintf(none, sizeof none, "%s/none", folder);
    assert_true(bag_may_replace(none, why));
    assert_true(bag_may_replace(folder, why)); /* empty */
    write_bag(folder);
    assert_true(bag_may_replace(folder, why));
    add_file(folder, "data/y");
    assert_false(bag_may_replace(folder, why));
    assert_non_null(strstr(why, "not in its manifest"));
}

static void a_bag_whose_manifest_was_changed_is_left_alone(void **state)
{
    char why[BAG_WHY];
    write_bag(*state);
    add_file(*state, "manifest-sha256.txt");
    assert_false(bag_may_replace(*state, why));
    assert_non_null(strstr(why, "not as they were written"));
}

static void a_folder_without_our_name_is_left_alone(void **state)
{
    char why[BAG_WHY];
    add_file(*state, "notes.txt");
    assert_false(bag_may_replace(*state, why));
    assert_non_null(strstr(why, "no bag of this program"));
}

/* As another run does it in the midst of our look. */
static void replace_bag(int number)
{
    (void)number;
    if (rename("bag", "aside") != 0 || rename("fresh", "bag") != 0)
        abort();
}

static void a_bag_that_is_replaced_meanwhile_is_looked_at_again(void **state)
{
    char why[BAG_WHY];
    assert_true(chdir(*state) == 0 && mkdir("bag", 0700) == 0 && mkdir("fresh", 0700) == 0);
    write_bag("bag");
    write_bag("fresh");
    assert_int_equal(remove("bag/data/x"), 0); /* it has one file fewer than the fresh one */
    int folder = open("bag", O_RDONLY | O_DIRECTORY);
    signal(SIGIO, replace_bag);
    bool is_told = fcntl(folder, F_NOTIFY, DN_ACCESS) == 0;
    bool may_replace = bag_may_replace("bag", why);
    close(folder);
    signal(SIGIO, SIG_DFL);
    assert_int_equal(chdir("/"), 0);
    if (!is_told)
        skip(); /* a kernel without dnotify */
    assert_true(is_there(*state, "aside"));
    assert_true(may_replace);
}

static void a_bag_and_a_shelf_say_what_failed_first_and_why(void **state)
{
    struct bag b;
    struct shelf s;
    assert_true(bag_begin(&b, *state) && bag_write(&b, "x", SLICE("x")));
    assert_false(bag_write(&b, "x", SLICE("x")));
    assert_false(bag_add(&b, "none"));
    assert_int_equal(b.failure, EEXIST);
    assert_string_equal(b.failed_name, "x");
    bag_free(&b);

    assert_false(shelf_open(&s, *state, "data", 1));
    assert_int_equal(s.failure, EEXIST);
    shelf_free(&s);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(files_beyond_a_number_stand_in_folders_by_their_digits),
        IN_FOLDER(other_content_of_the_same_name_stands_beside_it),
        IN_FOLDER(a_mail_is_known_by_its_name),
        IN_FOLDER(few_files_stand_side_by_side),
        IN_FOLDER(a_bag_of_ours_may_be_replaced_and_nothing_else),
        IN_FOLDER(a_bag_whose_manifest_was_changed_is_left_alone),
        IN_FOLDER(a_folder_without_our_name_is_left_alone),
        IN_FOLDER(a_bag_that_is_replaced_meanwhile_is_looked_at_again),
        IN_FOLDER(a_bag_and_a_shelf_say_what_failed_first_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
