/* Tests of messages that are written again from Outlook's pieces (formats/read/outlook/rebuilt). */
#include <stdlib.h>

#include "formats/read/outlook/rebuilt.h"
#include "lib/base/buffer.h"
#include "lib/base/utf16.h"
#include "tests/unit/unit.h"

static bool keep(void *self, struct slice text)
{
    buffer_append(self, text);
    return true;
}

static void check_holds(const struct buffer *b, const char *text, bool wanted)
{
    if (!strstr(b->at, text) == wanted)
        fail_msg("%s is %sthere: %s", text, wanted ? "not " : "", b->at);
}

static void fields_of_the_body_and_signatures_go(void **state)
{
    (void)state;
    struct buffer b = {0};
    struct rebuilt r = {.put = keep, .self = &b};
    struct rebuilt_head head = {
        .header = SLICE("Microsoft Mail Internet Headers Version 2.0\r\nX-A: 1\r\n folded\r\n"
                        "DKIM-Signature: v=1\r\nContent-Transfer-Encoding: base64\r\n"
                        "content-type: multipart/report; report-type=tlsrpt\r\n\r\nX-Body: 1\r\n")};
    assert_true(rebuilt_begin(&r, &head) && rebuilt_end(&r));
    buffer_append_char(&b, '\0');
    assert_memory_equal(b.at, "X-A: 1\r\n folded\r\n", 17);
    check_holds(&b, "Content-Type: multipart/report; report-type=tlsrpt; boundary", true);
    check_holds(&b, "DKIM", false);
    check_holds(&b, "base64", false);
    check_holds(&b, "X-Body", false);
    buffer_free(&b);
}

static void texts_make_no_fields_of_their_own(void **state)
{
    (void)state;
    struct buffer b = {0};
    struct rebuilt r = {.put = keep, .self = &b};
    struct rebuilt_head head = {.subject = SLICE("a\r\nTLS-Report-Domain: forged.example"),
                                .has_time = true};
    assert_true(rebuilt_begin(&r, &head) &&
                rebuilt_part(&r, SLICE("a\r\n\"b\".gz"), SLICE("text/x\r\nX-Forged: 1")) &&
                rebuilt_bytes(&r, SLICE("four")) && rebuilt_end(&r));
    buffer_append_char(&b, '\0');
    check_holds(&b, "Subject: a  TLS-Report-Domain: forged.example\r\n", true);
    check_holds(&b, "Date: 01 Jan 1970 00:00:00 +0000\r\n", true);
    check_holds(&b, "filename*=UTF-8''a%0D%0A%22b%22.gz\r\n", true);
    check_holds(&b, "X-Forged", false);
    check_holds(&b, "\r\n\r\nZm91cg==\r\n", true);
    buffer_free(&b);
}

static void text_of_windows_is_converted(void **state)
{
    (void)state;
    struct buffer b = {0};
    utf16_append(&b, (struct slice){"a\0\xE9\0\x3D\xD8\x00\xDE\x00\xD8z\0!", 13}, false);
    utf16_append(&b, (struct slice){"\0b", 2}, true);
    assert_int_equal(b.n, 1 + 2 + 4 + 3 + 1 + 1);
    assert_memory_equal(b.at, "a\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBDzb", b.n);
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_the_body_and_signatures_go),
        cmocka_unit_test(texts_make_no_fields_of_their_own),
        cmocka_unit_test(text_of_windows_is_converted),
    };
    return cmocka_run_group_tests_name("rebuilt", tests, NULL, NULL);
}
