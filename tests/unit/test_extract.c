/* Tests of formats/read/extract: how much of a small file is read at once. */
#include <unistd.h>

#include "formats/read/extract.h"
#include "tests/unit/unit.h"

/* One of /proc says that it has no bytes, and a gigabyte follows; so it may be with a file that
 * another process writes. */
static void a_file_that_is_larger_than_it_said_is_left_to_the_walk(void **state)
{
    static char path[] = "/proc/self/pagemap";
    const struct extract_options options = {.limits = LIMITS_DEFAULT};
    struct item item = {.kind = ITEM_FILE, .file = path};
    struct arena arena = {0};
    struct extractor x;
    (void)state;
    if (access(path, R_OK) != 0)
        skip();
    assert_true(extractor_init(&x, &options, NULL));
    extract_item(&x, &item, &arena);
    assert_int_equal(item.made, MADE_BY_WALK);
    assert_in_range(x.file.room, 1, 4 * options.limits.message);
    extractor_free(&x);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_larger_than_it_said_is_left_to_the_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
