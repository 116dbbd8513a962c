/* Tests of troubles: the reports that something is odd about, by domain. */
#include <stdio.h>

#include "lib/audit/troubles.h"
#include "tests/unit/unit.h"

static const struct hash_key hash_key;

/* A report of the organization with so many policies, which are about a.example by turns with
 * b.example. */
static void add(struct troubles *t, const char *organization, size_t policies, unsigned kind,
                const char *key)
{
    struct policy both[] = {{.attributed = SLICE("a.example")},
                            {.attributed = SLICE("b.example")},
                            {.attributed = SLICE("a.example")}};
    struct report r = {.organization_name = slice_of(organization),
                       .source.received = WHEN_NEVER,
                       .policies = both,
                       .policies_n = policies};
    assert_in_range(policies, 1, COUNT_OF(both));
    assert_true(troubles_add(t, &r, kind, key));
}

static const struct trouble_row *row_of(const struct troubles *t, const char *domain)
{
    const struct trouble_row *row = troubles_find(t, slice_of(domain));
    assert_non_null(row);
    return row;
}

/* Which reports a finding names does not depend on the order in which they come, nor on how often
 * one of them does. */
static void the_least_report_keys_are_kept_each_once(void **state)
{
    enum { KEYS = 13, STEP = 5 /* each of them once, in no order */ };
    (void)state;
    struct troubles t;
    troubles_init(&t, &hash_key);
    char key[REPORT_KEY_TEXT + 1];
    for (int i = 0; i < KEYS * 2; i++) {
        snprintf(key, sizeof key, "%032d", i * STEP % KEYS);
        add(&t, "One", 1, 0, key);
        if (i % KEYS == 3) /* 0, 5, 10, 2 */
            assert_int_equal(row_of(&t, "a.example")->keys.n, i < KEYS ? 4 : LEASTKEYS_MOST);
    }
    const struct trouble_row *row = row_of(&t, "a.example");
    assert_int_equal(row->reports, KEYS * 2);
    assert_int_equal(row->keys.n, LEASTKEYS_MOST);
    for (int i = 0; i < LEASTKEYS_MOST; i++) {
        snprintf(key, sizeof key, "%032d", i);
        assert_memory_equal(row->keys.at[i], key, REPORT_KEY_TEXT);
    }
    troubles_free(&t);
}

static void assert_reporters(const struct troubles *t, const char *domain, const char *wanted)
{
    char names[100] = "";
    for (size_t link = row_of(t, domain)->last_reporter; link > 0;) {
        struct slice name = troubles_reporter(t, &link);
        strcat(strncat(names, name.at, name.n), " ");
    }
    assert_string_equal(names, wanted);
}

static void each_domain_names_its_own_reporters_once(void **state)
{
    (void)state;
    struct troubles t;
    troubles_init(&t, &hash_key);
    static const char key[] = "00000000000000000000000000000000";
    add(&t, "One", 1, 0, key);
    add(&t, "Two", 2, 0, key);
    add(&t, "One", 1, 0, key);
    add(&t, "Three", 3, 0, key);
    assert_reporters(&t, "a.example", "Three Two One ");
    assert_reporters(&t, "b.example", "Three Two ");
    assert_null(troubles_find(&t, SLICE("c.example")));
    troubles_free(&t);
}

static void a_report_of_several_policies_is_one_at_each_domain(void **state)
{
    (void)state;
    struct troubles t;
    troubles_init(&t, &hash_key);
    add(&t, "One", 3, 2, "00000000000000000000000000000000");
    add(&t, "One", 1, 1, "11111111111111111111111111111111");
    const struct trouble_row *a = row_of(&t, "a.example"), *b = row_of(&t, "b.example");
    assert_int_equal(a->reports, 2);
    assert_int_equal(a->kinds[1], 1);
    assert_int_equal(a->kinds[2], 1);
    assert_int_equal(b->reports, 1);
    assert_int_equal(b->kinds[2], 1);
    troubles_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_report_keys_are_kept_each_once),
        cmocka_unit_test(each_domain_names_its_own_reporters_once),
        cmocka_unit_test(a_report_of_several_policies_is_one_at_each_domain),
    };
    return cmocka_run_group_tests_name("troubles", tests, NULL, NULL);
}
