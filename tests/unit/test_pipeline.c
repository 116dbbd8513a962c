/* Tests of the pipeline: the order of the input, whatever threads do. */
#include <unistd.h>

#include "tests/unit/reading.h"

static void threads_keep_the_order(void **state)
{
    (void)state;
    struct buffer box = {0};
    struct slice kept = {0};
    for (int i = 0; i < 3000; i++)
        buffer_append_text(&box, "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("a", 1, 0) "\n");
    for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
        struct reading r;
        reading_start(&r);
        r.sources[0] = buffer_slice(&box);
        r.sources_n = 1;
        r.piece = SIZE_MAX;
        reading_run(&r, jobs);
        assert_int_equal(r.account.audit.totals.duplicates, 2999);
        assert_true(kept.n == 0 || slice_equal(kept, buffer_slice(&r.records)));
        if (kept.n == 0)
            kept = (struct slice){strndup(r.records.at, r.records.n), r.records.n};
        reading_end(&r);
    }
    free((void *)kept.at);
    buffer_free(&box);
}

/*
 * Long ones, short ones and empty ones, some of the same reports: read side by side, they are taken
 * one behind the other, however few threads there are for the branches that wait for each other.
 */
static void sources_keep_the_order(void **state)
{
    (void)state;
    alarm(600); /* threads that wait for each other shall not hang the tests */
    struct buffer all = {0};
    size_t ends[READING_SOURCES];
    for (int i = 0; i < READING_SOURCES; i++) {
        for (int k = 0; i % 3 > 0 && k < (i % 7 == 0 ? 4000 : 3); k++) {
            char mail[2000];
            int id = (i * 7 + k) % 5000;
            int n = snprintf(mail, sizeof mail,
                             "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("r%d", 1, 0) "\n", id,
                             id, id);
            buffer_append(&all, (struct slice){mail, (size_t)n});
        }
        ends[i] = all.n;
    }
    struct buffer kept = {0};
    for (unsigned jobs = 1; jobs <= 8; jobs += jobs < 4 ? 1 : 4) {
        struct reading r;
        reading_start(&r);
        for (size_t i = 0; i < READING_SOURCES; i++)
            r.sources[i] = (struct slice){all.at + (i > 0 ? ends[i - 1] : 0),
                                          ends[i] - (i > 0 ? ends[i - 1] : 0)};
        r.sources_n = READING_SOURCES;
        r.piece = 50000;
        reading_run(&r, jobs);
        assert_true(r.account.audit.totals.reports > 4000 &&
                    r.account.audit.totals.duplicates > 4000);
        if (jobs == 1)
            buffer_append(&kept, buffer_slice(&r.records));
        assert_true(slice_equal(buffer_slice(&kept), buffer_slice(&r.records)));
        reading_end(&r);
    }
    alarm(600);
    buffer_free(&kept);
    buffer_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_keep_the_order),
        cmocka_unit_test(sources_keep_the_order),
    };
    return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
