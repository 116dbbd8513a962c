/* Tests of header fields (RFC 5322, 2.2 and 2.2.3; RFC 2231). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mail/field.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_reads_folded_fields_up_to_the_empty_line),
        cmocka_unit_test(field_takes_from_with_a_blank_for_a_field),
        cmocka_unit_test(field_ends_at_a_line_that_is_no_field),
        cmocka_unit_test(field_reads_parameters_of_every_kind),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
