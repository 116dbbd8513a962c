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
        cmocka_unit_test(nothing_is_found_among_no_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
