/* Tests of scope: a list of domains, and the parts of it that are clients' own. */
#include <stdio.h>
#include <time.h>

#include "lib/audit/scope.h"
#include "tests/unit/unit.h"

static const struct hash_key key;

static void add(struct scope *s, const char *domain, const char *client)
{
    struct scope_entry entry = {
        .domain = slice_of(domain), .is_wildcard = domain[0] == '.', .client = slice_of(client)};
    assert_int_equal(scope_add(s, &entry), SCOPE_ADDED);
}

/* The domain of the entry that a name belongs to; empty: it is foreign. */
static void assert_belongs(const struct scope *s, const char *domain, const char *to)
{
    const struct scope_entry *entry = scope_find(s, slice_of(domain));
    assert_true(slice_equal(entry ? entry->domain : SLICE(""), slice_of(to)));
}

static void a_part_holds_what_is_nearest_to_its_client(void **state)
{
    (void)state;
    struct scope whole, part;
    scope_init(&whole, &key);
    add(&whole, ".example", "One");
    add(&whole, ".b.example", "Two");
    add(&whole, "c.b.example", "One");
    add(&whole, "d.example", "");
    assert_true(scope_part(&whole, SLICE("One"), NULL, &key, &part));
    assert_int_equal(scope_n(&part), 2);
    assert_true(slice_equal(scope_at(&part, 1)->domain, SLICE("c.b.example")));
    assert_belongs(&part, "a.example", ".example");
    assert_belongs(&part, "x.b.example", "");
    assert_belongs(&part, "c.b.example", "c.b.example");
    assert_belongs(&part, "x.c.b.example", "");
    assert_belongs(&part, "d.example", "");
    assert_belongs(&part, "x.d.example", ".example");
    assert_belongs(&part, "other.org", "");
    scope_mark_reported(&part, SLICE("a.example"));
    assert_true(scope_at(&part, 0)->reported && !scope_at(&whole, 0)->reported);
    scope_free(&part);

    assert_true(scope_part(&whole, SLICE(""), NULL, &key, &part));
    assert_int_equal(scope_n(&part), 1);
    assert_belongs(&part, "d.example", "d.example");
    scope_free(&part);
    struct slice domain = SLICE("x.b.example");
    assert_true(scope_part(&whole, SLICE("Two"), &domain, &key, &part));
    assert_belongs(&part, "x.b.example", "x.b.example");
    assert_belongs(&part, "y.b.example", "");
    scope_free(&part);
    scope_free(&whole);
}

static void a_report_stays_for_the_policies_about_listed_domains(void **state)
{
    (void)state;
    struct scope s;
    struct policy policies[] = {{.attributed = SLICE("other.org")},
                                {.attributed = SLICE("a.example")},
                                {.attributed = SLICE("x.b.example")},
                                {.attributed = SLICE("a.example"), .left_out = true},
                                {.attributed = SLICE("b.example")}};
    struct report r = {.policies = policies, .policies_n = COUNT_OF(policies)};
    struct scope_entry again = {.domain = SLICE("a.example")};
    scope_init(&s, &key);
    add(&s, "a.example", "");
    add(&s, ".b.example", "");
    assert_int_equal(scope_add(&s, &again), SCOPE_TWICE);
    assert_true(scope_admits(&s, &r));
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        bool foreign = i == 0 || i == 4;
        assert_int_equal(policies[i].foreign, foreign);
        assert_int_equal(policies[i].left_out, foreign || i == 3);
    }
    r.policies_n = 1;
    assert_false(scope_admits(&s, &r));
    scope_mark_reported(&s, SLICE("x.y.b.example"));
    assert_true(scope_at(&s, 1)->reported && !scope_at(&s, 0)->reported);
    scope_mark_reported(&s, SLICE("a.example"));
    assert_true(scope_at(&s, 0)->reported);
    scope_free(&s);
}

/* A list of so many clients with a domain and a wildcard each. */
static void list_clients(struct scope *whole, int clients)
{
    char name[40];
    scope_init(whole, &key);
    for (int i = 0; i < clients; i++) {
        snprintf(name, sizeof name, ".c%d.example", i);
        add(whole, name, name);
        add(whole, name + 1, name);
    }
}

/* Processor time of the parts of all of them. */
static clock_t cost_of_parts(const struct scope *whole, int clients)
{
    char name[40];
    clock_t start = clock();
    for (int i = 0; i < clients; i++) {
        struct scope part;
        snprintf(name, sizeof name, ".c%d.example", i);
        assert_true(scope_part(whole, slice_of(name), NULL, &key, &part));
        assert_int_equal(scope_n(&part), 2);
        scope_free(&part);
    }
    return clock() - start;
}

/* Fifty thousand clients may have an edition each. Both lists are there before anything is
 * measured: what an allocation costs depends on what lies below it. */
static void parts_take_no_longer_for_each_other_client(void **state)
{
    (void)state;
    enum { FEW = 1000, MANY = 10 * FEW };
    struct scope few, many;
    bool ok = false;
    list_clients(&few, FEW);
    list_clients(&many, MANY);
    for (int attempt = 0; attempt < 5 && !ok; attempt++) {
        clock_t of_few = cost_of_parts(&few, FEW);
        ok = cost_of_parts(&many, MANY) <= 13 * of_few;
    }
    assert_true(ok);
    scope_free(&few);
    scope_free(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_holds_what_is_nearest_to_its_client),
        cmocka_unit_test(a_report_stays_for_the_policies_about_listed_domains),
        cmocka_unit_test(parts_take_no_longer_for_each_other_client),
    };
    return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
