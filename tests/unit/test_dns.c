/* Tests of DNS records: the files that hold them, and their grammars (RFC 8460, 3; RFC 8461,
 * 3.1). */
#include <stdio.h>

#include "formats/read/given/dnstext.h"
#include "lib/tlsrpt/dnsrecord.h"
#include "tests/unit/unit.h"

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
        {"v=TLSRPTv1; rua=mailto:a@b.example , \thttps://b.example/x ; x=1", NULL},
        {"v=TLSRPTv1; rua=mailto:a@b.example,", "comma"},
        {"v=TLSRPTv1; rua=mailto:a@b.example, ;", "comma"},
        {"v=TLSRPTv1; rua=,mailto:a@b.example", "comma"},
        {"v=TLSRPTv1; rua=mailto:a@b.example,,https://b.example/x", "comma"},
        {"v=TLSRPTv1; rua=,", "comma"},
        {"v=TLSRPTv1; rua= mailto:a@b.example", "blank"},
        {"v=TLSRPTv1; rua=\tmailto:a@b.example", "blank"},
        {"v=TLSRPTv1; rua =mailto:a@b.example", "name holds"},
        {"v=TLSRPTv1; rua=https://", "no host"},
        {"v=TLSRPTv1; rua=https:///p", "no host"},
        {"v=TLSRPTv1; rua=https://?x", "no host"},
        {"v=TLSRPTv1; rua=https://#x", "no host"},
        {"v=TLSRPTv1; rua=https://:443/p", "no host"},
        {"v=TLSRPTv1; rua=https://u@/p", "no host"},
        {"v=TLSRPTv1; rua=https://u@:443/p", "no host"},
        {"v=TLSRPTv1; rua=HTTPS://u@b.example:443/p@q", NULL},
        {"v=TLSRPTv1; rua=https://[2001:db8::1]:443/p", NULL},
        {"v=TLSRPTv1; rua=mailto:", "no address"},
        {"v=TLSRPTv1; rua=mailto:a@", "no address"},
        {"v=TLSRPTv1; rua=mailto:a@?subject=x@y", "no address"},
        {"v=TLSRPTv1; rua=mailto:?to=a@b.example", "no address"},
        {"v=TLSRPTv1; rua=mailto:a@b.example?subject=x", NULL},
        {"v=TLSRPTv1; rua=mailto:a!b@b.example", "%21"},
        {"v=TLSRPTv1; rua=mailto:a@b.example;; x=1", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example;;", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; ;", "empty field"},
        {"v=TLSRPTv1; rua=mailto:a@b.example ; ", NULL},
        {"v=TLSRPTv1; rua=mailto:a@b.example; nonsense", "no '='"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; _x=1", "no sound name"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; =x", "no sound name"},
        {"v=TLSRPTv1; =; rua=mailto:a@b.example", "no sound name"},
        {"v=TLSRPTv1; rua=mailto:a@b.example; x=a b", "value holds"},
        {"v=TLSRPTv1; rua=mailto:a%2@b.example", "two hex digits"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct texts rua = {0};
        bool no_memory;
        const char *problem = dnsrecord_check_tlsrpt(slice_of(cases[i].text), &arena, &rua,
                                                     &no_memory);
        if (cases[i].problem ? !problem || !strstr(problem, cases[i].problem) : problem != NULL)
            fail_msg("%s: %s", cases[i].text, problem ? problem : "sound");
    }
    arena_free(&arena);
}

static void sound_addresses_of_a_broken_list_are_known(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct texts rua = {0};
    bool no_memory;
    assert_non_null(dnsrecord_check_tlsrpt(
        SLICE("v=TLSRPTv1; rua= mailto:a@b.example,,https:///p,mailto:c@b.example,"), &arena, &rua,
        &no_memory));
    assert_int_equal(rua.n, 2);
    assert_true(slice_equal(rua.at[0], SLICE("mailto:a@b.example")) &&
                slice_equal(rua.at[1], SLICE("mailto:c@b.example")));
    arena_free(&arena);
}

static void mta_sts_records_are_checked_by_their_grammar(void **state)
{
    (void)state;
    assert_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=20160831085700Z;")));
    assert_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1; x-y=z")));
    assert_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1 ; ")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1;")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1; id=2")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=a-b")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv1; id=1; =x")));
    assert_non_null(
        dnsrecord_check_mta_sts(SLICE("v=STSv1; id=123456789012345678901234567890123")));
    assert_non_null(dnsrecord_check_mta_sts(SLICE("v=STSv2; id=1")));
}

static void tlsa_records_are_checked_for_use_with_mail(void **state)
{
    char sha256[80], sha512[160];
    const struct {
        const char *before, *data, *problem; /* NULL: sound; else a part of the sentence */
    } cases[] = {
        {"3 1 1 ", sha256, NULL},       {"2 0 2 ", sha512, NULL},
        {"3 0 0 ", "30820122", NULL},   {"1 1 1 ", sha256, "usage"},
        {"3 2 1 ", sha256, "selector"}, {"3 1 3 ", sha256, "matching"},
        {"3 1 1 ", sha512, "SHA-256"},  {"3 1 2 ", sha256, "SHA-512"},
        {"3 1 0 ", "abc", "whole"},     {"3 1 0 ", "xy", "hex"},
        {"3 1 0 ", "", "whole"},        {"33 1 1 ", sha256, "usage"},
    };
    (void)state;
    snprintf(sha256, sizeof sha256, "%064d", 0);
    snprintf(sha512, sizeof sha512, "%0128d", 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char record[200];
        snprintf(record, sizeof record, "%s%s", cases[i].before, cases[i].data);
        const char *problem = dnsrecord_check_tlsa(slice_of(record));
        assert_true(cases[i].problem ? problem && strstr(problem, cases[i].problem) : !problem);
    }
}

static const struct dns_record *record_of(const struct dns_records *r, enum dns_kind kind,
                                          const char *owner)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->at[i].kind == kind && slice_equal(r->at[i].owner, slice_of(owner)))
            return &r->at[i];
    fail_msg("no record of %s", owner);
    return NULL;
}

static void answers_of_the_tools_tell_what_was_asked_when_and_signed(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE(";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
                                   ";; flags: qr rd ra ad; QUERY: 1, ANSWER: 1\n"
                                   ";; QUESTION SECTION:\n"
                                   ";a.example.\t\tIN\tMX\n"
                                   "a.example. 300 IN MX 10 MX1.a.example.\n"
                                   ";; WHEN: Mon Jun 01 12:30:05 UTC 2026\n"
                                   ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2\n"
                                   ";; Flags: qr rd; QUERY: 1\n"
                                   ";; _25._tcp.mx1.a.example. IN TLSA\n"
                                   "_25._tcp.mx2.a.example. IN TLSA 3 1 1 AB CD\n"
                                   "mx1.a.example. AAAA 2001:DB8:0::1\n"
                                   "; a.example. I\xfe\xffT\n"
                                   "mx1.a.example. A nonsense\n"),
                             &r));
    const struct dns_record *mx = record_of(&r, DNS_MX, "a.example"),
                            *tlsa = record_of(&r, DNS_TLSA, "_25._tcp.mx2.a.example");
    assert_true(slice_equal(mx->data, SLICE("mx1.a.example")));
    assert_int_equal(mx->is_signed, DNS_SIGNED);
    assert_int_equal(mx->asked_at, 1780317005);
    assert_true(slice_equal(tlsa->data, SLICE("3 1 1 abcd")));
    assert_int_equal(tlsa->is_signed, DNS_UNSIGNED);
    assert_int_equal(tlsa->asked_at, 0);
    assert_true(slice_equal(record_of(&r, DNS_AAAA, "mx1.a.example")->data, SLICE("2001:db8::1")));
    assert_true(slice_equal(record_of(&r, DNS_ASKED, "a.example")->data, SLICE("mx")));
    record_of(&r, DNS_ASKED, "_25._tcp.mx1.a.example");
    assert_int_equal(r.n, 5);
    arena_free(&r.arena);
}

static void zone_files_and_host_tell_of_mail_servers(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE("$ORIGIN a.example.\n"
                                   "@ 300 IN MX 10 mx1\n"
                                   "  IN RRSIG MX 13 2 300 20260101000000 20250101000000 1 a. x=\n"
                                   "_25._tcp.mx1 IN TLSA ( 3 1 1\n aabb\n ccdd )\n"),
                             &r));
    assert_true(slice_equal(record_of(&r, DNS_MX, "a.example")->data, SLICE("mx1.a.example")));
    assert_true(slice_equal(record_of(&r, DNS_RRSIG, "a.example")->data, SLICE("mx")));
    const struct dns_record *tlsa = record_of(&r, DNS_TLSA, "_25._tcp.mx1.a.example");
    assert_true(slice_equal(tlsa->data, SLICE("3 1 1 aabbccdd")));
    assert_int_equal(tlsa->is_signed, DNS_UNSIGNED); /* the file holds signatures, and none of it */
    arena_free(&r.arena);

    r = (struct dns_records){0};
    assert_true(dnstext_read(SLICE("b.example mail is handled by 10 mx.b.example.\n"
                                   "mx.b.example has address 192.0.2.1\n"
                                   "mx.b.example has IPv6 address 2001:db8::2\n"
                                   "_25._tcp.mx.b.example has TLSA record 3 1 1 AABB CCDD\n"
                                   "c.example has no MX record\n"),
                             &r));
    assert_true(slice_equal(record_of(&r, DNS_MX, "b.example")->data, SLICE("mx.b.example")));
    assert_true(slice_equal(record_of(&r, DNS_TLSA, "_25._tcp.mx.b.example")->data,
                            SLICE("3 1 1 aabbccdd")));
    assert_int_equal(record_of(&r, DNS_TLSA, "_25._tcp.mx.b.example")->is_signed,
                     DNS_SIGNED_UNKNOWN);
    assert_true(slice_equal(record_of(&r, DNS_ASKED, "c.example")->data, SLICE("mx")));
    assert_int_equal(r.n, 5);
    arena_free(&r.arena);
}

static size_t addresses_of(const struct dns_records *r, const char *owner)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->at[i].kind == DNS_A && slice_equal(r->at[i].owner, slice_of(owner));
    return n;
}

static void a_name_server_of_nslookup_is_no_address_of_what_was_asked_before(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE("Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n"
                                   "Name:\tmx1.a.example\nAddress: 192.0.2.1\n"
                                   "Server:\t\t192.0.2.53\nAddress:\t192.0.2.53\n\n"
                                   "Name:\tmx2.a.example\nAddress: 192.0.2.2\n"
                                   "Server: mx3.a.example\nName:\nAddress: 192.0.2.3\n"),
                             &r));
    assert_int_equal(addresses_of(&r, "mx1.a.example"), 1);
    assert_int_equal(addresses_of(&r, "mx2.a.example"), 1);
    assert_int_equal(addresses_of(&r, "mx3.a.example"), 0);
    arena_free(&r.arena);
}

/* As `set debug` has them. */
static void an_arrow_of_nslookup_names_what_is_told_below_it(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(
        dnstext_read(SLICE("    ANSWERS:\n    ->  a.example\n        nameserver = b.example\n"
                           "    ->\n        mail exchanger = 10 mx1.a.example.\n"),
                     &r));
    assert_true(slice_equal(record_of(&r, DNS_MX, "a.example")->data, SLICE("mx1.a.example")));
    arena_free(&r.arena);
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

/* Windows' editors and PowerShell put one before what they save. */
static void a_byte_order_mark_hides_no_record(void **state)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBF_smtp._tls.a.example. TXT \"v\"\n",
        "\xEF\xBB\xBF{\"Status\":0,\"Answer\":[{\"name\":\"_smtp._tls.a.example."
        "\",\"type\":16,\"data\":\"v\"}]}"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct dns_records r = {0};
        assert_true(dnstext_read(slice_of(texts[i]), &r));
        assert_true(r.n > 0);
        assert_true(slice_equal(r.at[0].owner, SLICE("_smtp._tls.a.example")));
        assert_int_equal(r.at[0].kind, DNS_TXT);
        arena_free(&r.arena);
    }
}

/* RFC 3597, 5. A type may be written in lower case, and a text may begin with "#". */
static void records_in_the_form_for_unknown_types_are_read(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE("a.example. TYPE52 \\# 5 03 01 01 0aff\n"
                                   "a.example. tlsa \\# 5 03 01 01 0aff\n"
                                   "a.example. txt \\# 4 03616263\n"
                                   "a.example. type15 \\# 5 00 0a 01 62 00\n"
                                   "a.example. TXT \"#\" \"4\" \"03616263\"\n"),
                             &r));
    const char *const datas[] = {"3 1 1 0aff", "3 1 1 0aff", "abc", "b", "#403616263"};
    assert_int_equal(r.n, COUNT_OF(datas));
    for (size_t i = 0; i < r.n; i++)
        assert_true(slice_equal(r.at[i].data, slice_of(datas[i])));
    dnsrecords_free(&r);
}

#define LABEL "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde."
#define LONG LABEL LABEL LABEL LABEL /* 256 bytes with the dot at the end: 255 are read */

/* RFC 1035, 2.3.4: a name has 255 bytes at most. */
static void records_with_a_name_that_is_too_long_are_left_out(void **state)
{
    (void)state;
    struct dns_records r = {0};
    assert_true(dnstext_read(SLICE(LONG " MX 1 mx.a.example.\n"
                                        "x" LONG " MX 1 mx.a.example.\n"
                                        "a.example. MX 1 " LONG "\n"
                                        "a.example. MX 1 x" LONG "\n"
                                        ";x" LONG " IN MX\n"
                                        "$ORIGIN " LONG LONG "\n"
                                        "b MX 1 mx.a.example.\n"
                                        "c.example. MX 1 b\n"
                                        "d.example. MX 1 mx.a.example.\n"),
                             &r));
    assert_int_equal(r.n, 3);
    assert_int_equal(r.at[0].owner.n, 255);
    assert_int_equal(r.at[1].data.n, 255);
    assert_true(slice_equal(r.at[2].owner, SLICE("d.example")));
    dnsrecords_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsrpt_records_are_checked_by_their_grammar),
        cmocka_unit_test(sound_addresses_of_a_broken_list_are_known),
        cmocka_unit_test(mta_sts_records_are_checked_by_their_grammar),
        cmocka_unit_test(dns_texts_are_read),
        cmocka_unit_test(a_byte_order_mark_hides_no_record),
        cmocka_unit_test(records_in_the_form_for_unknown_types_are_read),
        cmocka_unit_test(tlsa_records_are_checked_for_use_with_mail),
        cmocka_unit_test(answers_of_the_tools_tell_what_was_asked_when_and_signed),
        cmocka_unit_test(zone_files_and_host_tell_of_mail_servers),
        cmocka_unit_test(an_arrow_of_nslookup_names_what_is_told_below_it),
        cmocka_unit_test(a_name_server_of_nslookup_is_no_address_of_what_was_asked_before),
        cmocka_unit_test(records_with_a_name_that_is_too_long_are_left_out),
    };
    return cmocka_run_group_tests_name("dns", tests, NULL, NULL);
}
