/* Tests of what tells of report mail in bytes of another form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "formats/read/traces.h"

/* {"organization-name":"a","report-id":"r1","policies":[]} through gzip -n -9, in base64. */
#define PACKED                                                                                     \
    "H4sIAAAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1M"                                 \
    "AfKLDIECBfk5mcmZqcVKVtGxtQBU1Wk6OAAAAA=="
#define PACKED_IN_LINES                                                                            \
    "H4sIAAAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1M\\r\\nAfKLDIECBfk5mcmZqcVKVtGxtQ" \
    "BU1Wk6OAAAAA=="
#define PACKED_ESCAPED                                                                             \
    "H4sIAAAAAAACA6tWyi9KT8zLrEosyczP081LzE1VslJKVNJRKkotyC8q0c1MAfKLDIECBf\\u006b5mcmZqcVKVtGxtQ" \
    "BU1Wk6OAAAAA=="

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
    assert_false(tell_of("H4sI is how gzip begins in base64"));
    assert_false(tell_of("H4sIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
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
}

/* "TLS-Report-Domain: b.example" behind none, one and two bytes. */
static void mail_in_digits_is_known_wherever_it_begins(void **state)
{
    (void)state;
    assert_true(tell_of("VExTLVJlcG9ydC1Eb21haW46IGIuZXhhbXBsZVRMUy1S"));
    assert_true(tell_of("eFRMUy1SZXBvcnQtRG9tYWluOiBiLmV4YW1wbGVUTFMt"));
    assert_true(tell_of("eHhUTFMtUmVwb3J0LURvbWFpbjogYi5leGFtcGxlVExT"));
    assert_true(tell_of("0x544c532d5265706f72742d446f6d61696e3a20622e6578616d706c65"));
    assert_false(tell_of("VExTLVJlcG9ydC1Eb21haW"));
}

static void a_run_of_digits_is_found_wherever_it_stands(void **state)
{
    (void)state;
    char text[300];
    for (size_t at = 0; at < 100; at++) {
        memset(text, ' ', sizeof text);
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
        cmocka_unit_test(what_does_not_unpack_is_known_by_a_name_beside_it),
        cmocka_unit_test(mail_in_digits_is_known_wherever_it_begins),
        cmocka_unit_test(a_run_of_digits_is_found_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
