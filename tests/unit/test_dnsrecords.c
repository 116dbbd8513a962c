/* Tests of DNS records looked up by name. */
#include <stdio.h>

#include "lib/tlsrpt/dnsrecords.h"
#include "tests/unit/unit.h"

static void records_of_a_name_stand_together_by_kind_and_data(void **state)
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
    const struct dns_record *r = dnsrecords_of_kind(&d, SLICE("b.example"), DNS_TXT, &n);
    assert_int_equal(n, 3);
    assert_true(slice_equal(r[0].data, SLICE("a two")) && slice_equal(r[2].data, SLICE("three")));
    dnsrecords_of_kind(&d, SLICE("c.example"), DNS_TXT, &n);
    assert_int_equal(n, 0);
    assert_true(dnsrecords_is_target(&d, SLICE("b.example")));
    assert_false(dnsrecords_is_target(&d, SLICE("a.example")));
    assert_true(dnsrecords_has(&d, SLICE("_mta-sts.")));
    assert_false(dnsrecords_has(&d, SLICE("_smtp._tls.")));
    dnsrecords_free(&d);
}

static void what_is_there_every_night_is_there_once(void **state)
{
    (void)state;
    struct dns_records d = {0};
    size_t n;
    for (unsigned night = 0; night < 3000; night++) {
        assert_true(dnsrecords_add(&d, DNS_A, SLICE("m.example"), SLICE("192.0.2.1")) &&
                    dnsrecords_add(&d, DNS_CNAME, SLICE("a.example"),
                                   night == 2999 ? SLICE("a.new.example") : SLICE("old.example")));
        d.at[d.n - 2].asked_at = night == 7 ? 99 : 1;
        d.at[d.n - 2].is_signed = night == 9 ? DNS_SIGNED : DNS_UNSIGNED;
    }
    assert_true(dnsrecords_sort(&d));
    const struct dns_record *r = dnsrecords_of_kind(&d, SLICE("m.example"), DNS_A, &n);
    assert_int_equal(n, 1);
    assert_true(r->asked_at == 99 && r->is_signed == DNS_SIGNED);
    assert_true(slice_equal(dnsrecords_alias(&d, SLICE("a.example")), SLICE("a.new.example")));
    assert_int_equal(dnsrecords_alias(&d, SLICE("m.example")).n, 0);
    assert_int_equal(d.crowds_n, 0);
    assert_true(dnsrecords_is_target(&d, SLICE("old.example")));
    dnsrecords_free(&d);
}

static void of_a_crowd_the_newest_are_looked_at(void **state)
{
    (void)state;
    struct dns_records d = {0};
    const size_t most = dnsrecords_most(DNS_A);
    char texts[1200][8];
    size_t n;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        snprintf(texts[i], sizeof texts[i], "%zu", COUNT_OF(texts) - i);
        assert_true(dnsrecords_add(&d, DNS_A, SLICE("m.example"), slice_of(texts[i])) &&
                    dnsrecords_add(&d, DNS_A, i < most ? SLICE("f.example") : SLICE("o.example"),
                                   slice_of(texts[i])));
    }
    assert_true(dnsrecords_sort(&d));
    const struct dns_record *r = dnsrecords_of_kind(&d, SLICE("m.example"), DNS_A, &n);
    assert_int_equal(n, most);
    for (size_t i = 0; i < n; i++)
        assert_true(r[i].order >= 2 * (COUNT_OF(texts) - most) &&
                    (i == 0 || slice_compare(r[i - 1].data, r[i].data) < 0));
    assert_int_equal(d.crowds_n, 1);
    assert_int_equal(d.crowds[0].left_out, COUNT_OF(texts) - most);
    assert_true(dnsrecords_is_crowd(&d, SLICE("m.example"), DNS_A));
    assert_false(dnsrecords_is_crowd(&d, SLICE("m.example"), DNS_MX) ||
                 dnsrecords_is_crowd(&d, SLICE("f.example"), DNS_A));
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

/* A file of TLSA records alone switches no other check on (SPEC 8.3). */
static void who_asks_for_one_kind_asks_for_no_other(void **state)
{
    (void)state;
    struct dns_records d = {0};
    assert_true(dnsrecords_add(&d, DNS_ASKED, SLICE("_25._tcp.mx.a.example"), SLICE("tlsa")) &&
                dnsrecords_add(&d, DNS_TXT, SLICE("a.example"), SLICE("mx")) &&
                dnsrecords_sort(&d));
    assert_true(dnsrecords_has_kind(&d, DNS_TLSA) && dnsrecords_ask(&d, DNS_TLSA));
    assert_true(dnsrecords_has_kind(&d, DNS_TXT) && !dnsrecords_ask(&d, DNS_TXT));
    assert_false(dnsrecords_has_kind(&d, DNS_MX) || dnsrecords_has_kind(&d, DNS_A) ||
                 dnsrecords_has_kind(&d, DNS_AAAA));
    dnsrecords_free(&d);
}

static void a_file_has_its_hash_where_it_was_asked_for(void **state)
{
    (void)state;
    struct dns_records d = {0};
    assert_true(dnsrecords_add_file(&d, SLICE("a"), SLICE("abc"), true) &&
                dnsrecords_add_file(&d, SLICE("b"), SLICE("abc"), false));
    assert_int_equal(d.files_n, 2);
    assert_string_equal(d.files[0].sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(d.files[1].sha256, "");
    assert_int_equal(d.files[1].bytes, 3);
    dnsrecords_free(&d);
}

static void nothing_is_found_among_no_records(void **state)
{
    (void)state;
    struct dns_records d = {0};
    size_t n;
    assert_true(dnsrecords_sort(&d));
    assert_null(dnsrecords_of_kind(&d, SLICE("a.example"), DNS_TXT, &n));
    assert_int_equal(n, 0);
    assert_false(dnsrecords_has(&d, SLICE("")) || dnsrecords_is_target(&d, SLICE("")));
    dnsrecords_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_of_a_name_stand_together_by_kind_and_data),
        cmocka_unit_test(what_is_there_every_night_is_there_once),
        cmocka_unit_test(of_a_crowd_the_newest_are_looked_at),
        cmocka_unit_test(what_failed_or_denies_is_told_by_name_and_type),
        cmocka_unit_test(who_asks_for_one_kind_asks_for_no_other),
        cmocka_unit_test(a_file_has_its_hash_where_it_was_asked_for),
        cmocka_unit_test(nothing_is_found_among_no_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
