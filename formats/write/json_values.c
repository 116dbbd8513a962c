#include "formats/write/json_values.h"

static int append(const char *bytes, size_t n, void *buffer)
{
    struct buffer *b = buffer;
    buffer_append(b, (struct slice){.at = bytes, .n = n});
    return b->failed ? -1 : 0;
}

void json_put(struct buffer *to, json_t *value)
{
    if (!value || json_dump_callback(value, append, to, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
        to->failed = true;
    json_decref(value);
}

json_t *json_slice(struct slice s)
{
    return json_stringn(s.at ? s.at : "", s.n);
}

json_t *json_day(day_number day)
{
    return json_string(when_day(day).text);
}

json_t *json_time(time_seconds t)
{
    return json_string(when_time(t).text);
}

json_t *json_texts(struct texts texts)
{
    json_t *array = json_array();
    for (size_t i = 0; i < texts.n; i++)
        json_array_append_new(array, json_slice(texts.at[i]));
    return array;
}
