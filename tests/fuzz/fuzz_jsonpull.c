/* JSON: where jansson accepts a text, so do we (but for depth), and the values are the same;
 * where it does not, neither do we. */
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <string.h>

#include "lib/base/utf8.h"
#include "lib/tlsrpt/jsonpull.h"

static json_t *build(struct jsonpull *j, enum jsonpull_token token, struct arena *a)
{
    struct slice text = {0};
    bool mended = false;
    json_t *value;
    int64_t n;
    if (token == PULL_OBJECT) {
        value = json_object();
        while ((token = jsonpull_next(j)) == PULL_KEY) {
            MUST(jsonpull_text(j, a, &text, &mended));
            json_object_setn_new_nocheck(value, text.at ? text.at : "", text.n,
                                         build(j, jsonpull_next(j), a));
        }
        return value;
    }
    if (token == PULL_ARRAY) {
        value = json_array();
        while ((token = jsonpull_next(j)) != PULL_ARRAY_END)
            json_array_append_new(value, build(j, token, a));
        return value;
    }
    if (token == PULL_STRING) {
        MUST(jsonpull_text(j, a, &text, &mended) && utf8_is_valid(text));
        return json_stringn_nocheck(text.at ? text.at : "", text.n);
    }
    if (token == PULL_NUMBER)
        return jsonpull_integer(j->raw, &n) == PULL_INTEGER ? json_integer(n) : json_real(0);
    return token == PULL_TRUE ? json_true() : token == PULL_FALSE ? json_false() : json_null();
}

static bool same(const json_t *a, const json_t *b) /* reals are not compared: we never read them */
{
    const char *key;
    json_t *value;
    size_t i;
    if (json_is_real(a) || json_is_real(b))
        return json_is_number(a) && json_is_number(b);
    if (json_is_object(a) && json_is_object(b)) {
        json_object_foreach((json_t *)a, key,
                            value) if (!json_object_get(b, key) ||
                                       !same(value, json_object_get(b, key))) return false;
        return json_object_size(a) == json_object_size(b);
    }
    if (json_is_array(a) && json_is_array(b) && json_array_size(a) == json_array_size(b)) {
        json_array_foreach((json_t *)a, i,
                           value) if (!same(value, json_array_get(b, i))) return false;
        return true;
    }
    return json_equal(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n};
    struct jsonpull j;
    json_error_t error;
    jsonpull_start(&j, text, PULL_MOST_DEPTH);
    bool accepted = jsonpull_skip(&j, jsonpull_next(&j)) && jsonpull_next(&j) == PULL_END;
    json_t *theirs = json_loadb(text.at, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (theirs && accepted && !memmem(text.at, n, "\\u0000", 6)) {
        struct arena a = {0};
        jsonpull_start(&j, text, PULL_MOST_DEPTH);
        json_t *ours = build(&j, jsonpull_next(&j), &a);
        MUST(same(ours, theirs));
        json_decref(ours);
        arena_free(&a);
    }
    MUST(!theirs || accepted || n > PULL_MOST_DEPTH ||
         memchr(data, 0, n)); /* jansson takes a NUL byte for the end */
    json_decref(theirs);
    return 0;
}
