/* Tests of foreign: policies about domains that the list does not hold. */
#include <stdio.h>

#include "lib/audit/foreign.h"
#include "tests/unit/crowding.h"
#include "tests/unit/unit.h"

/* A report of one policy about somebody else's domain. */
static void add(struct foreign *f, struct slice organization, struct slice domain)
{
    struct policy p = {.attributed = domain, .foreign = true, .left_out = true};
    struct report r = {.organization_name = organization, .policies = &p, .policies_n = 1};
    assert_true(foreign_add(f, &r));
}

static void each_domain_has_its_reports_and_reporters(void **state)
{
    (void)state;
    struct foreign f;
    struct arena arena = {0};
    size_t n;
    foreign_init(&f, &key_known);
    add(&f, SLICE("One"), SLICE("b.example"));
    add(&f, SLICE("One"), SLICE("a.example"));
    add(&f, SLICE("Two"), SLICE("b.example"));
    add(&f, SLICE("One"), SLICE("b.example"));

    const struct foreign_row *rows = foreign_sorted(&f, &arena, &n);
    assert_non_null(rows);
    assert_int_equal(n, 2);
    assert_true(slice_equal(rows[0].policy_domain, SLICE("a.example")));
    assert_int_equal(rows[0].reports, 1);
    assert_int_equal(rows[1].reports, 3);
    assert_int_equal(rows[1].reporters, 2);
    arena_free(&arena);
    foreign_free(&f);
}

/* The hash of a couple of an organization and the first domain. */
static uint64_t couple_hash(struct slice organization)
{
    return hash_mix(hash64(&key_known, organization) ^ hash_mix(0));
}

static size_t probe_foreign(const struct hash_key *key)
{
    struct foreign f;
    char organization[16];
    foreign_init(&f, key);
    for (unsigned i = 0; f.reporters.n < AIMED; i++) {
        snprintf(organization, sizeof organization, "Org %x", i);
        if (is_aimed(couple_hash(slice_of(organization))))
            add(&f, slice_of(organization), SLICE("a.example"));
    }
    size_t most = longest_probe(&f.reporter_index);
    foreign_free(&f);
    return most;
}

static void reporters_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_foreign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_domain_has_its_reports_and_reporters),
        cmocka_unit_test(reporters_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
