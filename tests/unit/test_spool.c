/* Tests of spools: bytes in memory, and then in a file without a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/spool.h"

static void spool_gives_back_what_was_appended(void **state)
{
    (void)state;
    struct spool s;
    spool_init(&s);
    char block[1000];
    for (int i = 0; i < 30000; i++) { /* 30 MB: beyond what stays in memory */
        memset(block, i % 251, sizeof block);
        assert_true(spool_append(&s, (struct slice){block, sizeof block}));
    }
    assert_int_equal(spool_size(&s), 30000000);
    for (int i = 0; i < 30000; i += 7) {
        assert_true(spool_read(&s, (uint64_t)i * sizeof block, block, sizeof block));
        assert_int_equal((unsigned char)block[0], i % 251);
        assert_int_equal((unsigned char)block[999], i % 251);
    }
    assert_true(spool_read(&s, 29359900, block, 900)); /* across the border of file and memory */
    spool_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spool_gives_back_what_was_appended),
    };
    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
