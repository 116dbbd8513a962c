/* Tests of policy objects known again: whatever was read before, a report reads the same. */
#include "lib/tlsrpt/record.h"
#include "tests/unit/decoded.h"

static const struct hash_key key = {{1}};

#define OBJECT                                                                                     \
    "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\"],"            \
    "\"policy-domain\":\"A.example\",\"mx-host\":[\"mx.a.example\"]}"
#define USUAL HEAD "\"policies\":[{\"policy\":{" OBJECT "," SUMMARY "}]}"

static struct policycache *new_cache(void)
{
    struct policycache *cache = policycache_new(&key);
    assert_non_null(cache);
    return cache;
}

/* The record of a document, and what reading it took of the arena. */
struct outcome_of_reading {
    enum reason reason;
    uint64_t deviations;
    size_t taken;
    struct buffer record;
};

static struct outcome_of_reading read_with(struct policycache *cache, const char *text)
{
    struct report r;
    bool no_memory;
    struct outcome_of_reading o = {.record = {0}};
    const struct decoding with = {.limits = &limits, .arena = &arena, .cache = cache};
    struct arena_mark mark = arena_mark(&arena);
    o.reason = report_decode(slice_of(text), &with, &r, &no_memory);
    assert_false(no_memory);
    o.taken = arena.taken - mark.taken;
    if (o.reason == REASON_NONE) {
        o.deviations = r.deviations;
        r.source.path = SLICE("p");
        report_attribute(&r, SLICE("mail.example"));
        record_write(&o.record, &r, "k");
    }
    return o;
}

static void assert_read_the_same(struct policycache *cache, const char *text)
{
    struct outcome_of_reading bare = read_with(NULL, text), known = read_with(cache, text);
    assert_int_equal(bare.reason, known.reason);
    assert_int_equal(bare.deviations, known.deviations);
    assert_true(slice_equal(buffer_slice(&bare.record), buffer_slice(&known.record)));
    if (bare.reason == REASON_NONE)
        assert_int_equal(bare.taken, known.taken);
    buffer_free(&bare.record);
    buffer_free(&known.record);
}

static void assert_read_the_same_each_time(const char *const *texts, size_t n)
{
    struct policycache *cache = new_cache();
    for (int time = 0; time < 3; time++)
        for (size_t i = 0; i < n; i++)
            assert_read_the_same(cache, texts[i]);
    policycache_free(cache);
}

static void a_report_reads_the_same_whatever_was_read_before(void **state)
{
    (void)state;
    const char *texts[COUNT_OF(deviating) + 2] = {GOOD, USUAL};
    for (size_t i = 0; i < COUNT_OF(deviating); i++)
        texts[i + 2] = deviating[i].text;
    assert_read_the_same_each_time(texts, COUNT_OF(texts));
}

#define WITH_POLICY(members) HEAD "\"policies\":[{\"policy\":{" members "}," SUMMARY "}]}"

static void odd_objects_read_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        WITH_POLICY("\"policy-domain\":\"a.example\",\"policy-string\":[\"}\"]"),
        WITH_POLICY("\"policy-domain\":\"a.example\",\"other\":{}"),
        WITH_POLICY("\"policy-domain\":\"a.example\",\"policy-domain\":\"b.example\""),
        WITH_POLICY("\"policy-domain\":\"a.example\",\"Policy-Domain\":\"b.example\""),
        WITH_POLICY("\"policy-domain\":\"a.example\"," SUMMARY),
        WITH_POLICY("\"policy-domain\":\"a.example\",\"total-failure-session-count\":1"),
        WITH_POLICY("\"policy-domain\":\"a.example\",\"failure-details\":[]"),
        WITH_POLICY(""),
        HEAD "\"policies\":[{\"policy\":{\"policy-domain\":\"a.example\"",
        HEAD "\"policies\":[{\"policy\":{}}},{}]}",
        HEAD "\"policies\":[{\"policy\":{" OBJECT "," SUMMARY "},{\"policy\":{" OBJECT "," SUMMARY
             "}]}",
        HEAD "\"policies\":\"[{\\\"policy\\\":{\\\"policy-domain\\\":\\\"a.example\\\"}}]\"}",
    };
    assert_read_the_same_each_time(texts, COUNT_OF(texts));
}

/* Brackets in each other are within --max-depth in one place, and not in another. */
static void the_same_object_may_be_too_deep_elsewhere(void **state)
{
    (void)state;
#define DEEP "\"policy\":{\"policy-domain\":\"a.example\",\"other\":[[[[[[[[1]]]]]]]]}"
    static const char *const texts[] = {
        HEAD "\"policies\":[{" DEEP "," SUMMARY "}]}",
        HEAD "\"policies\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{" DEEP "," SUMMARY
             "}]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
    };
    assert_int_equal(read_with(NULL, texts[1]).reason, REASON_BAD_JSON);
    assert_read_the_same_each_time(texts, COUNT_OF(texts));
}

static void an_object_is_known_once_it_was_met_twice(void **state)
{
    (void)state;
    struct policycache *cache = new_cache();
    struct policy_texts policy;
    struct slice object = SLICE(OBJECT), other = SLICE(OBJECT);
    assert_read_the_same(cache, USUAL);
    assert_int_equal(policycache_find(cache, object, &arena, &policy), 0);
    assert_read_the_same(cache, USUAL);
    assert_int_equal(policycache_find(cache, SLICE(OBJECT ",\"more\":{}"), &arena, &policy),
                     object.n);
    assert_true(slice_equal(policy.domain, SLICE("a.example")));
    assert_int_equal(policy.strings.n, 2);
    assert_true(slice_equal(policy.strings.at[1], SLICE("mode: enforce")));
    assert_true(slice_equal(policy.mx_patterns.at[0], SLICE("mx.a.example")));

    other.n--;
    assert_int_equal(policycache_find(cache, other, &arena, &policy), 0);
    assert_int_equal(policycache_find(cache, (struct slice){0}, &arena, &policy), 0);
    policycache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_reads_the_same_whatever_was_read_before),
        cmocka_unit_test(odd_objects_read_the_same),
        cmocka_unit_test(the_same_object_may_be_too_deep_elsewhere),
        cmocka_unit_test(an_object_is_known_once_it_was_met_twice),
    };
    return cmocka_run_group_tests_name("policycache", tests, NULL, free_arena);
}
