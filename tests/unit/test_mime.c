/* Tests of the MIME walk (RFC 2046). */
#include <stdio.h>
#include <stdlib.h>

#include "lib/mail/mime.h"
#include "tests/unit/unit.h"

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

/* At the start of a body, behind a part without one, and at the end without a line feed, too. */
static void mime_takes_delimiters_at_the_edges(void **state)
{
    (void)state;
    static const char *const bodies[][2] = {{"x-b\nlost\n--b\n\none\n--b--\n", "one"},
                                            {"--b\n\n--b\n\ntwo\n--b--\n", "two"},
                                            {"--b\n\n\n--b\n\ntwo\n--b--\n", "two"},
                                            {"--b\n\none\n--b--", "one"},
                                            {"--b\n\none\n--b", "one|"},
                                            {"--b\n\none\n--b-", "one\n--b-"},
                                            {"--b\n\none\n--b x\n--b--", "one\n--b x"},
                                            {"--b\n\none\n--b--x\n--b--", "one\n--b--x"},
                                            {"--b\n\none\n--b--From: a\n\n--b\n\ntwo", "one"},
                                            {"--b\n\none\n--b--From a\n\n--b\n\ntwo", "one"},
                                            {"--b\n\none\n-b\n--b--", "one\n-b"}};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        char message[200];
        snprintf(message, sizeof message, "Content-Type: multipart/mixed; boundary=b\n\n%s",
                 bodies[i][0]);
        check_leaves(message, bodies[i][1]);
    }
}

static void mime_finds_the_boundary_among_comments(void **state)
{
    (void)state;
    static const char *const types[] = {
        "multipart/report; report-type=tlsrpt (x); boundary=b (outermost)",
        "multipart/report; report-type=tlsrpt; (z) boundary=b",
        "(a) multipart/report; boundary=b",
        "multipart / report; (x) boundary=(y)\r\n \"b\"",
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        char message[200];
        snprintf(message, sizeof message, "Content-Type: %s\n\n--b\n\none\n--b--\n", types[i]);
        check_leaves(message, "one");
    }
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

/* Each leaf's, those of a leaf joined by '.', and each with a ' ' behind it. */
static void check_numbers(const char *message, const char *numbers)
{
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    char all[100] = "";
    mime_start(&w, slice_of(message), &usual, &a);
    while (mime_next(&w, &leaf)) {
        size_t n = strlen(all);
        for (unsigned i = 0; i < leaf.number_n; i++)
            n += (size_t)snprintf(all + n, sizeof all - n, i > 0 ? ".%zu" : "%zu", leaf.number[i]);
        snprintf(all + n, sizeof all - n, " ");
    }
    assert_string_equal(all, numbers);
    arena_free(&a);
}

static void mime_numbers_parts_as_imap_does(void **state)
{
    (void)state;
    check_numbers("Subject: x\n\nplain\n", " ");
    check_numbers("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
                  "multipart/mixed; boundary=bb\n\n--bb\n\n1\n--bb\n\n2\n--bb--\n--b\n\n3\n"
                  "--b\nContent-Type: multipart/mixed; boundary=cc\n\n--cc\n\n4\n--b\n\n5\n--b--\n",
                  "1.1 1.2 2 3.1 4 ");
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

static void mime_takes_names_without_hyphens_where_there_are_no_others(void **state)
{
    (void)state;
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    check_leaves("ContentType: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n", "one");
    check_leaves("ContentType: multipart/mixed; boundary=c\n"
                 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n",
                 "one");
    mime_start(&w,
               SLICE("contenttype: application/gzip (x)\nContentTransferEncoding: base64\n"
                     "ContentDisposition: inline\nContentDisposition: attachment\n\nx"),
               &usual, &a);
    assert_true(mime_next(&w, &leaf));
    assert_true(slice_equal(leaf.type, SLICE("application/gzip")));
    assert_true(slice_equal(leaf.encoding, SLICE("base64")));
    assert_true(slice_equal(leaf.disposition, SLICE("inline")));
    assert_false(mime_next(&w, &leaf) || mime_again(&w));
    arena_free(&a);
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
    assert_int_equal(w.passed_over, 1);
    mime_start(&w, nested, &few, &a);
    assert_false(mime_next(&w, &leaf));
    assert_true(w.too_many);
    mime_go_on(&w);
    assert_true(mime_next(&w, &leaf));
    assert_true(slice_equal(leaf.body, SLICE("x")));
    arena_free(&a);
}

/* What somebody put on top hides the parts; the lowest, which a signature covers, tells them. */
static void mime_does_not_start_again_by_the_same_type(void **state)
{
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    (void)state;
    mime_start(&w,
               SLICE("Content-Type: multipart/mixed; boundary=b\nContent-Type: multipart/mixed;"
                     " boundary=b\n\n--b\n\none\n--b--\n"),
               &usual, &a);
    assert_true(mime_next(&w, &leaf));
    assert_false(mime_next(&w, &leaf));
    assert_false(mime_again(&w));
    arena_free(&a);
}

/* What both walks pass over is one loss. */
static void mime_counts_a_part_once_in_two_walks(void **state)
{
    static const struct mime_limits shallow = {
        .depth = 1, .parts = 100, .header = SIZE_MAX, .fields = SIZE_MAX};
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    (void)state;
    mime_start(&w,
               SLICE("Content-Type: multipart/report; boundary=b\nContent-Type: multipart/mixed;"
                     " boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--b--\n"),
               &shallow, &a);
    assert_false(mime_next(&w, &leaf));
    assert_true(mime_again(&w));
    assert_false(mime_next(&w, &leaf));
    assert_int_equal(w.passed_over, 1);
    arena_free(&a);
}

static void mime_starts_again_by_the_lowest_type(void **state)
{
    (void)state;
    struct arena a = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    mime_start(&w,
               SLICE("Content-Type: multipart/mixed; boundary=other\nSubject: x\n"
                     "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n"),
               &usual, &a);
    assert_false(mime_next(&w, &leaf));
    assert_true(mime_again(&w));
    assert_true(mime_next(&w, &leaf));
    assert_true(slice_equal(leaf.body, SLICE("one")));
    assert_false(mime_next(&w, &leaf));
    assert_false(mime_again(&w));

    mime_start(&w, SLICE("Content-Type: text/plain\n\nContent-Type: text/html\n"), &usual, &a);
    assert_true(mime_next(&w, &leaf));
    assert_false(mime_again(&w));
    arena_free(&a);
}

static void a_boundary_that_stands_nowhere_gives_way_to_what_does(void **state)
{
    (void)state;
    static const char parts[] = "\n\n--\nContent-X\n--b\nContent-ID: 1\n\none\n--b\n\ntwo\n--b--\n";
    static const char *const told[] = {"", "; boundary=c", "; boundary=3D\"b\"", "; boundary=\"\"",
                                       "; boundary*=''b%0A--b"};
    char message[300];
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        snprintf(message, sizeof message, "Content-Type: multipart/mixed%s%s", told[i], parts);
        check_leaves(message, "one|two");
        snprintf(
            message, sizeof message,
            "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed%s%s"
            "--o\n\nthree\n--o--\n",
            told[i], parts);
        check_leaves(message, "one|two|three");
    }
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--b--\n--c\nContent-ID: 1\n\none\n",
                 "");
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\n--c\nX: 1\n\none\n", "");
    check_leaves("Content-Type: multipart/mixed; boundary=b\n\none\n", "one\n");
    check_leaves("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; "
                 "boundary=b\n\none\n--o\n\ntwo\n--o--\n",
                 "one|two");
    check_leaves("Content-Type: multipart/mixed\n\n --b\nContent-ID: 1\n\none\n",
                 " --b\nContent-ID: 1\n\none\n");
    check_leaves(
        "Content-Type: multipart/mixed\n\n --b\nContent-ID: 1\n\n--c \nContent-ID: 2\n\n1\n",
        "1\n");
    check_leaves("Content-Type: multipart/mixed\n\n--b\f\nContent-ID: 1\n\none\n", "one\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mime_gives_the_leaves_in_order),
        cmocka_unit_test(mime_reads_a_multipart_that_is_never_closed),
        cmocka_unit_test(mime_takes_delimiters_at_the_edges),
        cmocka_unit_test(mime_finds_the_boundary_among_comments),
        cmocka_unit_test(mime_keeps_nested_boundaries_apart),
        cmocka_unit_test(mime_numbers_parts_as_imap_does),
        cmocka_unit_test(mime_gives_forwarded_messages_whole),
        cmocka_unit_test(mime_takes_the_first_of_two_equal_fields),
        cmocka_unit_test(mime_takes_names_without_hyphens_where_there_are_no_others),
        cmocka_unit_test(mime_tells_which_leaf_is_a_message),
        cmocka_unit_test(mime_stops_at_its_limits),
        cmocka_unit_test(mime_does_not_start_again_by_the_same_type),
        cmocka_unit_test(mime_counts_a_part_once_in_two_walks),
        cmocka_unit_test(mime_starts_again_by_the_lowest_type),
        cmocka_unit_test(a_boundary_that_stands_nowhere_gives_way_to_what_does),
    };
    return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
