#include "lib/tlsrpt/shapes.h"

#include "lib/tlsrpt/spelling.h"

/* Does a text begin as JSON does with one of these, or as JSON that is a string again? */
static bool is_json_like(struct slice text, struct slice brackets)
{
    return text.n > 1 && (text.at[0] == '"' || slice_has(brackets, text.at[0]));
}

/* The same for the string at hand, which stands without its escapes then. */
static bool begins_with(struct decoder *d, struct slice brackets)
{
    struct slice text = slice_trim(d->json.raw);
    if (!slice_starts(text, SLICE("\\")) && !is_json_like(text, brackets))
        return false;
    return decoder_unescape(d) && is_json_like(slice_trim(d->json.raw), brackets);
}

/* Has `read` read the JSON that a string holds. The report goes on behind the string, but where its
 * JSON breaks off nobody knows what is missing. Each string is a copy of what is inside, also of
 * further strings: all together are no longer than a report may be, each without its escapes. */
static bool read_inside(struct decoder *d, member_reader *read, void *into, enum reason broken)
{
    struct slice text;
    bool mended = false;
    d->inside += d->json.raw.n;
    if (d->inside > d->limits->report) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    if (!jsonpull_text(&d->json, d->arena, &text, &mended))
        return decoder_no_memory(d);
    struct jsonpull outer = d->json; /* the JSON inside is nested in it: so are the calls */
    jsonpull_start(&d->json, text, outer.most_depth - outer.depth);
    bool ok = read(d, jsonpull_next(&d->json), into) && jsonpull_next(&d->json) == PULL_END;
    d->json = outer;
    if (!ok)
        decoder_problem(d, broken);
    return ok || (!d->out_of_memory && !(d->problems >> REASON_TOO_LARGE & 1));
}

/* What stands around what is wanted. */

/* Is a key none of what is wanted, but a number or its name? */
static bool key_is_around(struct slice key, struct slice name)
{
    return (key.n > 0 && slice_run(key, ascii_is_digit) == key.n) ||
           (name.n > 0 && spelling_is_alike(key, name));
}

static bool is_around(struct decoder *d, const struct jsonpull *json, struct slice name)
{
    struct slice key;
    bool mended = false;
    if (!jsonpull_text(json, d->arena, &key, &mended))
        return decoder_no_memory(d);
    return key_is_around(key, name);
}

/* By its first byte a key is most often known to be no such one. */
static bool may_be_around(const struct jsonpull *json, struct slice name)
{
    char c = jsonpull_first_of_string(json);
    return !ascii_is_alnum(c) || ascii_is_digit(c) ||
           (name.n > 0 && ascii_lower(c) == ascii_lower(name.at[0]));
}

bool shape_is_wrapped(struct decoder *d, struct slice name)
{
    if (!may_be_around(&d->json, name))
        return false;
    struct jsonpull ahead = d->json;
    return jsonpull_next(&ahead) == PULL_KEY && is_around(d, &ahead, name);
}

bool shape_unwrap(struct decoder *d, struct slice name, member_reader *read, void *into)
{
    enum jsonpull_token token;
    report_note(d->report, DEVIATION_ODD_SHAPE);
    while ((token = jsonpull_next(&d->json)) == PULL_KEY) {
        bool is_one = is_around(d, &d->json, name);
        token = jsonpull_next(&d->json);
        if (!(is_one ? read(d, token, into) : jsonpull_skip(&d->json, token)))
            return false;
    }
    return token == PULL_OBJECT_END && !d->out_of_memory;
}

/* Lists. */

static bool read_list(struct decoder *d, enum jsonpull_token value, void *into);

/* Does the string at hand hold an object that is around elements? */
static bool is_wrapped_inside(struct decoder *d, struct slice name)
{
    struct jsonpull inside;
    if (!begins_with(d, SLICE("{")))
        return false;
    jsonpull_start(&inside, d->json.raw, 1);
    bool is_object = jsonpull_next(&inside) == PULL_OBJECT;
    return is_object && jsonpull_next(&inside) == PULL_KEY && is_around(d, &inside, name);
}

/* Is an element of a list not one itself, but what stands around some? */
static bool is_nested_list(struct decoder *d, enum jsonpull_token value, const struct list *list)
{
    if (value == PULL_OBJECT)
        return shape_is_wrapped(d, list->name);
    if (value != PULL_STRING)
        return value == PULL_ARRAY;
    return begins_with(d, SLICE("[")) || is_wrapped_inside(d, list->name);
}

static bool read_elements(struct decoder *d, struct list *list)
{
    enum jsonpull_token value;
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        bool is_nested = is_nested_list(d, value, list);
        if (is_nested)
            report_note(d->report, DEVIATION_ODD_SHAPE);
        if (value == PULL_ERROR ||
            !(is_nested ? read_list(d, value, list) : list->read(d, value, list->into)))
            return false;
    }
    return true;
}

/* An object where a list is wanted: elements behind numbers or names, a lone one, or none. */
static bool read_list_of_object(struct decoder *d, struct list *list)
{
    struct jsonpull ahead = d->json;
    if (jsonpull_next(&ahead) == PULL_OBJECT_END || shape_is_wrapped(d, list->name))
        return shape_unwrap(d, list->name, read_list, list);
    return list->read(d, PULL_OBJECT, list->into);
}

static bool read_list(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct list *list = into;
    if (value == PULL_ARRAY)
        return read_elements(d, list);
    if (decoder_is_absent(d, value))
        return true;
    report_note(d->report, DEVIATION_ODD_SHAPE);
    if (value == PULL_OBJECT)
        return read_list_of_object(d, list);
    return value == PULL_STRING && begins_with(d, SLICE("[{"))
               ? read_inside(d, read_list, list, list->broken)
               : jsonpull_skip(&d->json, value);
}

bool shape_list(struct decoder *d, enum jsonpull_token value, struct list *list)
{
    return read_list(d, value, list);
}

/* Objects. */

static bool read_object(struct decoder *d, enum jsonpull_token value, void *into);

/* What stands in a list, or behind a name, that an object is wrapped in. */
static bool read_wrapped(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct object *object = into;
    bool is_object = value == PULL_OBJECT || (value == PULL_STRING && begins_with(d, SLICE("{[")));
    if (value == PULL_ARRAY || (is_object && !object->was_object))
        return read_object(d, value, object);
    if (is_object)
        decoder_problem(d, object->unclear);
    return value != PULL_ERROR && jsonpull_skip(&d->json, value);
}

static bool read_lone(struct decoder *d, struct object *object)
{
    enum jsonpull_token value;
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END)
        if (!read_wrapped(d, value, object))
            return false;
    return true;
}

static bool read_object(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct object *object = into;
    if (value == PULL_OBJECT && shape_is_wrapped(d, object->name))
        return shape_unwrap(d, object->name, read_wrapped, object);
    if (value == PULL_OBJECT) {
        object->was_object = true;
        return members_read(d, object->members, object->into);
    }
    if (!decoder_is_absent(d, value))
        report_note(d->report, DEVIATION_ODD_SHAPE);
    if (value == PULL_ARRAY)
        return read_lone(d, object);
    return value == PULL_STRING && begins_with(d, SLICE("{["))
               ? read_inside(d, read_object, object, object->unclear)
               : jsonpull_skip(&d->json, value);
}

bool shape_object(struct decoder *d, enum jsonpull_token value, struct object *object)
{
    return read_object(d, value, object);
}
