/* Tests of what tells of report mail in bytes of another form. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/read/traces.h"
#include "tests/unit/unit.h"

/* {"organization-name":"a","report-id":"r1","policies":[]} through gzip -n -9, in base64. */
#define PACKED                                                                                     \
    "H4sIAAAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1M"                                 \
    "AfKLDIECBfk5mcmZqcVKVtGxtQBU1Wk6OAAAAA=="
#define PACKED_IN_LINES                                                                            \
    "H4sIAAAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1M\\r\\nAfKLDIECBfk5mcmZqcVKVtGxtQ" \
    "BU1Wk6OAAAAA=="
#define PACKED_ESCAPED                                                                             \
    "H4sI\\u0041AAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1MAfKLDIECBf\\u006b5mcmZqcVK" \
    "VtGxtQBU1Wk6OAAAAA=="

static bool tell(struct slice bytes)
{
    struct traces t = {0};
    traces_look(&t, bytes);
    return traces_tell(&t);
}

static bool tell_of(const char *text)
{
    return tell(slice_of(text));
}

static void a_packed_report_is_known_by_what_it_unpacks_to(void **state)
{
    (void)state;
    assert_true(tell_of("1,\"" PACKED "\"\n"));
    assert_true(tell_of("VALUES ('" PACKED_IN_LINES "');"));
    assert_true(tell_of("{\"a\":\"" PACKED_ESCAPED "\"}"));
    assert_true(tell_of("0x1F8B0800000000000203AB56CA2F4A4FCCCBAC4A2CC9CCCFD3CD4BCC4D55B252"
                        "4A54D2512A4A2DC82F2AD1CD4C01F28B0C810205F93999C999A9C54A56D1B1B5"));
    assert_true(tell_of("1F8B0800000000000203AB56CA2F4A4FCCCBAC4A2CC9CC\r\nCFD3CD4BCC4D55B252\r\n"
                        "4A54D2512A4A2DC82F2AD1CD4C01F28B0C810205F93999C999A9C54A56D1B1B5"));
    assert_false(tell_of("H4sI is how gzip begins in base64"));
    assert_false(tell_of("H4sIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

/* The same as the first member of a zip, "r.json"; of the others and the directory nothing is
 * needed. */
#define ZIPPED                                                                                     \
    "UEsDBBQAAAAIAAAAIVhU1Wk6NwAAADgAAAAGAAAAci5qc29uq1bKL0pPzMusSizJzM/TzUvMTVWyUkpU0lEqSi3ILyrR" \
    "zUwB8osMgQIF+TmZyZmpxUpW0bG1AA=="
#define ZIPPED_IN_HEX                                                                              \
    "504b03041400000008000000215854d5693a370000003800000006000000722e6a736f6eab56ca2f4a4fcccbac4a" \
    "2cc9cccfd3cd4bcc4d55b2524a54d2512a4a2dc82f2ad1cd4c01f28b0c810205f93999c999a9c54a56d1b1b500"

static void a_zip_is_known_by_its_first_member(void **state)
{
    (void)state;
    static const char as_it_is[] =
        "PK\3\4\24\0\0\0\10\0\0\0!XT\xD5i:7\0\0\0"
        "8\0\0\0\6\0\x9\0"
        "r.jsonUT\5\0\3\0\0\0e\xABV\xCA/JO\xCC\xCB\xACJ,\xC9\xCC\xCF\xD3\xCDK\xCCMU"
        "\xB2RJT\xD2Q*J-\xC8/*\xD1\xCDL\1\xF2\x8B\f\x81\2\5\xF9"
        "9";
    assert_true(tell_of("{\"a\":\"" ZIPPED "\"}"));
    assert_true(tell_of("0x" ZIPPED_IN_HEX));
    assert_true(tell((struct slice){.at = as_it_is, .n = sizeof as_it_is - 1}));
    for (size_t n = 0; n < 49; n++)
        assert_false(tell((struct slice){.at = as_it_is, .n = n}));
    assert_false(
        tell_of("UEsDBBQAAAAIAAAAIVhU1Wk6NwAAADgAAAD//wAAci5qc29uq1bKL0pPzMusSizJzM/TzUv"));
}

#define BYTES                                                                                      \
    "\37\x8B\b\0\0\0\0\0\2\3\xABV\xCA/JO\xCC\xCB\xACJ,\xC9\xCC\xCF\xD3\xCDK\xCCMU\xB2RJT\xD2Q*J-"  \
    "\xC8/*\xD1\xCDL\1\xF2\x8B\f\x81\2\5\xF9"                                                      \
    "9\x99\xC9\x99\xA9\xC5JV\xD1\xB1\xB5\0"
#define NAME_OF_70 "sender.example!receiver.example!1714521600!1714607999!12345678901.json"
#define NAME_OF_141 NAME_OF_70 "\"" NAME_OF_70
#define MAIL "Subject: a\r\nTLS-Report-Domain: b.example\r\n\r\n\"b\" \\ c\r\n"

/* Each byte by the format; its sign as Java has it. */
static struct slice spell(char *to, struct slice bytes, const char *format, bool is_signed)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++)
        n += (size_t)sprintf(
            to + n, format, is_signed ? (int)(signed char)bytes.at[i] : (unsigned char)bytes.at[i]);
    return (struct slice){.at = to, .n = n};
}

static void bytes_in_another_spelling_are_known(void **state)
{
    (void)state;
    static const char *const formats[] = {"%d,",     "%d, ",      "\n        %d,", "\"0\":%d,",
                                          "\\u%04x", "\\\\u%04X", "\\x%02x",       "\\\\\\x%02X",
                                          "\\%03o",  "\\\\%03o"};
    static const struct slice told[] = {SLICE(BYTES), SLICE(MAIL)}, other = SLICE("lunch, lunch, ");
    char far[9000], text[sizeof far * 20];
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        for (size_t of = 0; of < COUNT_OF(told); of++) {
            assert_true(tell(spell(text, told[of], formats[i], false)));
            assert_true(i > 3 || tell(spell(text, told[of], formats[i], true)));
        }
        memset(far, 'a', sizeof far);
        assert_false(
            tell(spell(text, (struct slice){.at = far, .n = sizeof far}, formats[i], false)));
        memcpy(far + 4090, MAIL, sizeof MAIL - 1);
        assert_true(
            tell(spell(text, (struct slice){.at = far, .n = sizeof far}, formats[i], false)));
        assert_false(tell(spell(text, other, formats[i], false)));
    }
}

/* As dumps of MySQL and Python's repr() have bytes: only some of them are escaped. */
static void what_stands_beside_escapes_as_it_is_belongs_to_it(void **state)
{
    (void)state;
    assert_true(
        tell_of("_binary '\37\x8B\b\\0\\0\\0\\0\\0\2\3\xABV\xCA/JO\xCC\xCB\xACJ,\xC9\xCC\xCF"
                "\xD3\xCDK\xCCMU\xB2RJT\xD2Q*J-\xC8/*\xD1\xCDL\1\xF2\x8B\f\x81\2\5\xF9"));
    assert_true(
        tell_of("b'\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x02\\x03\\xabV\\xca/JO\\xcc\\xcb"
                "\\xacJ,\\xc9\\xcc\\xcf\\xd3\\xcdK\\xccMU\\xb2RJT\\xd2Q*J-\\xc8/*\\xd1\\xcd"
                "L\\x01\\xf2\\x8b\\x0c\\x81\\x02\\x05\\xf99'"));
    assert_true(
        tell_of("\"\\u001f\\u008b\\b\\u0000\\u0000\\u0000\\u0000\\u0000\\u0002\\u0003\\u00abV"
                "\\u00ca/JO\\u00cc\\u00cb\\u00acJ,\\u00c9\\u00cc\\u00cf\\u00d3\\u00cdK\\u00cc"
                "MU\\u00b2RJT\\u00d2Q*J-\\u00c8/*\\u00d1\\u00cdL\\u0001\\u00f2\\u008b"));
    assert_true(
        tell_of("'\37\x8B\b\\b\\0\\0\\0\\0\2\3" NAME_OF_141 "\\0\xABV\xCA/JO\xCC\xCB\xACJ,\xC9\xCC"
                "\xCF\xD3\xCDK\xCCMU\xB2RJT\xD2Q*J-\xC8/*\xD1\xCDL\1\xF2\x8B\f\x81\2\5\xF9"));
    assert_false(tell_of("{\"organization-name\":\"\\u4f8b\\u3048\\u00fc\",\"report-id\":\"1\"}"));
    assert_true(
        tell_of("\\\\\\\\x1f\\\\x8b\\\\x08\\\\x00\\\\x00\\\\x00\\\\x00\\\\x00\\\\x02\\\\x03"
                "\\\\xabV\\\\xca/JO\\\\xcc\\\\xcb\\\\xacJ,\\\\xc9\\\\xcc\\\\xcf\\\\xd3\\\\xcdK"
                "\\\\xccMU\\\\xb2RJT\\\\xd2Q*J-\\\\xc8/*\\\\xd1\\\\xcdL\\\\x01\\\\xf2\\\\x8b\\\\x0c"
                "\\\\x81\\\\x02\\\\x05\\\\xf9"));
    assert_false(tell_of("\\u001f\\u008b"));
    assert_false(tell_of("\\u001f\\"));
    assert_false(tell_of("C:\\x1f\\u0"));
}

static void what_does_not_unpack_is_known_by_a_name_beside_it(void **state)
{
    (void)state;
    static const char cut[] = "\n H4sIAAAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    char text[200];
    assert_false(tell_of(&cut[1]));
    snprintf(text, sizeof text, "Content-Type: application/tlsrpt+gzip\n%s", cut);
    assert_true(tell_of(text));
    assert_false(tell_of("Content-Type: application/tlsrpt+gzip\nTLS-Report-Domain: b.example\n"));

    snprintf(text, sizeof text, "Content-Type: application/tlsrpt+gzip\n%.60s", &PACKED[4]);
    assert_false(tell_of(text));
    struct traces of_blocks = {0}; /* the name stands in the block before */
    traces_look(&of_blocks, slice_of(text));
    traces_look(&of_blocks, slice_of(cut));
    assert_true(traces_tell(&of_blocks));
}

/* "TLS-Report-Domain: b.example" behind none, one and two bytes, and three digits more. */
static void mail_in_digits_is_known_wherever_it_begins(void **state)
{
    (void)state;
    assert_true(tell_of("VExTLVJlcG9ydC1Eb21haW46IGIuZXhhbXBsZVRMUy1S"));
    assert_true(tell_of("eFRMUy1SZXBvcnQtRG9tYWluOiBiLmV4YW1wbGVUTFMt"));
    assert_true(tell_of("eHhUTFMtUmVwb3J0LURvbWFpbjogYi5leGFtcGxlVExT"));
    assert_true(tell_of("abcVExTLVJlcG9ydC1Eb21haW46IGIuZXhhbXBsZVRMUy1S"));
    assert_true(tell_of("0x544c532d5265706f72742d446f6d61696e3a20622e6578616d706c65"));
    assert_true(tell_of("0x544c532d5265706f72742d446f6d61696e3a20\n622e6578616d706c65"));
    assert_false(tell_of("VExTLVJlcG9ydC1Eb21haW"));
}

static struct slice spell_in_base32(char *to, struct slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t n = 0;
    unsigned group = 0, bits = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        group = group << 8 | (unsigned char)bytes.at[i];
        for (bits += 8; bits >= 5; bits -= 5)
            to[n++] = digits[group >> (bits - 5) & 31];
    }
    return (struct slice){.at = to, .n = n};
}

static void mail_in_digits_is_known_far_behind_their_begin(void **state)
{
    (void)state;
    static char far[60000], text[sizeof far * 2 + 1];
    struct slice bytes = {.at = far, .n = sizeof far};
    memset(far, 'a', sizeof far);
    assert_false(tell(spell_in_base32(text, bytes)));
    for (size_t at = 5000; at < 50000; at += 9001) {
        memset(far, 'a', sizeof far);
        memcpy(far + at, MAIL, sizeof MAIL - 1);
        assert_true(tell(spell_in_base32(text, bytes)));
        assert_true(tell(spell(text, bytes, "%02x", false)));
    }
}

/* A report's beginning, as LZ4 and as Snappy pack its mail: what comes again is a copy. */
static void a_store_that_copies_what_comes_again_is_known_by_a_name_beside_it(void **state)
{
    (void)state;
    static const struct slice packed[] = {
        SLICE("H4sIA\1\0\377\3779HWQQWvDMAyF/8rwOQom7WDNabfR+04dZQjbSQ22FGzlkIb89"),
        SLICE("H4sIA\21\1\364H\1HWQQWvDMAyF/8rwOQom7WDNabfR+04dZQjbSQ22FGzlkIb89"),
        SLICE("H4sIA\t\1\364H\1HWQQWvDMAyF/8rwOQom7WDNabfR+04dZQjbSQ22FGzlkIb89")};
    char text[120] = "report-type=tlsrpt\n";
    const size_t name = strlen(text);
    for (size_t i = 0; i < COUNT_OF(packed); i++) {
        memcpy(text + name, packed[i].at, packed[i].n);
        struct slice all = {.at = text, .n = name + packed[i].n};
        assert_true(tell(all));
        assert_false(tell(slice_from(all, name)));
        text[name + 5] = text[name + 6] = 'A';
        assert_false(tell(slice_first(all, name + 30)));
    }
}

static void a_run_of_digits_is_found_wherever_it_stands(void **state)
{
    (void)state;
    char text[300];
    for (size_t at = 0; at < 100; at++) {
        memset(text, '.', sizeof text);
        memset(text + at, 'A', 130);
        assert_true(traces_are_in_digits((struct slice){.at = text, .n = sizeof text}));
        assert_true(traces_are_in_digits((struct slice){.at = text, .n = at + 130}));
        text[at + 65] = '.';
        assert_false(traces_are_in_digits((struct slice){.at = text, .n = sizeof text}));
    }
    assert_false(traces_are_in_digits((struct slice){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_report_is_known_by_what_it_unpacks_to),
        cmocka_unit_test(a_zip_is_known_by_its_first_member),
        cmocka_unit_test(bytes_in_another_spelling_are_known),
        cmocka_unit_test(what_stands_beside_escapes_as_it_is_belongs_to_it),
        cmocka_unit_test(what_does_not_unpack_is_known_by_a_name_beside_it),
        cmocka_unit_test(mail_in_digits_is_known_wherever_it_begins),
        cmocka_unit_test(mail_in_digits_is_known_far_behind_their_begin),
        cmocka_unit_test(a_store_that_copies_what_comes_again_is_known_by_a_name_beside_it),
        cmocka_unit_test(a_run_of_digits_is_found_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
