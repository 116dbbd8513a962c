/* Tests of the numbers in what is found about signatures (SPEC 5.4): they are of reports. */
#include "tests/unit/findings.h"

static struct judged judged;

/* So many counted reports of one organization, a day each, with the same verdict. */
static void add(const char *organization, int n, struct dkim_verdict verdict)
{
    static unsigned number;
    for (int i = 0; i < n; i++) {
        struct policy policy = {.type = SLICE("no-policy-found"),
                                .domain = SLICE("a.example"),
                                .attributed = SLICE("a.example"),
                                .successful_sessions = 1};
        struct report r = {.organization_name = slice_of(organization),
                           .report_id = SLICE("x"),
                           .source = {.received = WHEN_NEVER, .signature = verdict},
                           .begin = (time_seconds)(100 + i) * SECONDS_A_DAY,
                           .end = (time_seconds)(101 + i) * SECONDS_A_DAY - 1,
                           .policies = &policy,
                           .policies_n = 1};
        char key[REPORT_KEY_TEXT + 1];
        snprintf(key, sizeof key, "%032u", ++number);
        assert_true(figures_add(&judged.figures, &r, key));
    }
}

static struct dkim_verdict by(enum dkim_result result, enum dkim_reason reason, const char *domain,
                              const char *selector)
{
    return (struct dkim_verdict){.result = (unsigned char)result,
                                 .reason = (unsigned char)reason,
                                 .aligned = DKIM_ALIGNED,
                                 .domain = slice_of(domain),
                                 .selector = slice_of(selector)};
}

/* The title of the rule's finding, until judged_free(). */
static void assert_title(enum rule_id rule, const char *title)
{
    judged_finish(&judged);
    for (size_t i = 0; i < judged.findings.n; i++)
        if (judged.findings.at[i].rule == rule) {
            assert_true(slice_equal(judged.findings.at[i].title, slice_of(title)));
            judged_free(&judged);
            return;
        }
    fail_msg("%s is not found", rules[rule].id);
}

static void odd_signers_are_counted_by_their_reports(void **state)
{
    (void)state;
    judged_start(&judged);
    add("One", 10, by(DKIM_PASS, DKIM_SOUND, "a.example", "s"));
    add("One", 2, by(DKIM_NONE, DKIM_SOUND, "", ""));
    add("One", 3, by(DKIM_FAIL, DKIM_SIGNATURE, "a.example", "s"));
    add("One", 4, by(DKIM_WEAK, DKIM_SHA1, "b.example", "s"));
    add("One", 5, by(DKIM_NONE, DKIM_NOT_MAIL, "", ""));
    add("Two", 6, by(DKIM_NONE, DKIM_SOUND, "", "")); /* never signs: no habit is broken */
    assert_title(RULE_ODD_SIGNER,
                 "Reports that are unsigned, fail, or are signed by another domain than the one "
                 "that signs their organization's others: 9");
}

static void a_key_that_several_reporters_wait_for_is_one(void **state)
{
    (void)state;
    struct dkim_verdict v = by(DKIM_KEY_MISSING, DKIM_NO_KEY, "a.example", "s");
    judged_start(&judged);
    add("One", 2, v);
    add("Two", 1, v);
    assert_title(RULE_SIGNATURE_KEYS_MISSING,
                 "Reports that wait for a key: 3, for 1 name of a key record");
    judged_start(&judged);
    add("One", 2, v);
    add("Two", 1, v);
    v.selector = SLICE("t");
    add("Two", 1, v);
    assert_title(RULE_SIGNATURE_KEYS_MISSING,
                 "Reports that wait for a key: 4, for 2 names of key records");
}

static void signatures_that_prove_little_are_counted_by_why(void **state)
{
    (void)state;
    judged_start(&judged);
    add("One", 1, by(DKIM_WEAK, DKIM_SHA1, "a.example", "s"));
    add("One", 2, by(DKIM_WEAK, DKIM_KEY_BITS, "a.example", "s"));
    add("One", 3, by(DKIM_WEAK, DKIM_BODY_LENGTH, "a.example", "s"));
    add("One", 4, by(DKIM_WEAK, DKIM_ADDED_FIELD, "a.example", "s"));
    assert_title(RULE_WEAK_SIGNATURES,
                 "Signatures that prove little: 1 with SHA-1, 2 with RSA under 1024 bits, 3 with "
                 "bytes left unsigned (l=), 4 with fields added");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_signers_are_counted_by_their_reports),
        cmocka_unit_test(a_key_that_several_reporters_wait_for_is_one),
        cmocka_unit_test(signatures_that_prove_little_are_counted_by_why),
    };
    return cmocka_run_group_tests_name("find_signatures", tests, NULL, NULL);
}
