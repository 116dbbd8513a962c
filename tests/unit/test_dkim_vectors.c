/* Tests of DKIM: the vectors, each signature's verdict. */
#include <jansson.h>

#include "tests/unit/verifier.h"

static void assert_text(const char *name, const char *key, struct slice got, json_t *wanted)
{
    const char *text = json_string_value(json_object_get(wanted, key));
    if (text && !slice_equal(got, slice_of(text)))
        fail_msg("%s: %s is %.*s, not %s", name, key, (int)got.n, got.at ? got.at : "", text);
}

static void assert_verdict(const char *name, const struct dkim_verdict *v, json_t *wanted)
{
    assert_text(name, "result", dkim_result_names[v->result], wanted);
    assert_text(name, "domain", v->domain, wanted);
    assert_text(name, "selector", v->selector, wanted);
    assert_text(name, "algorithm", v->algorithm, wanted);
    assert_text(name, "service", dkim_service_names[v->service], wanted);
    if (json_object_get(wanted, "reason"))
        assert_text(name, "reason", dkim_reason_names[v->reason], wanted);
    else if (v->reason != DKIM_SOUND)
        fail_msg("%s: a reason that should not be there", name);
    if (json_object_get(wanted, "key_bits"))
        assert_int_equal(v->key_bits, json_integer_value(json_object_get(wanted, "key_bits")));
}

static void check_vector(const char *folder, const char *name, json_t *wanted)
{
    struct buffer mail = {0}, zone = {0};
    struct verifier v;
    struct dkimjudge judge;
    struct dkim_verdict verdict;
    const char *keys = json_string_value(json_object_get(wanted, "zone"));
    assert_true(read_file(folder, name, &mail));
    assert_true(read_file(folder, keys ? keys : "keys.zone", &zone));
    verifier_start(&v, buffer_slice(&zone));

    json_t *signatures = json_object_get(wanted, "signatures");
    struct dkim_mail m = mail_of(buffer_slice(&mail));
    judge_each(&judge, v.dns.keys, &m);
    if (judge.candidates_n != json_array_size(signatures))
        fail_msg("%s: %zu signatures", name, judge.candidates_n);
    for (size_t i = 0; i < judge.candidates_n; i++)
        assert_verdict(name, &judge.candidates[i].verdict, json_array_get(signatures, i));
    assert_true(dkim_verify(v.worker, &m, &verdict));
    assert_text(name, "result", dkim_result_names[verdict.result], wanted);
    dkimjudge_free(&judge);
    verifier_end(&v);
    buffer_free(&mail);
    buffer_free(&zone);
}

static void check_vectors(const char *folder)
{
    char path[1000];
    json_error_t error;
    snprintf(path, sizeof path, "%s/expected.json", folder);
    json_t *all = json_load_file(path, 0, &error), *wanted;
    const char *name;
    if (!all)
        skip();
    json_object_foreach(all, name, wanted) check_vector(folder, name, wanted);
    json_decref(all);
}

static void every_vector_has_its_verdict(void **state)
{
    (void)state;
    check_vectors("tests/dkim/vectors");
}

static void every_vector_of_others_has_its_verdict(void **state)
{
    (void)state;
    check_vectors("../shared/dkim/vectors");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_has_its_verdict),
        cmocka_unit_test(every_vector_of_others_has_its_verdict),
    };
    return cmocka_run_group_tests_name("dkim_vectors", tests, NULL, NULL);
}
