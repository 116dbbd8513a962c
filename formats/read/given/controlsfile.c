#include "formats/read/given/controlsfile.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>

#include "formats/read/given/jsonvalue.h"
#include "lib/base/utf8.h"

struct reader {
    struct control_list *list;
    size_t entry; /* the one that is read, from 1 on */
    char *error;
};

__attribute__((format(printf, 3, 4))) static bool wrong(struct reader *r, const char *field,
                                                        const char *format, ...)
{
    va_list arguments;
    int n = r->entry > 0 ? snprintf(r->error, CONTROLS_ERROR, "entry %zu%s%s: ", r->entry,
                                    field ? ", " : "", field ? field : "")
                         : 0;
    va_start(arguments, format);
    if (n >= 0 && n < CONTROLS_ERROR)
        vsnprintf(r->error + n, CONTROLS_ERROR - (size_t)n, format, arguments);
    va_end(arguments);
    return false;
}

struct field {
    const char *name;
    size_t at; /* of a slice in struct control */
};

static const struct field fields[] = {
    {"framework", offsetof(struct control, framework)},
    {"edition", offsetof(struct control, edition)},
    {"control", offsetof(struct control, control)},
    {"asks", offsetof(struct control, asks)},
    {"limits", offsetof(struct control, limits)},
};

static bool read_text(struct reader *r, const char *name, const json_t *value, struct slice *to)
{
    struct slice text = jsonvalue_text(value);
    if (!json_is_string(value))
        return wrong(r, name, value ? "is no text" : "is missing");
    if (slice_trim(text).n == 0)
        return wrong(r, name, "is empty");
    return arena_copy(&r->list->arena, text, to) || wrong(r, name, "out of memory");
}

static bool read_measure(struct reader *r, const json_t *value, enum control_measure *measure)
{
    const char *name = json_string_value(value);
    for (int i = 0; name && i < MEASURES; i++)
        if (strcmp(measure_rows[i].name, name) == 0) {
            *measure = (enum control_measure)i;
            return true;
        }
    return wrong(r, "measure",
                 "is none of collected, covered, authentic, encrypted, enforced, dane, reviewed, "
                 "incidents, outbound, versions");
}

static bool is_field(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (strcmp(fields[i].name, key) == 0)
            return true;
    return strcmp(key, "measure") == 0;
}

static bool read_control(struct reader *r, json_t *object)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return wrong(r, NULL, "is no object");
    json_object_foreach(object, key, value)
    {
        if (!is_field(key))
            return wrong(r, key,
                         "there is no such field; there are framework, edition, control, "
                         "asks, measure and limits");
    }

    struct control *c = ARENA_PUSH(&r->list->arena, r->list->at, r->list->n);
    if (!c)
        return wrong(r, NULL, "out of memory");
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!read_text(r, fields[i].name, json_object_get(object, fields[i].name),
                       (struct slice *)((char *)c + fields[i].at)))
            return false;
    return read_measure(r, json_object_get(object, "measure"), &c->measure);
}

bool controlsfile_read(struct slice text, struct control_list *list,
                       char error[static CONTROLS_ERROR])
{
    slice_skip(&text, UTF8_BYTE_ORDER_MARK);
    struct reader r = {.list = list, .error = error};
    json_error_t where;
    json_t *root = json_loadb(text.at ? text.at : "", text.n, JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        snprintf(error, CONTROLS_ERROR, "line %d: %s", where.line, where.text);
        return false;
    }

    bool ok = json_is_array(root) || wrong(&r, NULL, "is no JSON array of controls");
    for (size_t i = 0; ok && i < json_array_size(root); i++) {
        r.entry = i + 1;
        ok = read_control(&r, json_array_get(root, i));
    }
    json_decref(root);
    return ok;
}

static const struct control_set *set_named(struct slice name)
{
    for (size_t i = 0; i < control_sets_n; i++)
        if (slice_equal(slice_of(control_sets[i].name), name))
            return &control_sets[i];
    return NULL;
}

bool controls_are_names(struct slice names)
{
    if (slice_equal(names, SLICE("all")) || slice_equal(names, SLICE("none")))
        return true;
    while (names.n > 0)
        if (!set_named(slice_trim(slice_until(&names, ','))))
            return false;
    return true;
}

static bool is_named(struct slice names, const char *set)
{
    bool found = slice_equal(names, SLICE("all"));
    while (!found && names.n > 0)
        found = slice_equal(slice_trim(slice_until(&names, ',')), slice_of(set));
    return found;
}

bool controls_named(struct slice names, struct control_list *list)
{
    char error[CONTROLS_ERROR]; /* the built-in sets have none: a test reads them all */
    for (size_t i = 0; i < control_sets_n; i++)
        if (is_named(names, control_sets[i].name) &&
            !controlsfile_read(slice_of(control_sets[i].text), list, error))
            return false;
    return true;
}
