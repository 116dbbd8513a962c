/* Tests of lib/mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/mail/authres.h"
#include "lib/mail/encoding.h"
#include "lib/mail/field.h"
#include "lib/mail/maildate.h"
#include "lib/mail/mime.h"
#include "lib/mail/recipients.h"

static void field_reads_folded_fields_up_to_the_empty_line(void **state)
{
    (void)state;
    struct slice rest = SLICE(">From x Mon\nSubject: a\r\n b\r\nX-Y : z\r\n\r\nbody: no\n");
    struct field f;
    assert_true(field_next(&rest, &f));
    assert_true(slice_equal(f.value, SLICE("a\r\n b")));
    assert_true(field_next(&rest, &f));
    assert_true(slice_equal(f.name, SLICE("X-Y")));
    assert_false(field_next(&rest, &f));
    assert_true(slice_equal(rest, SLICE("body: no\n")));
}

static void field_takes_from_with_a_blank_for_a_field(void **state)
{
    (void)state;
    struct slice rest = SLICE("From x Mon\nA: b\nFrom : a@b.example\nC: d\n\n");
    struct field f;
    assert_true(field_next(&rest, &f) && slice_equal(f.name, SLICE("A")));
    assert_true(field_next(&rest, &f) && slice_equal(f.value, SLICE("a@b.example")));
    assert_true(field_next(&rest, &f) && slice_equal(f.name, SLICE("C")));
}

static void field_ends_at_a_line_that_is_no_field(void **state)
{
    (void)state;
    struct slice rest = SLICE("A: 1\nno field here\n");
    struct field f;
    assert_true(field_next(&rest, &f));
    assert_false(field_next(&rest, &f));
    assert_true(slice_starts(rest, SLICE("no field")));
}

static void field_reads_parameters_of_every_kind(void **state)
{
    (void)state;
    static const struct {
        const char *value, *name, *found;
    } cases[] = {
        {"multipart/report; report-type=tlsrpt; boundary=abc", "boundary", "abc"},
        {"multipart/report; report-type=\"tlsrpt\"", "REPORT-TYPE", "tlsrpt"},
        {"a/b; x=\"a;boundary=no\"; boundary=\"q\\\"q\"", "boundary", "q\"q"},
        {"a/b (a; boundary=no); boundary=yes", "boundary", "yes"},
        {"attachment; filename*0=\"long!na\"; filename*1=\"me.json\"", "filename",
         "long!name.json"},
        {"attachment; filename*=utf-8''a%21b.json", "filename", "a!b.json"},
        {"attachment; filename*0*=utf-8''a%21; filename*1=b.gz", "filename", "a!b.gz"},
        {"attachment;\r\n\tfilename=\"a!\r\n b\"", "filename", "a! b"},
        {"attachment", "filename", ""},
        {"attachment; filename", "filename", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct slice found;
        assert_true(field_parameter(slice_of(cases[i].value), slice_of(cases[i].name), &a, &found));
        if (!slice_equal(found, slice_of(cases[i].found)))
            fail_msg("%s: %s: found %.*s", cases[i].value, cases[i].name, (int)found.n, found.at);
        arena_free(&a);
    }
}

static const struct mime_limits usual = {
    .depth = 8, .parts = 100, .header = SIZE_MAX, .fields = SIZE_MAX};

/* The leaves' bodies, joined by '|'. */
static void check_leaves(const char *message, const char *bodies)
{
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    char joined[1000] = "";
    mime_start(&w, slice_of(message), &usual, &a);
    while (mime_next(&w, &leaf)) {
        if (joined[0] != '\0')
            strcat(joined, "|");
        strncat(joined, leaf.body.at, leaf.body.n);
    }
    assert_string_equal(joined, bodies);
    arena_free(&a);
}

static void mime_gives_the_leaves_in_order(void **state)
{
    (void)state;
    check_leaves("Subject: x\n\nplain\n", "plain\n");
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nX: "
                 "y\n\ntwo\n--b--\nepilogue\n",
                 "one|two");
    check_leaves("Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\none\r\n--b--\r\n",
                 "one");
}

static void mime_reads_a_multipart_that_is_never_closed(void **state)
{
    (void)state;
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n",
                 "one|two\n");
}

static void mime_keeps_nested_boundaries_apart(void **state)
{
    (void)state;
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
                 "boundary=bb\n\n--bb\n\n1\n--bb\n\n2\n--bb--\n--b\n\n3\n--b--\n",
                 "1|2|3");
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
                 "boundary=bb\n\n--bb\n\n1\n--b\n\n3\n--b--\n",
                 "1|3");
}

static void mime_gives_forwarded_messages_whole(void **state)
{
    (void)state;
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfwd\n--b\nContent-Type: "
                 "message/rfc822\n\nSubject: inner\n\ninner body\n--b--\n",
                 "fwd|Subject: inner\n\ninner body");
}

static void mime_takes_the_first_of_two_equal_fields(void **state)
{
    (void)state;
    check_leaves("Content-Type: multipart/mixed; boundary=b\nContent-Type: "
                 "text/plain\n\n--b\n\none\n--b--\n",
                 "one");
    check_leaves("Content-Type: text/plain\nContent-Type: multipart/mixed; "
                 "boundary=b\n\n--b\n\none\n--b--\n",
                 "--b\n\none\n--b--\n");
}

static void mime_tells_which_leaf_is_a_message(void **state)
{
    (void)state;
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    mime_start(&w,
               SLICE("Content-Type: multipart/digest; boundary=b\n\n--b\n\nI: 1\n\nx\n--b\n"
                     "Content-Type: text/plain\n\ny\n--b--\n"),
               &usual, &a);
    assert_true(mime_next(&w, &leaf));
    assert_true(leaf.is_message && slice_equal(leaf.body, SLICE("I: 1\n\nx")));
    assert_true(mime_next(&w, &leaf));
    assert_false(leaf.is_message);
    arena_free(&a);
}

static void mime_stops_at_its_limits(void **state)
{
    (void)state;
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    struct slice nested = SLICE(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; "
        "boundary=c\n\n--c\n\nx\n--c--\n--b\n\ny\n--b--\n");
    struct mime_limits shallow = usual, few = usual;
    shallow.depth = 1;
    few.parts = 2;
    mime_start(&w, nested, &shallow, &a);
    assert_true(mime_next(&w, &leaf));
    assert_true(slice_equal(leaf.body, SLICE("y")));
    assert_true(w.too_deep);
    mime_start(&w, nested, &few, &a);
    assert_false(mime_next(&w, &leaf));
    assert_true(w.too_many);
    arena_free(&a);
}

static void check_base64(const char *from, const char *to, bool damage)
{
    char room[200];
    bool damaged = false;
    size_t n = encoding_base64(room, sizeof room, slice_of(from), &damaged);
    assert_true(slice_equal((struct slice){room, n}, slice_of(to)));
    assert_int_equal(damaged, damage);
}

static void base64_reads_what_is_sound(void **state)
{
    (void)state;
    check_base64("aGVsbG8gd29ybGQ=", "hello world", false);
    check_base64("aGVs\r\nbG8g\r\nd29ybGQ", "hello world", false); /* no padding */
    check_base64("aGV!sbG8=", "hello", true);                      /* a stray byte */
    check_base64("aGVsbG8=\n-- \nthe list", "hello", false);       /* a footer behind the padding */
    check_base64("aGVsbG8x1", "hello1", true);
    check_base64("", "", false);
}

static void base64_agrees_with_a_simple_reference(void **state)
{
    (void)state;
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[800], wanted[600], got[800];
    srand(7);
    for (int round = 0; round < 500; round++) {
        size_t n = (size_t)rand() % 500, t = 0;
        for (size_t i = 0; i < n; i++)
            wanted[i] = (char)rand();
        for (size_t i = 0; i < n; i += 3) {
            unsigned group = (unsigned)(unsigned char)wanted[i] << 16 |
                             (i + 1 < n ? (unsigned)(unsigned char)wanted[i + 1] << 8 : 0) |
                             (i + 2 < n ? (unsigned)(unsigned char)wanted[i + 2] : 0);
            for (size_t k = 0; k < 4; k++)
                text[t++] = k <= n - i ? letters[group >> (18 - 6 * k) & 63] : '=';
            if (rand() % 9 == 0)
                text[t++] = '\n';
        }
        bool damaged = false;
        size_t length = encoding_base64(got, sizeof got, (struct slice){text, t}, &damaged);
        assert_int_equal(length, n);
        assert_memory_equal(got, wanted, n);
        assert_false(damaged);
    }
}

static void quoted_printable_reads_what_is_sound(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool damaged;
    } cases[] = {
        {"a=3Db=\nc", "a=bc", false},
        {"a=\r\nb", "ab", false},
        {"a  \nb \t\r\nc", "a\nb\r\nc", false},
        {"a=20\nb", "a \nb", false},
        {"a=zz", "a=zz", true},
        {"a=c3=BC", "a\xC3\xBC", false},
        {"a=", "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char room[64];
        bool damaged = false;
        size_t n = encoding_quoted_printable(room, slice_of(cases[i].from), &damaged);
        if (!slice_equal((struct slice){room, n}, slice_of(cases[i].to)) ||
            damaged != cases[i].damaged)
            fail_msg("%s: gave %.*s", cases[i].from, (int)n, room);
    }
}

static void encodings_are_known_by_name(void **state)
{
    (void)state;
    assert_int_equal(encoding_of(SLICE("BASE64")), ENCODING_BASE64);
    assert_int_equal(encoding_of(SLICE("Quoted-Printable (x)")), ENCODING_QUOTED_PRINTABLE);
    assert_int_equal(encoding_of(SLICE("")), ENCODING_IDENTITY);
    assert_int_equal(encoding_of(SLICE("x-uuencode")), ENCODING_UNKNOWN);
}

static void maildate_reads_rfc_5322(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal;
    } cases[] = {
        {"Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z"},
        {"2 Jan 2006 15:04 GMT", "2006-01-02T15:04:00Z"},
        {"Tue, 02 Jan 24 00:00:00 EST", "2024-01-02T05:00:00Z"},
        {"Mon,\r\n 2 Jan 2006 15:04:05 +0000 (UTC)", "2006-01-02T15:04:05Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        time_seconds t;
        char text[WHEN_TIME_TEXT + 1];
        assert_true(maildate_parse(slice_of(cases[i].text), &t));
        time_format(t, text);
        assert_string_equal(text, cases[i].normal);
    }
    time_seconds t;
    assert_false(maildate_parse(SLICE("Fri, May 09 2017 16:54:30 -0800"), &t));
    assert_false(maildate_parse(SLICE("30 Feb 2024 00:00:00 +0000"), &t));
    assert_false(maildate_parse(SLICE(""), &t));
}

static void dkim_passes_for_the_submitters_domain_only(void **state)
{
    (void)state;
    const struct {
        const char *value;
        bool passes;
    } cases[] = {
        {"mx.here.example; dkim=pass header.d=sender.example", true},
        {"mx.here.example 1; spf=pass smtp.mailfrom=x; dkim=pass (2048-bit key) "
         "header.i=@mail.sender.example",
         true},
        {"MX.HERE.EXAMPLE; dkim=pass header.d=\"sender.example\"", true},
        {"mx.else.example; dkim=pass header.d=sender.example", false},
        {"mx.here.example; dkim=fail header.d=sender.example", false},
        {"mx.here.example; dkim=pass header.d=evil.example", false},
        {"mx.here.example; dkim=pass header.d=example", false},
        {"mx.here.example; dkim=pass header.d=notsender.example", false},
        {"mx.here.example; spf=pass; (dkim=pass header.d=sender.example)", false},
        {"mx.here.example; none", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(authres_dkim(slice_of(cases[i].value), SLICE("mx.here.example"),
                                      SLICE("sender.example")) == AUTHRES_PASSED,
                         cases[i].passes);
}

static void authres_tells_silence_from_other_words(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum authres said;
    } cases[] = {
        {"mx.here.example; none", AUTHRES_SILENT},
        {"mx.here.example; spf=pass smtp.mailfrom=a@sender.example", AUTHRES_SILENT},
        {"other.example; dkim=pass header.d=sender.example", AUTHRES_SILENT},
        {"mx.here.example; dkim=none", AUTHRES_OTHER},
        {"mx.here.example; dkim=fail header.d=sender.example", AUTHRES_OTHER},
        {"mx.here.example; dkim=pass header.d=evil.example", AUTHRES_OTHER},
        {"mx.here.example 1; dkim = pass (good; \"really\") header . d = sender.example",
         AUTHRES_PASSED},
        {"\"mx.here.example\" (id); dkim/1=pass reason=\"a;b=c\" header.i=\"x y\"@sender.example",
         AUTHRES_PASSED},
        {"(a (nested) comment) mx.here.example; dkim=pass (header.d=sender.example)",
         AUTHRES_OTHER},
        {"mx.here.example; x=\"; dkim=pass header.d=sender.example\"", AUTHRES_SILENT},
        {"mx.here.example; dkim=pass header.b=abc header.d=sender.example; dkim=fail",
         AUTHRES_PASSED},
        {"mx.here.example; dkim=", AUTHRES_OTHER},
        {"", AUTHRES_SILENT},
        {"(", AUTHRES_SILENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (authres_dkim(slice_of(cases[i].value), SLICE("mx.here.example"),
                         SLICE("sender.example")) != cases[i].said)
            fail_msg("%s", cases[i].value);
}

static void recipients_stand_alone(void **state)
{
    (void)state;
    struct recipient one = {.address = SLICE("tls@a.example")};
    struct recipients r = {.at = &one, .n = 1};
    recipients_look(&r, SLICE("<xtls@a.example>, tls@a.example.org"));
    assert_false(one.seen);
    recipients_look(&r, SLICE("\"TLS\" <TLS@A.example>"));
    assert_true(one.seen && r.any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_reads_folded_fields_up_to_the_empty_line),
        cmocka_unit_test(field_takes_from_with_a_blank_for_a_field),
        cmocka_unit_test(field_ends_at_a_line_that_is_no_field),
        cmocka_unit_test(field_reads_parameters_of_every_kind),
        cmocka_unit_test(mime_gives_the_leaves_in_order),
        cmocka_unit_test(mime_reads_a_multipart_that_is_never_closed),
        cmocka_unit_test(mime_keeps_nested_boundaries_apart),
        cmocka_unit_test(mime_gives_forwarded_messages_whole),
        cmocka_unit_test(mime_takes_the_first_of_two_equal_fields),
        cmocka_unit_test(mime_tells_which_leaf_is_a_message),
        cmocka_unit_test(mime_stops_at_its_limits),
        cmocka_unit_test(base64_reads_what_is_sound),
        cmocka_unit_test(base64_agrees_with_a_simple_reference),
        cmocka_unit_test(quoted_printable_reads_what_is_sound),
        cmocka_unit_test(encodings_are_known_by_name),
        cmocka_unit_test(maildate_reads_rfc_5322),
        cmocka_unit_test(dkim_passes_for_the_submitters_domain_only),
        cmocka_unit_test(authres_tells_silence_from_other_words),
        cmocka_unit_test(recipients_stand_alone),
    };
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
