/* json_setup: what the domains publish, as the summary has it (SPEC 8.3). */
#include "formats/write/json_values.h"

static void set_text(json_t *object, const char *key, struct slice text)
{
    if (text.n > 0)
        json_object_set_new(object, key, json_slice(text));
}

static json_t *json_answer(enum answer answer)
{
    return answer == ANSWER_UNKNOWN ? json_null() : json_boolean(answer == ANSWER_YES);
}

static json_t *json_mx(const struct setup_mx *mx)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "host", json_slice(mx->host), "in_policy",
                     json_answer(mx->in_policy), "addresses", json_texts(mx->addresses), "tlsa",
                     json_texts(mx->tlsa), "signed", json_answer(setup_mx_signed(mx)));
}

static json_t *json_policy(const struct served_policy *policy)
{
    int64_t age;
    struct slice mode = stspolicy_value(policy->text, SLICE("mode"));
    return json_pack(
        "{s:o, s:o, s:o}", "mode", mode.n > 0 ? json_slice(mode) : json_null(), "max_age",
        stspolicy_max_age(policy->text, &age) ? json_integer((json_int_t)age) : json_null(), "mx",
        json_texts(policy->mx));
}

json_t *json_setup_row(const struct setup_row *row)
{
    json_t *object = json_object(), *mx = json_array();
    for (size_t i = 0; i < row->mx.n; i++)
        json_array_append_new(mx, json_mx(&row->mx.at[i]));
    json_object_set_new(object, "policy_domain", json_slice(row->policy_domain));
    set_text(object, "tlsrpt", row->tlsrpt.text);
    json_object_set_new(object, "rua", json_texts(row->rua));
    set_text(object, "mta_sts", row->mta_sts.text);
    if (row->served)
        json_object_set_new(object, "sts_policy", json_policy(row->served));
    json_object_set_new(object, "mx", mx);
    if (row->read_at != 0)
        json_object_set_new(object, "read_at", json_time(row->read_at));
    json_object_set_new(object, "errors", json_texts(row->errors));
    return object;
}
