/* Tests of lib/audit/parcels and pack: what goes in comes out for each edition, in order. */
#include <stdlib.h>

#include "lib/audit/pack.h"
#include "lib/audit/parcels.h"
#include "lib/tlsrpt/record.h"
#include "tests/unit/unit.h"

static const char json[] =
    "{\"organization_name\":\"Org\",\"report_id\":\"r\",\"begin_date\":\"2024-03-01T00:00:00Z\","
    "\"end_date\":\"2024-03-01T23:59:59Z\",\"contact_info\":\"c\",\"policies\":[{\"policy_domain\":"
    "\"a.example\",\"policy_type\":\"sts\",\"policy_strings\":[\"version: STSv1\",\"mode: "
    "enforce\"],"
    "\"mx_host_patterns\":[\"mx.a.example\"],\"successful_session_count\":5,"
    "\"failed_session_count\":3,\"failure_details\":[{\"result_type\":\"certificate-expired\","
    "\"failed_session_count\":3,\"receiving_ip\":\"192.0.2.1\"}]},{\"policy_domain\":\"b.example\","
    "\"policy_type\":\"tlsa\",\"policy_strings\":[\"3 1 1 00\"],\"successful_session_count\":9,"
    "\"failed_session_count\":0}],\"source\":{\"path\":\"p\",\"member\":\"m\",\"message\":7,"
    "\"offset\":9,\"message_id\":\"<x@y>\",\"submitter\":\"s.example\"}}";

static struct report *decode(struct arena *arena)
{
    static const struct limits limits = LIMITS_DEFAULT;
    struct report *r = arena_take(arena, sizeof *r);
    bool out_of_memory = false;
    assert_int_equal(record_decode(slice_of(json), &limits, arena, r, &out_of_memory), REASON_NONE);
    return r;
}

static struct slice record_of(struct buffer *to, const struct report *r)
{
    to->n = 0;
    record_write(to, r, "key");
    return buffer_slice(to);
}

static void a_report_comes_back_as_it_was(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer image = {0}, before = {0}, after = {0};
    struct report *r = decode(&arena);
    r->identity = (struct hash128){1, 2};
    r->content = 3;
    r->document = SLICE("{ as sent }");
    report_pack(&image, r);
    struct report *back = report_unpack(image.at);
    struct slice one = record_of(&before, r), other = record_of(&after, back);
    assert_true(slice_equal(one, other));
    assert_true(slice_equal(back->document, SLICE("{ as sent }")));
    assert_memory_equal(&back->identity, &r->identity, sizeof r->identity);
    assert_int_equal(back->content, 3);
    buffer_free(&image);
    buffer_free(&before);
    buffer_free(&after);
    arena_free(&arena);
}

static void of_a_policy_that_is_left_out_the_names_stay(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer image = {0};
    struct report *r = decode(&arena);
    r->policies[0].left_out = true;
    report_pack(&image, r);
    struct report *back = report_unpack(image.at);
    assert_int_equal(back->policies_n, 2);
    assert_int_equal(back->policies[0].details_n, 0);
    assert_int_equal(back->policies[0].strings.n, 0);
    assert_true(slice_equal(back->policies[0].domain, SLICE("a.example")));
    assert_int_equal(back->policies[1].strings.n, 1);
    assert_true(slice_equal(back->policies[1].strings.at[0], SLICE("3 1 1 00")));
    buffer_free(&image);
    arena_free(&arena);
}

enum { EDITIONS = 7, REPORTS = 30000 }; /* enough for the spool to go to disk */

struct expected {
    uint64_t offsets[REPORTS];
    size_t n, seen;
};

static bool check(void *self, struct outcome *o)
{
    struct expected *e = self;
    const struct source *s = o->reports ? &o->reports->source : &o->rejections->source;
    assert_true(e->seen < e->n);
    assert_int_equal(s->offset, e->offsets[e->seen++]);
    assert_int_equal(o->rejections != NULL, s->offset % 5 == 0);
    return true;
}

static void each_edition_gets_its_own_in_order(void **state)
{
    (void)state;
    static struct expected expected[EDITIONS];
    struct arena arena = {0};
    struct parcels p;
    struct report *r = decode(&arena);
    parcels_init(&p);
    srand(4);
    for (uint64_t i = 0; i < REPORTS; i++) {
        r->source.offset = i;
        struct exception e = {
            .kind = EXCEPTION_REJECTED, .reason = REASON_BAD_JSON, .source = r->source};
        assert_true(i % 5 == 0 ? parcels_keep_rejection(&p, &e) : parcels_keep_report(&p, r));
        for (uint32_t edition = 0; edition < EDITIONS - 1; edition++)
            if (rand() % 3 == 0) {
                assert_true(parcels_address(&p, edition));
                expected[edition].offsets[expected[edition].n++] = i;
            }
    }
    assert_true(p.spool.in_file > 0);
    assert_true(parcels_sort(&p, EDITIONS));
    for (uint32_t edition = 0; edition < EDITIONS; edition++) {
        assert_true(parcels_each(&p, edition, check, &expected[edition]));
        assert_int_equal(expected[edition].seen, expected[edition].n);
    }
    parcels_free(&p);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_comes_back_as_it_was),
        cmocka_unit_test(of_a_policy_that_is_left_out_the_names_stay),
        cmocka_unit_test(each_edition_gets_its_own_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
