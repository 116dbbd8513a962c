/* Tests of the folder of evidence. */
#include <stdlib.h>

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include "tests/unit/writing.h"

/* Bytes that malloc has given out. Only the GNU C library tells, and no sanitizer does. */
static size_t in_use(void)
{
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 33)
    return mallinfo2().uordblks;
#endif
#endif
    return 0;
}

/* A thousand clients' folders are finished, and wait for the last one, before the first is put in
 * place. */
static void a_finished_folder_holds_little_memory(void **state)
{
    enum { LITTLE = 16 * 1024 };
    (void)state;
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    r.options.keep_documents = true;
    struct about about = {
        .version = "0", .selection = &r.selection, .limits = &r.options.limits, .columns = 80};
    struct output *o = evidence_open("bag", &about, &r.account, error);
    assert_non_null(o);
    assert_true(audit_listen(&r.account.audit, o->listener));
    reading_add(&r, SLICE(BAD_NAME), SIZE_MAX);
    assert_true(account_finish(&r.account));
    assert_true(o->finish(o, &r.account));

    size_t finished = in_use();
    assert_true(o->commit(o));
    o->abandon(o);
    assert_in_range(finished - in_use(), 0, LITTLE);

    struct stat status;
    assert_int_equal(stat("bag/manifest-sha256.txt", &status), 0);
    reading_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finished_folder_holds_little_memory),
    };
    return cmocka_run_group_tests_name("evidence", tests, make_folder, remove_folder);
}
