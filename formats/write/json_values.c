#include "formats/write/json_values.h"

json_t *json_slice(struct slice s)
{
    return json_stringn(s.at ? s.at : "", s.n);
}

json_t *json_day(day_number day)
{
    char text[WHEN_DAY_TEXT + 1];
    day_format(day, text);
    return json_string(text);
}

json_t *json_time(time_seconds t)
{
    char text[WHEN_TIME_TEXT + 1];
    time_format(t, text);
    return json_string(text);
}

json_t *json_spans(const struct span *spans, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_pack("{s:o, s:o}", "first_day", json_day(spans[i].first),
                                               "last_day", json_day(spans[i].last)));
    return array;
}

json_t *json_texts(struct texts texts)
{
    json_t *array = json_array();
    for (size_t i = 0; i < texts.n; i++)
        json_array_append_new(array, json_slice(texts.at[i]));
    return array;
}
