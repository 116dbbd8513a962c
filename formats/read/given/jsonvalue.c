#include "formats/read/given/jsonvalue.h"

struct slice jsonvalue_text(const json_t *value)
{
    return (struct slice){.at = json_string_value(value), .n = json_string_length(value)};
}

uint64_t jsonvalue_count(const json_t *object, const char *name)
{
    json_int_t n = json_integer_value(json_object_get(object, name));
    return n > 0 ? (uint64_t)n : 0;
}

bool jsonvalue_copy(struct arena *arena, const json_t *object, const char *name, struct slice *text)
{
    struct slice from = jsonvalue_text(json_object_get(object, name));
    *text = (struct slice){0};
    return from.n == 0 || arena_copy(arena, from, text);
}
