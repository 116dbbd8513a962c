/* Tests of folders: that of a path, and one that goes on with names. */
#include "lib/base/parent.h"

#include <stdio.h>

#include "lib/base/slice.h"
#include "tests/unit/unit.h"

static void a_path_stands_in_the_folder_before_its_last_name(void **state)
{
    (void)state;
    static const struct {
        const char *path, *folder, *name;
    } cases[] = {{"a", ".", "a"}, {"a//", ".", "a"}, {"/a", "/", "a"},       {"a/b/", "a/", "b"},
                 {"/", "/", ""},  {"//", "/", ""},   {"/a//b", "/a//", "b"}, {"", ".", ""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char folder[PATH_MAX];
        size_t end, begin = parent_length(cases[i].path, &end);
        assert_true(parent_of(cases[i].path, folder));
        assert_string_equal(folder, cases[i].folder);
        assert_true(slice_equal((struct slice){.at = cases[i].path + begin, .n = end - begin},
                                slice_of(cases[i].name)));
    }
}

static void a_folder_goes_on_with_names_alone(void **state)
{
    (void)state;
    static const struct {
        const char *folder, *names, *both;
    } cases[] = {{"/", "a/b", "/a/b"},
                 {"/x", "//a/./b//", "/x/a/b"},
                 {"/x", "", "/x"},
                 {"x", "../.a", "x/../.a"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char folder[PATH_MAX];
        snprintf(folder, sizeof folder, "%s", cases[i].folder);
        assert_true(parent_go_on(folder, cases[i].names));
        assert_string_equal(folder, cases[i].both);
    }
}

static void a_folder_that_is_too_long_is_none(void **state)
{
    (void)state;
    char path[PATH_MAX + 3], folder[PATH_MAX];
    memset(path, 'a', sizeof path);
    memcpy(path + PATH_MAX - 2, "/b", sizeof "/b");
    assert_true(parent_of(path, folder));
    assert_int_equal(strlen(folder), PATH_MAX - 1);
    memcpy(path + PATH_MAX - 2, "a/b", sizeof "a/b");
    assert_false(parent_of(path, folder));

    memset(folder, 'a', PATH_MAX - 3);
    folder[PATH_MAX - 3] = '\0';
    assert_true(parent_go_on(folder, "b"));
    assert_int_equal(strlen(folder), PATH_MAX - 1);
    folder[PATH_MAX - 3] = '\0';
    assert_false(parent_go_on(folder, "bc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_stands_in_the_folder_before_its_last_name),
        cmocka_unit_test(a_folder_goes_on_with_names_alone),
        cmocka_unit_test(a_folder_that_is_too_long_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
