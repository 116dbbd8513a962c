/* Tests of DNS records looked up by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tlsrpt/dnsrecords.h"

static void records_of_a_name_stand_together_in_their_order(void **state)
{
    (void)state;
    struct dns_records d = {0};
    assert_true(dnsrecords_add(&d, DNS_TXT, SLICE("b.example"), SLICE("one")) &&
                dnsrecords_add(&d, DNS_CNAME, SLICE("a.example"), SLICE("b.example")) &&
                dnsrecords_add(&d, DNS_TXT, SLICE("b.example"), SLICE("three")) &&
                dnsrecords_add(&d, DNS_TXT, SLICE("b.example"), SLICE("a two")) &&
                dnsrecords_add(&d, DNS_ASKED, SLICE("_mta-sts.c.example"), (struct slice){0}) &&
                dnsrecords_sort(&d));
    size_t n;
    const struct dns_record *r = dnsrecords_of(&d, SLICE("b.example"), &n);
    assert_int_equal(n, 3);
    assert_true(slice_equal(r[0].data, SLICE("one")) && slice_equal(r[2].data, SLICE("a two")));
    dnsrecords_of(&d, SLICE("c.example"), &n);
    assert_int_equal(n, 0);
    assert_true(dnsrecords_is_target(&d, SLICE("b.example")));
    assert_false(dnsrecords_is_target(&d, SLICE("a.example")));
    assert_true(dnsrecords_has(&d, SLICE("_mta-sts.")));
    assert_false(dnsrecords_has(&d, SLICE("_smtp._tls.")));
    dnsrecords_free(&d);
}

static void what_failed_or_denies_is_told_by_name_and_type(void **state)
{
    (void)state;
    struct dns_records d = {0};
    const struct slice any = {0};
    assert_true(dnsrecords_add_failed(&d, SLICE("b.example"), SLICE("txt")) &&
                dnsrecords_add_failed(&d, SLICE("a.example"), any) && dnsrecords_sort(&d));
    assert_true(dnsrecords_failed(&d, SLICE("b.example"), SLICE("txt")));
    assert_false(dnsrecords_failed(&d, SLICE("b.example"), SLICE("a")));
    assert_true(dnsrecords_failed(&d, SLICE("a.example"), SLICE("a")));
    assert_false(dnsrecords_failed(&d, SLICE("c.example"), SLICE("txt")));
    d.has_lost = true;
    assert_true(dnsrecords_failed(&d, SLICE("c.example"), SLICE("txt")));
    dnsrecords_free(&d);

    const struct dns_record txt = {.kind = DNS_ASKED, .data = SLICE("txt")},
                            none = {.kind = DNS_ASKED, .data = SLICE("mx"), .is_no_name = true},
                            untold = {.kind = DNS_ASKED}, there = {.kind = DNS_TXT};
    assert_true(dnsrecords_denies(&txt, SLICE("txt")));
    assert_false(dnsrecords_denies(&txt, SLICE("a")));
    assert_true(dnsrecords_denies(&none, SLICE("a")));
    assert_true(dnsrecords_denies(&untold, SLICE("a")));
    assert_false(dnsrecords_denies(&there, SLICE("txt")));
}

static void nothing_is_found_among_no_records(void **state)
{
    (void)state;
    struct dns_records d = {0};
    size_t n;
    assert_true(dnsrecords_sort(&d));
    dnsrecords_of(&d, SLICE("a.example"), &n);
    assert_int_equal(n, 0);
    assert_false(dnsrecords_has(&d, SLICE("")) || dnsrecords_is_target(&d, SLICE("")));
    dnsrecords_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_a_name_stand_together_in_their_order),
        cmocka_unit_test(what_failed_or_denies_is_told_by_name_and_type),
        cmocka_unit_test(nothing_is_found_among_no_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
