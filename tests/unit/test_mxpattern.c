/* Tests of mx patterns and of names of domains in every spelling (SPEC 4). */
#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/tlsrpt/domain.h"
#include "lib/tlsrpt/mxlisting.h"
#include "lib/tlsrpt/mxpattern.h"
#include "tests/unit/unit.h"

static struct arena arena;

/* The patterns of a text, each with a blank behind it; '!' in front when it is oddly spelt. */
static const char *read_patterns(const char *text)
{
    static char found[sizeof "!" + 280];
    struct slice rest = slice_of(text), pattern, normal;
    bool odd = false;
    found[0] = '\0';
    char list[280] = "";
    while (mxpattern_next(&rest, &pattern, &odd)) {
        assert_true(mxpattern_normalise(pattern, &arena, &normal, &odd, NULL));
        if (normal.n > 0)
            snprintf(list + strlen(list), sizeof list - strlen(list), "%.*s ", (int)normal.n,
                     normal.at);
    }
    snprintf(found, sizeof found, "%s%s", odd ? "!" : "", list);
    return found;
}

static void a_pattern_is_read_in_every_spelling(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mx.a.example", "mx.a.example "},
        {"*.a.example", "*.a.example "},
        {" MX.A.Example. ", "mx.a.example "},
        {".a.example", "!*.a.example "},
        {"[mx.a.example]", "!mx.a.example "},
        {"['mx.a.example']", "!mx.a.example "},
        {"[\"mx1.a.example\", \"*.b.example\"]", "!mx1.a.example *.b.example "},
        {"[]", "!"},
        {"mx: mx.a.example", "!mx.a.example "},
        {"10 mx.a.example.", "!mx.a.example "},
        {"10\tmx.a.example 20 mx.b.example", "!mx.a.example mx.b.example "},
        {"MX 10 mx.a.example., 20 mx.b.example.", "!mx.a.example mx.b.example "},
        {"mx: 10 mx.a.example", "!mx.a.example "},
        {"mx.a.example 10", "!mx.a.example "},
        {"mx.a.example. 10, mx.b.example. 20", "!mx.a.example mx.b.example "},
        {"mx.a.example 10 mx.b.example 20", "!mx.a.example mx.b.example "},
        {"10.mx.a.example", "10.mx.a.example "},
        {"MX:.a.example", "!*.a.example "},
        {"mx: mx.a.example mx: mx.b.example", "!mx.a.example mx.b.example "},
        {"mx: mx.a.example\r\nmx: mx.b.example\r\n", "!mx.a.example mx.b.example "},
        {"mx1.a.example,mx2.a.example", "!mx1.a.example mx2.a.example "},
        {"mx1.a.example; mx2.a.example.", "!mx1.a.example mx2.a.example "},
        {"mx1.a.example mx2.a.example", "!mx1.a.example mx2.a.example "},
        {"mx1. a.example", "mx1.a.example "},
        {"M\xC3\x9CX.b\xC3\xBC"
         "cher.example",
         "xn--mx-xka.xn--bcher-kva.example "},
        {".b\xC3\xBC"
         "cher.example",
         "!*.xn--bcher-kva.example "},
        {"*", "* "},
        {".", ""},
        {"...", "!"},
        {", ,", "!"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(read_patterns(cases[i][0]), cases[i][1]);
}

static void what_stands_around_a_host_goes_where_it_is_one(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"mx.a.example[192.0.2.1]:25", "mx.a.example"},
        {"10 mx.a.example", "mx.a.example"},
        {"localhost[127.0.0.1]", "localhost[127.0.0.1]"}, /* a name without a dot is none */
        {"192.0.2.1:25", "192.0.2.1:25"},                 /* nor is an address */
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice host = mxpattern_host(slice_of(cases[i][0]));
        if (!slice_equal(host, slice_of(cases[i][1])))
            fail_msg("%s", cases[i][0]);
    }
}

static void a_normal_pattern_stays_as_it_is(void **state)
{
    (void)state;
    static const char *const cases[] = {"mx.a.example",       "*.a.example", "*",
                                        "xn--mx-xka.example", "localhost",   "*.*.a.example"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char want[100];
        snprintf(want, sizeof want, "%s ", cases[i]);
        assert_string_equal(read_patterns(cases[i]), want);
    }
}

static void what_is_no_pattern_proves_nothing(void **state)
{
    (void)state;
    assert_true(mxpattern_is_sound(SLICE("mx.a.example")));
    assert_true(mxpattern_is_sound(SLICE("*.a.example")));
    static const char *const none[] = {"*",
                                       "*.",
                                       "localhost",
                                       "mx*.a.example",
                                       "*.*.a",
                                       "mx..a.example",
                                       "no host at all",
                                       "192.0.2.1/24"};
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(mxpattern_is_sound(slice_of(none[i])));
}

static void a_star_stands_for_one_label(void **state)
{
    (void)state;
    assert_true(mxpattern_matches(SLICE("mx.a.example"), SLICE("mx.a.example")));
    assert_true(mxpattern_matches(SLICE("*.a.example"), SLICE("mx.a.example")));
    assert_false(mxpattern_matches(SLICE("*.a.example"), SLICE("x.mx.a.example")));
    assert_false(mxpattern_matches(SLICE("*.a.example"), SLICE("a.example")));
    assert_false(mxpattern_matches(SLICE("*."), SLICE("com")));
    assert_false(mxpattern_matches(SLICE("mx.a.example"), SLICE("mx.b.example")));
    assert_true(mxpattern_is_above(SLICE("*.a.example"), SLICE("x.mx.a.example")));
    assert_false(mxpattern_is_above(SLICE("*.a.example"), SLICE("xa.example")));
    assert_false(mxpattern_is_above(SLICE("a.example"), SLICE("x.mx.a.example")));
}

static enum mx_listing listing_of(const char *lines, const char *mx_host, const char *host,
                                  bool is_cut)
{
    struct slice line = slice_of(lines), pattern = slice_of(mx_host);
    struct policy p = {.type = SLICE("sts"),
                       .strings = {.at = &line, .n = line.n > 0},
                       .mx_patterns = {.at = &pattern, .n = pattern.n > 0}};
    enum mx_listing found;
    struct mxlist list;
    mxlist_init(&list, &p, is_cut);
    assert_true(mxlist_judge(&list, slice_of(host), &found));
    mxlist_free(&list);
    return found;
}

static enum mx_listing listing(const char *lines, const char *mx_host, const char *host)
{
    return listing_of(lines, mx_host, host, false);
}

static void what_was_cut_refutes_no_host(void **state)
{
    (void)state;
    assert_int_equal(listing_of("mx: mx2.a.example", "", "mx1.a.example", true), MX_NOT_REFUTED);
    assert_int_equal(listing_of("", "mx2.a.example", "mx1.a.example", true), MX_NOT_REFUTED);
}

static void a_policy_lists_a_host(void **state)
{
    (void)state;
    static const char host[] = "mx1.a.example";
    assert_int_equal(listing("", "", host), MX_NOT_REFUTED);
    assert_int_equal(listing("", "mx2.a.example", host), MX_UNLISTED);
    assert_int_equal(listing("", "*.a.example", host), MX_NOT_REFUTED);
    assert_int_equal(listing("", "nothing", host), MX_NOT_REFUTED); /* a pattern that is none */
    assert_int_equal(listing("", "*.a.example", "x.mx1.a.example"), MX_TOO_DEEP);
    assert_int_equal(listing("mx: mx2.a.example", "", host), MX_UNLISTED);
    assert_int_equal(listing("mode: enforce", "mx2.a.example", host), MX_UNLISTED);
    assert_int_equal(listing("mx: mx2.a.example", host, host), MX_UNLISTED);   /* the lines tell */
    assert_int_equal(listing("mx: mx2.a.example", "*", host), MX_NOT_REFUTED); /* nor a pattern */
    assert_int_equal(listing("", "192.0.2.1", host), MX_NOT_REFUTED); /* an address is no name */
    assert_int_equal(listing("mode: enforce\r\nmx: mx2.a.example\r\nmx: .A.example.\r\n", "", host),
                     MX_NOT_REFUTED);
    assert_int_equal(listing("mx: mx2.a.example, mx1.a.example", "", host), MX_NOT_REFUTED);
    assert_int_equal(listing("mx: mx2.a.example\nmx: *", "", host), MX_NOT_REFUTED);
    assert_int_equal(listing("mx: mx2.a.example", "", ""), MX_NOT_REFUTED);
}

static void a_domain_is_one_whatever_its_spelling(void **state)
{
    (void)state;
    static const struct {
        struct slice raw;
        const char *normal;
        bool not_ascii;
    } cases[] = {
        {SLICE("Orchard.Example"), "orchard.example", false},
        {SLICE(" orchard . example.. "), "orchard.example", false},
        {SLICE("orchard.example\0"), "orchard.example", false},
        {SLICE("orchard\0.example.\0"), "orchard.example", false},
        {SLICE("b\xC3\xBC"
               "cher.example"),
         "xn--bcher-kva.example", true},
        {SLICE("B\xC3\x9C"
               "CHER.example."),
         "xn--bcher-kva.example", true},
        {SLICE("bu\xCC\x88"
               "cher\xE3\x80\x82"
               "example"),
         "xn--bcher-kva.example", true}, /* combining diaeresis, ideographic full stop */
        {SLICE("XN--BCHER-KVA.example"), "xn--bcher-kva.example", false},
        {SLICE("fa\xC3\x9F.example"), "xn--fa-hia.example", true},
        {SLICE("a\xEF\xBF\xBD.Example"), "a\xEF\xBF\xBD.example", true}, /* not even a U-label */
        {SLICE(" . "), "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice once, twice;
        bool not_ascii = false;
        assert_true(domain_normalise(cases[i].raw, &arena, &once, &not_ascii));
        if (!slice_equal(once, slice_of(cases[i].normal)) || not_ascii != cases[i].not_ascii)
            fail_msg("%zu: %.*s", i, (int)once.n, once.at);
        assert_true(domain_normalise(once, &arena, &twice, NULL));
        assert_true(slice_equal(once, twice));
    }
}

static void a_name_of_a_domain_has_two_labels(void **state)
{
    (void)state;
    static const char *const names[] = {"a.example", "xn--bcher-kva.example", "_x.a-b.example"};
    static const char *const none[] = {
        "",           "example",     "northwind mail", "a..example", ".a.example",
        "a.example.", "a@b.example", "a.ex/ample",     "Inc.",       "b\xC3\xBC.example"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(domain_is_name(slice_of(names[i])));
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_false(domain_is_name(slice_of(none[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_read_in_every_spelling),
        cmocka_unit_test(what_stands_around_a_host_goes_where_it_is_one),
        cmocka_unit_test(a_normal_pattern_stays_as_it_is),
        cmocka_unit_test(what_is_no_pattern_proves_nothing),
        cmocka_unit_test(a_star_stands_for_one_label),
        cmocka_unit_test(what_was_cut_refutes_no_host),
        cmocka_unit_test(a_policy_lists_a_host),
        cmocka_unit_test(a_domain_is_one_whatever_its_spelling),
        cmocka_unit_test(a_name_of_a_domain_has_two_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
