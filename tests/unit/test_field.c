/* Tests of header fields (RFC 5322, 2.2 and 2.2.3; RFC 2231). */
#include "lib/mail/field.h"
#include "tests/unit/unit.h"

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
        {"multipart/mixed; flowed; boundary=abc", "boundary", "abc"},
        {"multipart/mixed; flowed", "flowed", ""},
        {"a/b; x=\"a;boundary=no\"; boundary=\"q\\\"q\"", "boundary", "q\"q"},
        {"attachment; filename*0=\"long!na\"; filename*1=\"me.json\"", "filename",
         "long!name.json"},
        {"attachment; filename*=utf-8''a%21b.json", "filename", "a!b.json"},
        {"attachment; filename*0*=utf-8''a%21; filename*1=b.gz", "filename", "a!b.gz"},
        {"attachment; filename*=\"utf-8''a%21b.json\"", "filename", "a!b.json"},
        {"attachment; filename*=\"iso-8859-1''%E4.json\"", "filename", "\u00e4.json"},
        {"attachment; filename*0*=\"utf-8''a%21\"; filename*1=\"b.gz\"", "filename", "a!b.gz"},
        {"attachment; filename*0*=utf-8''a; filename*1*=\"%21b.gz\"", "filename", "a!b.gz"},
        {"attachment; filename*=\"", "filename", ""},
        {"attachment; filename*1=\"me.json\"; filename*0=\"long!na\"", "filename",
         "long!name.json"},
        {"attachment; filename*2=c; filename*1*=b%21; filename*0*=utf-8''a", "filename", "ab!c"},
        {"attachment; filename*1=b; filename*0=a; filename*3=d", "filename", "ab"},
        {"attachment; filename*0=a; filename=x; filename*1=b", "filename", "ab"},
        {"attachment;\r\n\tfilename=\"a!\r\n b\"", "filename", "a! b"},
        {"attachment", "filename", ""},
        {"attachment; filename", "filename", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena a = {0};
        struct slice found;
        assert_true(field_parameter(slice_of(cases[i].value), slice_of(cases[i].name), &a, &found));
        if (!slice_equal(found, slice_of(cases[i].found)))
            fail_msg("%s: %s: found %.*s", cases[i].value, cases[i].name, (int)found.n, found.at);
        arena_free(&a);
    }
}

static void field_leaves_comments_out(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a/b; x=y", "a/b; x=y"},
        {"a/b (a; boundary=no); boundary=yes", "a/b;boundary=yes"},
        {"(x) a / b; (y (z) \\) ) c (x) = (x) d (x)(y)", "a/b;c=d"},
        {"a/b; c=d(x)", "a/b;c=d"},
        {"a/(x)b; c=\"(d)\" (\"); e=f", "a/b;c=\"(d)\";e=f"},
        {"a/b; c=\"d (e)\\\" (f)\" (x); g=h", "a/b;c=\"d (e)\\\" (f)\";g=h"},
        {"attachment\r\n (x)\r\n ; filename=a (1).json.gz", "attachment;filename=a (1).json.gz"},
        {"attachment; filename=a(1).gz", "attachment;filename=a(1).gz"},
        {"a/b (oops; c=d (e", "a/b (oops; c=d (e"},
        {"(x)", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena a = {0};
        struct slice plain;
        assert_true(field_plain(slice_of(cases[i][0]), &a, &plain));
        if (!slice_equal(plain, slice_of(cases[i][1])))
            fail_msg("%s: %.*s", cases[i][0], (int)plain.n, plain.at);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_reads_folded_fields_up_to_the_empty_line),
        cmocka_unit_test(field_takes_from_with_a_blank_for_a_field),
        cmocka_unit_test(field_ends_at_a_line_that_is_no_field),
        cmocka_unit_test(field_reads_parameters_of_every_kind),
        cmocka_unit_test(field_leaves_comments_out),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
