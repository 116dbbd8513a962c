/* Tests of what is kept of a counted report, and of what its other copies hide (SPEC 5.1, 8.1). */
#include "lib/audit/copies.h"
#include "lib/base/little.h"
#include "tests/unit/unit.h"

#define A SLICE("a.example")
#define B SLICE("b.example")

enum { MOST_POLICIES = 2, OF_SUMS = 24, OF_FAILING = 16 };

static const struct hash_key key = {{1}};

/* A policy about a domain, with one failure detail where it has a result type. */
struct told {
    struct slice domain;
    int64_t ok, failed;
    struct slice type;
    int64_t of_type;
    bool left_out;
};

static struct buffer kept_of(const struct told *told, size_t n)
{
    struct policy policies[MOST_POLICIES] = {0};
    struct failure_detail details[MOST_POLICIES] = {0};
    struct buffer kept = {0};
    assert_in_range(n, 0, MOST_POLICIES);
    for (size_t i = 0; i < n; i++) {
        details[i].text[DETAIL_RESULT_TYPE] = told[i].type;
        details[i].failed_sessions = told[i].of_type;
        policies[i] = (struct policy){.attributed = told[i].domain,
                                      .successful_sessions = told[i].ok,
                                      .failed_sessions = told[i].failed,
                                      .details = &details[i],
                                      .details_n = told[i].type.n > 0,
                                      .left_out = told[i].left_out};
    }
    struct report report = {.policies = policies, .policies_n = n, .source.received = WHEN_NEVER};
    copy_keep(&report, &key, &kept);
    assert_false(kept.failed);
    return kept;
}

/* What is kept of a mail about a domain; with 4 failed sessions. */
static struct buffer kept_of_mail(struct slice domain, bool is_stale)
{
    struct policy policy = {.attributed = domain, .successful_sessions = 5, .failed_sessions = 4};
    struct report report = {.policies = &policy, .policies_n = 1, .source.received = 1704067200};
    struct buffer kept = {0};
    if (is_stale)
        report_note(&report, DEVIATION_STALE_PERIOD);
    copy_keep(&report, &key, &kept);
    assert_false(kept.failed);
    return kept;
}

static int64_t hidden_by(struct slice counted, struct slice other, struct slice domain)
{
    const struct copies copies = {.own = other, .other = counted};
    return copies_hidden(&copies, &key, domain);
}

static int64_t hidden(const struct told *counted, size_t counted_n, const struct told *other,
                      size_t other_n, struct slice domain)
{
    struct buffer first = kept_of(counted, counted_n), second = kept_of(other, other_n);
    int64_t n = hidden_by(buffer_slice(&first), buffer_slice(&second), domain);
    buffer_free(&first);
    buffer_free(&second);
    return n;
}

static void a_copys_sessions_are_told_without_those_of_policies_left_out(void **state)
{
    (void)state;
    const struct told told[] = {{A, 5, 2, SLICE("certificate-expired"), 2, false},
                                {B, 7, 1, SLICE(""), 0, false}};
    const struct told left_out[] = {{A, 5, 2, SLICE("certificate-expired"), 2, true}};
    struct buffer kept = kept_of(told, 2);
    struct sessions sessions = copy_sessions(buffer_slice(&kept));
    assert_int_equal(sessions.successful, 12);
    assert_int_equal(sessions.failed, 3);
    buffer_free(&kept);

    const struct told clean[] = {{A, 5, 0, SLICE(""), 0, false}};
    kept = kept_of(clean, 1);
    assert_int_equal(kept.n, OF_SUMS); /* and still something is known of it */
    assert_int_equal(copy_sessions(buffer_slice(&kept)).successful, 5);
    buffer_free(&kept);

    kept = kept_of(left_out, 1);
    assert_int_equal(copy_sessions(buffer_slice(&kept)).successful, 0);
    assert_false(copy_has_failures(buffer_slice(&kept)));
    buffer_free(&kept);
}

static void nothing_kept_tells_of_no_sessions(void **state)
{
    (void)state;
    static const struct slice nothing = {0};
    struct sessions sessions = copy_sessions(nothing);
    assert_int_equal(sessions.successful, 0);
    assert_int_equal(sessions.failed, 0);
    assert_false(copy_has_failures(nothing));
    assert_int_equal(copies_hidden(&(struct copies){.own = nothing}, &key, A), 0);
}

/* As a state holds it that was damaged: the sum and the rows of the domain, of its type and of its
 * event say that less than nothing failed. */
static void a_copy_that_was_damaged_hides_what_another_one_has(void **state)
{
    (void)state;
    const struct told told[] = {{A, 5, 3, SLICE("certificate-expired"), 3, false}};
    struct buffer sound = kept_of(told, 1), damaged = kept_of(told, 1);
    little_put_64((uint64_t)INT64_MIN, damaged.at + 8);
    for (size_t at = OF_SUMS + 8; at < damaged.n; at += OF_FAILING)
        little_put_64((uint64_t)INT64_MIN, damaged.at + at);
    struct slice known = buffer_slice(&damaged), other = buffer_slice(&sound);
    assert_int_equal(copy_sessions(known).failed, 0);
    assert_int_equal(hidden_by(known, other, A), 3);
    assert_int_equal(hidden_by(other, known, A), 0);
    assert_true(copy_says_more(known, other));
    buffer_free(&sound);
    buffer_free(&damaged);
}

/* A state file goes from one processor to another, and is read by the next release. */
static void what_is_kept_is_laid_out_the_same_on_every_processor(void **state)
{
    (void)state;
    const struct told told[] = {{A, 0x0102, 3, SLICE("certificate-expired"), 3, false},
                                {A, 0, 4, SLICE("certificate-expired"), 1, false}};
    struct buffer kept = kept_of(told, 2);
    assert_int_equal(kept.n, OF_SUMS + 3 * OF_FAILING); /* the domain, its one type, one event */
    assert_memory_equal(kept.at, "\2\1\0\0\0\0\0\0\7\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0", OF_SUMS);
    assert_memory_equal(kept.at + OF_SUMS, "\0\0\0\0", 4); /* in all, before its result types */
    assert_memory_equal(kept.at + OF_SUMS + 8, "\7\0\0\0\0\0\0\0", 8);
    assert_memory_equal(kept.at + OF_SUMS + OF_FAILING + 8, "\4\0\0\0\0\0\0\0", 8);
    assert_memory_equal(kept.at + OF_SUMS + 4, kept.at + OF_SUMS + OF_FAILING + 4, 4);
    buffer_free(&kept);
}

static void failures_are_known_from_counts_or_from_details_alone(void **state)
{
    (void)state;
    static const struct {
        struct told told;
        bool has_failures;
    } cases[] = {
        {{A, 5, 0, SLICE(""), 0, false}, false},
        {{A, 5, 0, SLICE("certificate-expired"), 0, false}, false},
        {{A, 5, 1, SLICE(""), 0, false}, true},
        {{A, 5, 0, SLICE("certificate-expired"), 1, false}, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer kept = kept_of(&cases[i].told, 1);
        assert_int_equal(copy_has_failures(buffer_slice(&kept)), cases[i].has_failures);
        buffer_free(&kept);
    }
}

static void a_copy_hides_what_another_one_has_more_of(void **state)
{
    (void)state;
    const struct told clean = {A, 9, 0, SLICE(""), 0, false};
    const struct told expired = {A, 5, 4, SLICE("certificate-expired"), 4, false};
    const struct told more = {A, 3, 6, SLICE("certificate-expired"), 6, false};
    const struct told other_type = {A, 5, 4, SLICE("starttls-not-supported"), 4, false};
    const struct told in_details = {A, 9, 0, SLICE("certificate-expired"), 3, false};
    assert_int_equal(hidden(&clean, 1, &expired, 1, A), 4);
    assert_int_equal(hidden(&expired, 1, &clean, 1, A), 0);
    assert_int_equal(hidden(&expired, 1, &expired, 1, A), 0);
    assert_int_equal(hidden(&expired, 1, &more, 1, A), 2);
    assert_int_equal(hidden(&more, 1, &expired, 1, A), 0);
    assert_int_equal(hidden(&expired, 1, &other_type, 1, A), 4); /* as many, of another kind */
    assert_int_equal(hidden(&clean, 1, &in_details, 1, A), 3);
    assert_int_equal(hidden(NULL, 0, &expired, 1, A), 4);
}

static void what_is_hidden_of_one_domain_is_not_told_of_another(void **state)
{
    (void)state;
    const struct told counted[] = {{A, 9, 0, SLICE(""), 0, false},
                                   {B, 9, 5, SLICE("certificate-expired"), 5, false}};
    const struct told other[] = {{A, 9, 2, SLICE("certificate-expired"), 2, false},
                                 {B, 9, 6, SLICE("certificate-expired"), 6, false}};
    assert_int_equal(hidden(counted, 2, other, 2, A), 2);
    assert_int_equal(hidden(counted, 2, other, 2, B), 1);
    assert_int_equal(hidden(counted, 2, other, 2, SLICE("c.example")), 0);
}

static void two_domains_that_failed_are_found_in_whichever_order_they_were_told(void **state)
{
    (void)state;
    const struct told ab[] = {{A, 9, 2, SLICE(""), 0, false}, {B, 9, 6, SLICE(""), 0, false}};
    const struct told ba[] = {ab[1], ab[0]};
    assert_int_equal(hidden(ab, 2, ba, 2, A), 0);
    assert_int_equal(hidden(ba, 2, ab, 2, B), 0);
    assert_int_equal(hidden(NULL, 0, ab, 2, A), 2);
    assert_int_equal(hidden(NULL, 0, ba, 2, A), 2);
}

static void policies_of_one_domain_are_compared_together(void **state)
{
    (void)state;
    const struct told split[] = {{A, 1, 2, SLICE("certificate-expired"), 2, false},
                                 {A, 1, 3, SLICE("certificate-expired"), 3, false}};
    const struct told whole = {A, 2, 5, SLICE("certificate-expired"), 5, false};
    assert_int_equal(hidden(split, 2, &whole, 1, A), 0);
    assert_int_equal(hidden(&whole, 1, split, 2, A), 0);
}

/* A policy that lists a host, or another address: of as many failures others are hidden. */
static void a_copy_hides_failures_at_other_hosts_and_under_other_policies(void **state)
{
    (void)state;
    struct slice lines[] = {SLICE("mx: mx.example"), SLICE("mode: enforce")},
                 turned[] = {lines[1], lines[0]}, wider = SLICE("mx: *.example"),
                 host = SLICE("mx.example"), other_host = SLICE("mx2.example");
    struct failure_detail details[] = {{.failed_sessions = 3}, {.failed_sessions = 3}};
    details[1].text[DETAIL_RECEIVING_IP] = SLICE("192.0.2.1");
    const struct {
        struct texts strings, mx_patterns;
        struct failure_detail *detail;
        int64_t hidden;
    } others[] = {
        {{lines, 2}, {&host, 1}, &details[0], 0},  {{turned, 2}, {&host, 1}, &details[0], 0},
        {{&wider, 1}, {&host, 1}, &details[0], 3}, {{lines, 2}, {&other_host, 1}, &details[0], 3},
        {{lines, 2}, {&host, 1}, &details[1], 3},
    };
    struct buffer kept[COUNT_OF(others)] = {0}, types = {0};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct policy p = {.attributed = A,
                           .failed_sessions = 3,
                           .strings = others[i].strings,
                           .mx_patterns = others[i].mx_patterns,
                           .details = others[i].detail,
                           .details_n = 1};
        struct report r = {.policies = &p, .policies_n = 1, .source.received = WHEN_NEVER};
        copy_keep(&r, &key, &kept[i]);
        types.n = 0;
        copy_keep_types(&r, &key, &types);
        struct slice first = buffer_slice(&kept[0]), other = buffer_slice(&kept[i]);
        assert_int_equal(hidden_by(first, other, A), others[i].hidden);
        assert_int_equal(hidden_by(other, first, A), others[i].hidden);
        assert_int_equal(hidden_by(buffer_slice(&types), first, A), 0);
    }
    for (size_t i = 0; i < COUNT_OF(others); i++)
        buffer_free(&kept[i]);
    buffer_free(&types);
}

/* Anyone can mail the same JSON with another domain, or after years. */
static void the_same_content_says_more_of_other_domains_and_where_it_came_in_time(void **state)
{
    (void)state;
    const struct told bare = {A, 5, 4, SLICE(""), 0, false};
    struct buffer of_a = kept_of_mail(A, false), of_b = kept_of_mail(B, false),
                  stale = kept_of_mail(A, true), of_none = kept_of(&bare, 1);
    assert_true(copy_says_more(buffer_slice(&of_b), buffer_slice(&of_a)));
    assert_true(copy_says_more(buffer_slice(&stale), buffer_slice(&of_a)));
    assert_false(copy_says_more(buffer_slice(&of_a), buffer_slice(&of_a)));
    assert_false(copy_says_more(buffer_slice(&of_a), buffer_slice(&stale)));
    assert_false(copy_says_more(buffer_slice(&of_a), buffer_slice(&of_none)));
    assert_false(copy_says_more(buffer_slice(&of_none), buffer_slice(&of_a)));
    assert_int_equal(hidden_by(buffer_slice(&stale), buffer_slice(&of_a), A), 4);
    assert_int_equal(hidden_by(buffer_slice(&of_a), buffer_slice(&stale), A), 0);
    buffer_free(&of_a);
    buffer_free(&of_b);
    buffer_free(&stale);
    buffer_free(&of_none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copys_sessions_are_told_without_those_of_policies_left_out),
        cmocka_unit_test(nothing_kept_tells_of_no_sessions),
        cmocka_unit_test(a_copy_that_was_damaged_hides_what_another_one_has),
        cmocka_unit_test(what_is_kept_is_laid_out_the_same_on_every_processor),
        cmocka_unit_test(failures_are_known_from_counts_or_from_details_alone),
        cmocka_unit_test(a_copy_hides_what_another_one_has_more_of),
        cmocka_unit_test(a_copy_hides_failures_at_other_hosts_and_under_other_policies),
        cmocka_unit_test(the_same_content_says_more_of_other_domains_and_where_it_came_in_time),
        cmocka_unit_test(what_is_hidden_of_one_domain_is_not_told_of_another),
        cmocka_unit_test(two_domains_that_failed_are_found_in_whichever_order_they_were_told),
        cmocka_unit_test(policies_of_one_domain_are_compared_together),
    };
    return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
