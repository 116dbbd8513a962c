/* Tests of the figures. */
#include "tests/unit/check.h"
#include "tests/unit/summed.h"

static void a_forged_sum_stops_at_the_largest_number(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r,
               FROM REPORT_MAIL("a", 9223372036854775807, 0) "\n" FROM REPORT_MAIL("b", 5, 0) "\n");
    assert_true(r.account.audit.figures.sessions.successful == INT64_MAX);
    assert_true(r.account.audit.figures.saturated);
    reading_end(&r);
}

enum { ROOM_LEFT = 8 };
static char flood[FIGURES_MOST_WORDS - ROOM_LEFT + 1]; /* a word that somebody made up */

static bool tells_of(const struct summary *s, struct slice type)
{
    bool tells = false;
    for (size_t i = 0; i < s->result_types_n; i++)
        tells |= slice_equal(s->result_types[i].result_type, type);
    for (size_t i = 0; i < s->policy_types_n; i++)
        tells |= slice_equal(s->policy_types[i].policy_type, type);
    return tells;
}

static void invented_result_types_take_no_room_of_those_of_the_rfc(void **state)
{
    (void)state;
    struct built b;
    memset(flood, 'x', sizeof flood - 1);
    build(&b,
          (const struct told[]){
              {"a.example", "One", 100, .result = flood, .failed = 1},
              {"a.example", "One", 100, .result = "invented-later", .failed = 1},
              {"a.example", "One", 100, .result = "certificate-expired", .failed = 1},
              {0}},
          NULL, NULL);
    assert_int_equal(b.summary.result_types_n, 3);
    assert_true(tells_of(&b.summary, slice_of(flood)));
    assert_true(tells_of(&b.summary, SLICE("certificate-expired")));
    assert_true(tells_of(&b.summary, NAMES_OTHERS));
    end(&b);
}

static void invented_policy_types_take_no_room_of_those_of_the_rfc(void **state)
{
    (void)state;
    static const char *const of_rfc[] = {"no-policy-found", "sts", "tlsa", ""};
    struct built b;
    memset(flood, 'x', sizeof flood - 1);
    build(&b,
          (const struct told[]){{"b.example", "Two", 100, .type = flood},
                                {"b.example", "Two", 100, .type = "invented-later"},
                                {"a.example", "One", 100, .type = of_rfc[0]},
                                {"a.example", "One", 100, .type = of_rfc[1]},
                                {"a.example", "One", 100, .type = of_rfc[2]},
                                {"a.example", "One", 100, .type = of_rfc[3]},
                                {0}},
          NULL, NULL);
    assert_int_equal(b.summary.policy_types_n, 2 + COUNT_OF(of_rfc));
    for (size_t i = 0; i < COUNT_OF(of_rfc); i++)
        assert_true(tells_of(&b.summary, slice_of(of_rfc[i])));
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forged_sum_stops_at_the_largest_number),
        cmocka_unit_test(invented_result_types_take_no_room_of_those_of_the_rfc),
        cmocka_unit_test(invented_policy_types_take_no_room_of_those_of_the_rfc),
    };
    return cmocka_run_group_tests_name("figures", tests, NULL, NULL);
}
