/* Tests of DNS records: the files that hold them, and their grammars (RFC 8460, 3; RFC 8461,
 * 3.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/read/dnstext.h"
#include "lib/tlsrpt/dnsrecord.h"

static void tlsrpt_records_are_checked_by_their_grammar(void **state)
{
    (void)state;
    const struct {
        const char *text, *problem; /* NULL: sound; else a part of the sentence */
    } cases[] = {
        {"v=TLSRPTv1; rua=mailto:a@b.example", NULL},
        {"v=TLSRPTv1;rua=https://b.example/x,mailto:a%2Cb@b.example; ext=1;", NULL},
        {"v=TLSRPTv1; rua=mailto:a@b.example; rua=mailto:c@b.example", NULL},
        {"v=TLSRPTv1", "no rua="},
        {"v=tlsrptv1; rua=mailto:a@b.example", "does not begin"},
        {"v=TLSRPTv10; rua=mailto:a@b.example", "does not begin"},
        {"v=TLSRPTv1; rua=", "no address"},
        {"v=TLSRPTv1; rua=a@b.example", "no mailto:"},
        {"v=TLSRPTv1; rua=mailto:a!b@b.example", "%21"},
        {"v=TLSRPTv1; rua=mailto:a@b.example;; x=1", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example;;", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; ;", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example ; ", NULL},
        {"v=TLSRPTv1; rua=mailto:a@b.example; nonsense", "no '='"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; _x=1", "no sound name"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; x=a b", "value holds"},
        {"v=TLSRPTv1; rua=mailto:a%2@b.example", "two hex digits"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct texts rua = {0};
        bool no_memory;
        const char *problem = dnsrecord_check_tlsrpt(slice_of(cases[i].text), &arena, &rua,
                                                     &no_memory);
        assert_true(cases[i].problem ? problem && strstr(problem, cases[i].problem) : !problem);
    }
    arena_free(&arena);
}

static void mta_sts_records_are_checked_by_their_grammar(void **state)
{
    (void)state;
    assert_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=20160831085700Z;")));
    assert_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1; x-y=z")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1;")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1; id=2")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=a-b")));
    assert_non_null(
        dnsrecord_check_mta_sts(SLICE("v=STSv1; id=123456789012345678901234567890123")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv2; id=1")));
}

static void dns_texts_are_read(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE("$ORIGIN a.example.\n"
                                   "_smtp._tls 300 IN TXT \"v=\" \"x\\;\\\"y\\065\" ; comment\n"
                                   "\t\tTXT ( \"two\"\n \"three\" )\n"
                                   "@ IN CNAME other.example.\n"
                                   "full.example. TXT unquoted\n"
                                   ";_mta-sts.b.example. IN TXT\n"
                                   "; _mta-sts.c.example IN TXT commented out\n"
                                   "x. TXT \"never closed\n"),
                             &r));
    assert_int_equal(r.n, 6);
    const char *const owners[] = {"_smtp._tls.a.example", "_smtp._tls.a.example", "a.example",
                                  "full.example",         "_mta-sts.b.example",   "x"};
    const char *const datas[] = {"v=x;\"yA", "twothree", "other.example",
                                 "unquoted", "txt",      "never closed"};
    for (size_t i = 0; i < r.n; i++) {
        assert_true(slice_equal(r.at[i].owner, slice_of(owners[i])));
        assert_true(slice_equal(r.at[i].data, slice_of(datas[i])));
    }
    assert_int_equal(r.at[2].kind, DNS_CNAME);
    assert_int_equal(r.at[4].kind, DNS_ASKED);
    arena_free(&r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsrpt_records_are_checked_by_their_grammar),
        cmocka_unit_test(mta_sts_records_are_checked_by_their_grammar),
        cmocka_unit_test(dns_texts_are_read),
    };
    return cmocka_run_group_tests_name("dns", tests, NULL, NULL);
}
