/* Tests of the addresses that mail was sent to. */
#include "lib/mail/recipients.h"
#include "tests/unit/unit.h"

static void an_address_is_seen_where_it_stands_alone(void **state)
{
    (void)state;
    const struct {
        const char *address, *field;
        bool seen;
    } cases[] = {
        {"tls@a.example", "Reports <TLS@A.example>", true},
        {"tls@a.example", "for <tls@a.example>; Mon, 1 Jan 2024 00:00:00 +0000", true},
        {"tls@a.example", "x@b.example,tls@a.example", true},
        {"tls@a.example", "not-tls@a.example", false},
        {"tls@a.example", "tls@a.example.org", false},
        {"tls@a.example", "", false},
        {"\"t s\"@a.example", "<\"t s\"@a.example>", true},
        {"\"t s\"@a.example", "<\"t t s\"@a.example>", false},
        {"\"t s\"@a.example", "x\"t s\"@a.example, \"T s\"@a.example", true},
        {"\"t s\"@a.example", "x\"t s\"@a.example", false},
        {"\"t s\"@a.example", "\"t s\"@a.example.org", false},
        {"t\"s@a.example", "\"t s\"@a.example, t\"s@a.example", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct recipients r = {0};
        struct arena arena = {0};
        assert_true(recipients_add(&r, &arena, SLICE("other@a.example")) &&
                    recipients_add(&r, &arena, slice_of(cases[i].address)) &&
                    recipients_add(&r, &arena, slice_of(cases[i].address)));
        recipients_sort(&r);
        assert_int_equal(r.n, 2);
        recipients_look(&r, slice_of(cases[i].field));
        const struct recipient *found = recipients_find(&r, slice_of(cases[i].address));
        assert_non_null(found);
        if (found->seen != cases[i].seen)
            fail_msg("%s in %s: %d", cases[i].address, cases[i].field, found->seen);
        assert_true(r.any);
        assert_false(recipients_find(&r, SLICE("other@a.example"))->seen);
        assert_null(recipients_find(&r, SLICE("nobody@a.example")));
        arena_free(&arena);
    }
}

/* Two that a field cannot hold as one word are sought one by one, and are found and noted, too. */
static void odd_addresses_are_found_beside_each_other(void **state)
{
    (void)state;
    struct recipients r = {0};
    struct arena arena = {0};
    assert_true(recipients_add(&r, &arena, SLICE("\"b b\"@a.example")) &&
                recipients_add(&r, &arena, SLICE("a@a.example")) &&
                recipients_add(&r, &arena, SLICE("\"a a\"@a.example")) &&
                recipients_add(&r, &arena, SLICE("ab@a.example")));
    recipients_sort(&r);
    assert_true(r.n == 4 && r.odd_n == 2);
    recipients_look(&r, SLICE("\"B b\"@a.example"));
    assert_true(recipients_find(&r, SLICE("\"b b\"@a.example"))->seen);
    assert_false(recipients_find(&r, SLICE("\"a a\"@a.example"))->seen);
    recipients_note(&r, SLICE("\"a a\"@a.example"));
    recipients_note(&r, SLICE("ab@a.example"));
    recipients_note(&r, SLICE("nobody@a.example"));
    assert_true(recipients_find(&r, SLICE("\"a a\"@a.example"))->seen);
    assert_true(recipients_find(&r, SLICE("AB@a.example"))->seen);
    assert_false(recipients_find(&r, SLICE("a@a.example"))->seen);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_seen_where_it_stands_alone),
        cmocka_unit_test(odd_addresses_are_found_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
