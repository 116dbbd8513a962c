#include "lib/tlsrpt/shapes.h"

#include "lib/tlsrpt/spelling.h"

static bool begins_with(const struct decoder *d, const char *brackets)
{
    struct slice text = slice_trim(d->json.raw);
    return text.n > 1 && strchr(brackets, text.at[0]);
}

/* Has `read` read the JSON that a string holds. The report goes on behind the string, but where its
 * JSON breaks off nobody knows what is missing. */
static bool read_inside(struct decoder *d, member_reader *read, void *into, enum reason broken)
{
    struct slice text;
    bool mended = false;
    if (!jsonpull_text(&d->json, d->arena, &text, &mended)) {
        d->out_of_memory = true;
        return false;
    }
    struct jsonpull outer = d->json;
    jsonpull_start(&d->json, text, d->limits->json_depth);
    bool ok = read(d, jsonpull_next(&d->json), into) && jsonpull_next(&d->json) == PULL_END;
    d->json = outer;
    if (!ok)
        decoder_problem(d, broken);
    return ok || (!d->out_of_memory && !(d->problems >> REASON_TOO_LARGE & 1));
}

/* Lists. */

static bool read_list(struct decoder *d, enum jsonpull_token value, void *into);

static bool read_elements(struct decoder *d, struct list *list)
{
    enum jsonpull_token value;
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        bool is_nested = value == PULL_ARRAY;
        if (is_nested)
            report_note(d->report, DEVIATION_ODD_SHAPE);
        if (value == PULL_ERROR ||
            !(is_nested ? read_list(d, value, list) : list->read(d, value, list->into)))
            return false;
    }
    return true;
}

/* Is the key at *json none of an element's, but a number, or the name of the list? */
static bool is_around(struct decoder *d, const struct jsonpull *json, const struct list *list)
{
    struct slice key;
    size_t digits = 0;
    bool mended = false;
    if (!jsonpull_text(json, d->arena, &key, &mended)) {
        d->out_of_memory = true;
        return false;
    }
    while (digits < key.n && ascii_is_digit(key.at[digits]))
        digits++;
    return (key.n > 0 && digits == key.n) || spelling_is_alike(key, list->name);
}

/* After PULL_OBJECT: does the first key say that this is no element? */
static bool holds_elements(struct decoder *d, const struct list *list)
{
    struct jsonpull ahead = d->json;
    return jsonpull_next(&ahead) == PULL_KEY && is_around(d, &ahead, list);
}

static bool read_wrapped(struct decoder *d, struct list *list)
{
    enum jsonpull_token token;
    report_note(d->report, DEVIATION_ODD_SHAPE);
    while ((token = jsonpull_next(&d->json)) == PULL_KEY) {
        bool is_one = is_around(d, &d->json, list);
        token = jsonpull_next(&d->json);
        if (!(is_one ? read_list(d, token, list) : jsonpull_skip(&d->json, token)))
            return false;
    }
    return token == PULL_OBJECT_END && !d->out_of_memory;
}

static bool read_list(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct list *list = into;
    if (value == PULL_ARRAY)
        return read_elements(d, list);
    if (value == PULL_OBJECT)
        return holds_elements(d, list) ? read_wrapped(d, list) : list->read(d, value, list->into);
    if (value == PULL_NULL || (value == PULL_STRING && slice_trim(d->json.raw).n == 0))
        return true;
    report_note(d->report, DEVIATION_ODD_SHAPE);
    return value == PULL_STRING && begins_with(d, "[{")
               ? read_inside(d, read_list, list, list->broken)
               : jsonpull_skip(&d->json, value);
}

bool shape_list(struct decoder *d, enum jsonpull_token value, struct list *list)
{
    return read_list(d, value, list);
}

/* Objects. */

static bool read_object(struct decoder *d, enum jsonpull_token value, void *into);

static bool read_lone(struct decoder *d, struct object *object)
{
    enum jsonpull_token value;
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        bool is_first = value == PULL_OBJECT && !object->was_object;
        if (value == PULL_OBJECT && !is_first)
            decoder_problem(d, object->unclear);
        if (value == PULL_ERROR ||
            !(is_first ? read_object(d, value, object) : jsonpull_skip(&d->json, value)))
            return false;
    }
    return true;
}

static bool read_object(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct object *object = into;
    if (value == PULL_OBJECT) {
        object->was_object = true;
        return members_read(d, object->members, object->n, object->into);
    }
    if (value != PULL_NULL && !(value == PULL_STRING && slice_trim(d->json.raw).n == 0))
        report_note(d->report, DEVIATION_ODD_SHAPE);
    if (value == PULL_ARRAY)
        return read_lone(d, object);
    return value == PULL_STRING && begins_with(d, "{")
               ? read_inside(d, read_object, object, object->unclear)
               : jsonpull_skip(&d->json, value);
}

bool shape_object(struct decoder *d, enum jsonpull_token value, struct object *object)
{
    return read_object(d, value, object);
}
