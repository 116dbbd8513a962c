/* Tests of signers: who signed whose reports. */
#include <stdio.h>

#include "lib/audit/signers.h"
#include "tests/unit/crowding.h"
#include "tests/unit/unit.h"

static const char key_text[REPORT_KEY_TEXT + 1] = "00000000000000000000000000000000";

static void add(struct signers *s, uint32_t reporter, struct slice selector)
{
    struct report r = {.source = {.signature = {.result = DKIM_PASS,
                                                .aligned = DKIM_ALIGNED,
                                                .domain = SLICE("a.example"),
                                                .selector = selector},
                                  .received = WHEN_NEVER}};
    assert_true(signers_add(s, &r, reporter, SLICE("Org"), key_text));
}

/* Whatever comes first. */
static void stale_reports_give_a_row_no_day(void **state)
{
    (void)state;
    for (int first = 0; first < 2; first++) {
        struct signers s;
        signers_init(&s, &key_known);
        for (int i = 0; i < 2; i++) {
            struct report r = {
                .begin = (time_seconds)SECONDS_A_DAY * (i == first ? 9 : 400),
                .deviations = (uint64_t)(i == first) << DEVIATION_STALE_PERIOD,
                .source = {.signature = {.result = DKIM_FAIL, .reason = DKIM_SIGNATURE},
                           .received = WHEN_NEVER,
                           .server_word = SERVER_SAYS_PASS}};
            assert_true(signers_add(&s, &r, 0, SLICE("Org"), key_text));
        }
        const struct signer_row *row = rows_at(&s.rows, 0);
        assert_int_equal(row->reports, 2);
        assert_int_equal(row->span.first, 400);
        assert_int_equal(s.disagree, 2);
        assert_int_equal(s.disagree_span.first, 400);
        signers_free(&s);
    }
}

/* A reporter may change its key's length and keep the selector: which is shown does not depend on
 * what is read first. */
static void of_facts_that_differ_in_a_row_the_least_is_shown(void **state)
{
    static const struct dkim_verdict verdicts[] = {
        {.algorithm = SLICE("rsa-sha256"), .key_bits = 2048, .service = DKIM_SERVICE_ANY},
        {.algorithm = SLICE("ed25519-sha256"), .key_bits = 256, .service = DKIM_SERVICE_TLSRPT},
        {.algorithm = SLICE("rsa-sha256"), .key_bits = 4096, .service = DKIM_SERVICE_ANY}};
    (void)state;
    for (size_t first = 0; first < COUNT_OF(verdicts); first++) {
        struct signers s;
        signers_init(&s, &key_known);
        for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
            struct report r = {.source = {.signature = verdicts[(first + i) % COUNT_OF(verdicts)],
                                          .received = WHEN_NEVER}};
            r.source.signature.result = DKIM_PASS;
            assert_true(signers_add(&s, &r, 0, SLICE("Org"), key_text));
        }
        const struct signer_row *row = rows_at(&s.rows, 0);
        assert_int_equal(s.rows.n, 1);
        assert_true(slice_equal(row->algorithm, SLICE("ed25519-sha256")));
        assert_int_equal(row->key_bits, 256);
        assert_int_equal(row->service, DKIM_SERVICE_TLSRPT);
        signers_free(&s);
    }
}

static void each_selector_of_a_reporter_has_its_row(void **state)
{
    (void)state;
    struct signers s;
    signers_init(&s, &key_known);
    add(&s, 0, SLICE("one"));
    add(&s, 0, SLICE("two"));
    add(&s, 1, SLICE("one"));
    add(&s, 0, SLICE("one"));
    assert_int_equal(s.rows.n, 3);
    assert_int_equal(((const struct signer_row *)rows_at(&s.rows, 0))->reports, 2);
    assert_int_equal(s.reports[AUTH_AUTHENTIC], 4);
    signers_free(&s);
}

/* Of what the trusted server let pass only that is a contradiction which is wrong now. */
static void what_cannot_be_evaluated_contradicts_no_server(void **state)
{
    static const enum dkim_reason reasons[] = {DKIM_BODY_HASH, DKIM_SIGNATURE, DKIM_SOUND,
                                               DKIM_EXPIRED, DKIM_KEY_ABSENT};
    (void)state;
    struct signers s;
    signers_init(&s, &key_known);
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct report r = {
            .source = {.signature = {.result = (unsigned char)dkim_result_of(reasons[i]),
                                     .reason = (unsigned char)reasons[i]},
                       .received = WHEN_NEVER,
                       .server_word = SERVER_SAYS_PASS}};
        assert_true(signers_add(&s, &r, 0, SLICE("Org"), key_text));
        assert_int_equal(s.disagree, i == 0 ? 1 : 2);
    }
    signers_free(&s);
}

/* The hash of a reporter's row with the first domain and the first selector. */
static uint64_t row_hash(uint32_t reporter)
{
    uint32_t key[] = {reporter, 0, 1, (uint32_t)DKIM_PASS << 16 | DKIM_ALIGNED};
    return hash64(&key_known, (struct slice){.at = (const char *)key, .n = sizeof key});
}

static size_t probe_signers(const struct hash_key *key)
{
    struct signers s;
    signers_init(&s, key);
    for (uint32_t i = 0; s.rows.n < AIMED; i++)
        if (is_aimed(row_hash(i)))
            add(&s, i, SLICE("s"));
    size_t most = longest_probe(&s.index);
    signers_free(&s);
    return most;
}

static void signers_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_signers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_facts_that_differ_in_a_row_the_least_is_shown),
        cmocka_unit_test(each_selector_of_a_reporter_has_its_row),
        cmocka_unit_test(stale_reports_give_a_row_no_day),
        cmocka_unit_test(what_cannot_be_evaluated_contradicts_no_server),
        cmocka_unit_test(signers_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("signers", tests, NULL, NULL);
}
