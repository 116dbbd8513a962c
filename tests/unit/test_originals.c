/* Tests of --extract. */
#include "tests/unit/writing.h"

static void extract_keeps_the_document(void **state)
{
    (void)state;
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    r.options.keep_documents = true;
    struct about about = {.selection = &r.selection, .limits = &r.options.limits};
    struct output *o = originals_open("out", &about, &r.account, error);
    reading_add(&r, SLICE(BAD_NAME), SIZE_MAX);
    assert_true(o->commit(o));
    o->abandon(o);
    reading_end(&r);
    DIR *d = opendir("out");
    struct dirent *e;
    char path[400];
    while ((e = readdir(d)))
        if (e->d_name[0] != '.') {
            assert_true(strncmp(e->d_name, "_1_1!a.example!1714521600!1714607999!", 37) == 0);
            snprintf(path, sizeof path, "out/%s", e->d_name);
            check_file(path, BAD_NAME);
        }
    closedir(d);
    assert_int_equal(system("rm -r out"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extract_keeps_the_document),
    };
    return cmocka_run_group_tests_name("originals", tests, make_folder, remove_folder);
}
