/* The reports and records in any JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tlsrpt/jsonfind.h"
#include "tests/unit/unit.h"

/* found: a letter and the document for each, with a space behind it. */
static void check(const char *text, const char *found)
{
    static struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document;
    char got[1000] = "";
    size_t n = 0;
    jsonfind_start(&j, slice_of(text));
    while (jsonfind_next(&j, &kind, &document))
        n += (size_t)snprintf(got + n, sizeof got - n, "%c%.*s ", "RrB"[kind], (int)document.n,
                              document.n > 0 ? document.at : "");
    assert_string_equal(got, found);
}

#define R "{\"report-id\":1,\"policies\":[{\"policy\":{}}]}"
#define K "{\"report_id\":1,\"begin_date\":2}"

static void reports_are_found_in_whatever_is_around_them(void **state)
{
    (void)state;
    check(R, "R" R " ");
    check(R "\n" R, "R" R " R" R " ");
    check("[" R ", " R "]", "R" R " R" R " ");
    check("{\"hits\":[{\"_source\":" R "}],\"took\":1}", "R" R " ");
    check("{\"smtp_tls_reports\":[" K "]}", "r" K " ");
    check("{\"policies\":1,\"report-id\":" R "}", "R" R " "); /* the inner one */
}

#define SNAKE "{\"report_id\":1,\"date_range\":{},\"policies\":[]}"
#define CAMEL "{\"reportId\":1,\"Policies\":[]}"

static void reports_are_found_by_keys_in_other_spellings(void **state)
{
    (void)state;
    check("[" SNAKE "," CAMEL "," K "]", "R" SNAKE " R" CAMEL " r" K " ");
}

static void a_dmarc_report_is_none(void **state)
{
    (void)state;
    check("{\"report_metadata\":{\"org_name\":1,\"report_id\":1,\"begin_date\":2}}", "");
    check("[{\"report_id\":1,\"date_range\":[],\"org_name\":1}," R "]", "R" R " ");
    check("{\"org_name\":1,\"report_id\":1,\"begin_date\":", ""); /* nor is what is left of it */
    check("{\"org_name\":1,\"report-id\":1,\"policies\":2}",
          "R{\"org_name\":1,\"report-id\":1,\"policies\":2} ");
}

static void other_json_holds_none(void **state)
{
    (void)state;
    check("{\"policies\":1}", "");
    check("{\"a\":{\"b\":[1,2,\"report-id\"]}}", "");
    check("[]", "");
    check("", "");
    check("{\"x\":\"\\\"report-id\\\":1,\\\"policies\\\":2\"}", "");
}

static void what_is_no_json_is_stray(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool stray;
    } cases[] = {
        {R, false},
        {"\xEF\xBB\xBF" R "\r\n" R, false},
        {"[" R "," R "]", false},
        {R "," R, false},
        {R " x", true},
        {R " {", true},
        {R "}", true},
        {R "]", true},
        {"-- \n" R, true},
        {R "\"\"", true},
        {R "{\"report-id\":", false},
    };
    static struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        jsonfind_start(&j, slice_of(cases[i].text));
        while (jsonfind_next(&j, &kind, &document))
            continue;
        if (j.stray != cases[i].stray)
            fail_msg("%s", cases[i].text);
    }
}

static void what_is_broken_costs_itself(void **state)
{
    (void)state;
    check("{\"report-id\":\"x\n" R, "B R" R " ");
    check("}}]" R "{\"report-id\":", "R" R " B ");
    check("{\"report-id\":{\"a\":[", "B ");
}

/* A string that does not end is no key, and nothing is read behind the text. */
static void a_string_that_does_not_end_is_no_key(void **state)
{
    static const char text[] = "{\"date-range\":1,\"\n:";
    static struct jsonfind j;
    enum jsonfind_kind kind;
    struct slice document;
    (void)state;
    char *copy = malloc(sizeof text - 1); /* of its very size, for AddressSanitizer */
    assert_non_null(copy);
    memcpy(copy, text, sizeof text - 1);
    jsonfind_start(&j, (struct slice){.at = copy, .n = sizeof text - 1});
    assert_true(jsonfind_next(&j, &kind, &document));
    assert_int_equal(kind, JSONFIND_BROKEN);
    assert_false(jsonfind_next(&j, &kind, &document));
    assert_int_equal(j.string_n, 0);
    free(copy);
}

static void what_breaks_off_is_found_where_it_begins(void **state)
{
    static const struct {
        const char *text;
        size_t begins[2];
    } cases[] = {
        {"{\"report-id\":1,\"policies\":[{", {0}},
        {" [{\"x\":{}}, {\"report-id\":1,\"policies\":[{\"report-id\":2", {12}},
        {"{\"report-id\":1,\"a\n\n[{\"report-id\":2,\"a\n", {0, 20}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static struct jsonfind j;
        enum jsonfind_kind kind;
        struct slice document, text = slice_of(cases[i].text);
        jsonfind_start(&j, text);
        for (size_t n = 0; jsonfind_next(&j, &kind, &document); n++) {
            assert_int_equal(kind, JSONFIND_BROKEN);
            assert_true(n < 2 && document.n == 0 && document.at == text.at + cases[i].begins[n]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_found_in_whatever_is_around_them),
        cmocka_unit_test(reports_are_found_by_keys_in_other_spellings),
        cmocka_unit_test(a_dmarc_report_is_none),
        cmocka_unit_test(other_json_holds_none),
        cmocka_unit_test(what_is_no_json_is_stray),
        cmocka_unit_test(what_is_broken_costs_itself),
        cmocka_unit_test(a_string_that_does_not_end_is_no_key),
        cmocka_unit_test(what_breaks_off_is_found_where_it_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
