#include "cmd/tlsrpt-audit/option_shown.h"

#include "cmd/tlsrpt-audit/option_values.h"
#include "lib/tlsrpt/jsonpull.h"
#include "lib/tlsrpt/jsonwrite.h"

static void show_day(struct buffer *to, bool is_there, day_number day)
{
    if (is_there)
        jsonwrite_string(to, slice_of(when_day(day).text));
}

static void show_patterns(struct buffer *to, const struct patterns *list)
{
    size_t n = selection_count(list);
    for (size_t i = 0; i < n; i++) {
        buffer_append_char(to, i == 0 ? '[' : ',');
        jsonwrite_string(to, slice_of(expression_text(selection_expression(list, i))));
    }
    buffer_append_text(to, n > 0 ? "]" : "");
}

static void show_text(struct buffer *to, const char *text)
{
    if (text && text[0] != '\0')
        jsonwrite_string(to, slice_of(text));
}

/* Appends the value in force as JSON, alike for all ways to write it; nothing if there is none. */
static void show_value(struct buffer *to, const struct options *o, const struct option_row *row)
{
    const void *at = (const char *)o + row->at;
    struct slice word;
    if (row->take == take_flag)
        buffer_append_text(to, *(const bool *)at ? "true" : "");
    else if (row->take == take_text)
        show_text(to, *(const char *const *)at);
    else if (row->take == take_size)
        buffer_append_number(to, (int64_t) * (const uint64_t *)at);
    else if (row->take == take_count)
        buffer_append_number(to, *(const unsigned *)at);
    else if (row->take == take_word && option_word(row, *(const unsigned *)at, &word))
        jsonwrite_string(to, word);
    else if (row->take == take_since)
        show_day(to, o->selection.has_since, o->selection.since);
    else if (row->take == take_until)
        show_day(to, o->selection.has_until, o->selection.until);
    else if (row->take == take_pattern)
        show_patterns(to, *(const struct patterns *const *)at);
}

static void show(struct buffer *to, const struct options *o, const struct option_row *row,
                 const struct given *given)
{
    if (option_results(row) == RESULTS_OF_FILE)
        show_text(to, given_digest(given, row->name));
    else if (option_results(row) == RESULTS_OF_VALUE)
        show_value(to, o, row);
}

bool options_show(struct buffer *to, const struct options *o, const struct given *given)
{
    buffer_append_char(to, '{');
    for (const struct option_row *row = option_rows; row < option_rows + option_rows_n; row++) {
        struct buffer value = {0};
        show(&value, o, row, given);
        if (value.n > 0) {
            jsonwrite_key(to, row->name);
            buffer_append(to, buffer_slice(&value));
        }
        to->failed |= value.failed;
        buffer_free(&value);
    }
    buffer_append_char(to, '}');
    return !to->failed;
}

static bool next_shown(struct jsonpull *j, struct slice *name, struct slice *value)
{
    if (jsonpull_next(j) != PULL_KEY)
        return false;
    *name = j->raw;
    enum jsonpull_token token = jsonpull_next(j);
    bool has_quotes = token == PULL_STRING, is_list = token == PULL_ARRAY;
    const char *from = is_list ? j->at - 1 : j->raw.at - (has_quotes ? 1 : 0);
    bool is_word = token == PULL_TRUE;
    if (token == PULL_ERROR || !jsonpull_skip(j, token))
        return false;
    *value = is_word ? SLICE("true") : slice_between(from, j->at);
    return true;
}

struct slice options_shown_value(struct slice options, const char *wanted)
{
    enum { DEPTH = 4 };
    struct jsonpull j;
    struct slice name, value;
    jsonpull_start(&j, options, DEPTH);
    if (jsonpull_next(&j) == PULL_OBJECT)
        while (next_shown(&j, &name, &value))
            if (slice_equal(name, slice_of(wanted)))
                return value;
    return (struct slice){0};
}
