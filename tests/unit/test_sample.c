/* Tests of the tester's sample. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/audit/sample.h"
#include "tests/unit/unit.h"

static void make_key(unsigned long long n, char key[static REPORT_KEY_TEXT + 1])
{
    struct sha256 h = {0};
    char text[SHA256_TEXT + 1];
    snprintf(key, REPORT_KEY_TEXT, "%llu", n);
    assert_true(sha256_text(&h, slice_of(key), text));
    memcpy(key, text, REPORT_KEY_TEXT);
    key[REPORT_KEY_TEXT] = '\0';
    sha256_free(&h);
}

static int by_text(const void *a, const void *b)
{
    return memcmp(a, b, REPORT_KEY_TEXT + 1);
}

/* More keys than are sorted at once: the parts follow each other in order. */
static void a_population_of_any_size_is_summed_up_in_order(void **state)
{
    enum { KEYS = 700000, LINE = REPORT_KEY_TEXT + 1 };
    (void)state;
    struct sample s;
    struct sha256 h = {0};
    char wanted[SHA256_TEXT + 1], *lines = malloc((size_t)KEYS * LINE);
    assert_non_null(lines);
    sample_init(&s, 1, SLICE("x"));
    for (size_t i = 0; i < KEYS; i++) {
        char key[REPORT_KEY_TEXT + 1];
        make_key(i, key);
        assert_true(sample_add(&s, &(struct report){0}, key));
        memcpy(lines + i * LINE, key, REPORT_KEY_TEXT);
        lines[i * LINE + REPORT_KEY_TEXT] = '\n';
    }
    assert_true(sample_finish(&s));

    qsort(lines, KEYS, LINE, by_text);
    assert_true(sha256_text(&h, (struct slice){.at = lines, .n = (size_t)KEYS * LINE}, wanted));
    assert_string_equal(s.keys_sha256, wanted);
    assert_true(s.n == 1 && s.population == KEYS);
    sha256_free(&h);
    sample_free(&s);
    free(lines);
}

/* Reports that come in the worst order drive each other out again and again. */
static void memory_does_not_grow_with_what_is_driven_out(void **state)
{
    enum { REPORTS = 40000, SIZE = 3 };
    (void)state;
    struct sample s;
    char name[1000];
    memset(name, 'n', sizeof name);
    sample_init(&s, SIZE, (struct slice){0});
    for (unsigned long long i = 0; i < REPORTS; i++) {
        char key[REPORT_KEY_TEXT + 1];
        make_key(i, key);
        struct report r = {.organization_name = {.at = name, .n = sizeof name},
                           .report_id = {.at = key, .n = REPORT_KEY_TEXT}};
        assert_true(sample_add(&s, &r, key));
        if (i % 100 == 99 && s.n == SIZE) /* make each drawn row a bad one: the next drive it out */
            for (size_t k = 0; k < SIZE; k++)
                memset(s.at[k].digest, 0xFF, sizeof s.at[k].digest);
        assert_true(s.arena->taken < 3000000);
    }
    assert_true(sample_finish(&s));
    for (size_t i = 0; i < SIZE; i++) {
        assert_memory_equal(s.at[i].report.report_id.at, s.at[i].key, REPORT_KEY_TEXT);
        assert_memory_equal(s.at[i].report.organization_name.at, name, sizeof name);
        assert_int_equal(s.at[i].number, i + 1);
    }
    sample_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_population_of_any_size_is_summed_up_in_order),
        cmocka_unit_test(memory_does_not_grow_with_what_is_driven_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
