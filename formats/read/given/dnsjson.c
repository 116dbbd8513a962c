#include "formats/read/given/dnsjson.h"

#include "formats/read/given/jsonvalue.h"
#include "lib/base/when.h"

enum { NO_NAME = 3 };

/* The first of the members that is there. */
static json_t *member(json_t *object, const char *const *names)
{
    json_t *found = NULL;
    for (; *names && !found; names++)
        found = json_object_get(object, *names);
    return found;
}

static bool is_set(json_t *flag)
{
    return json_is_true(flag) || json_integer_value(flag) != 0;
}

/* Has it a meaning of its own in a zone file (RFC 1035, 5.1)? */
static bool is_mark(char c)
{
    return c == '(' || c == ')' || c == ';';
}

/* Is it one word? A name or type of several words would become a record of another name. */
static bool is_word(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.at[i] <= ' ' || text.at[i] == '"' || is_mark(text.at[i]))
            return false;
    return text.n > 0;
}

/* Appends a character of an answer, which must not end its line. */
static void append_flat(struct buffer *line, char c)
{
    buffer_append_char(line, (unsigned char)c < ' ' ? ' ' : c);
}

/* Appends data as a server presents it, in which quotes and backslashes have their meaning. A mark
 * that could join its line to the next ones becomes a blank. */
static void append_presented(struct buffer *line, struct slice data)
{
    bool quoted = false;
    for (size_t i = 0; i < data.n; i++) {
        char c = data.at[i];
        quoted ^= c == '"';
        append_flat(line, !quoted && is_mark(c) ? ' ' : c);
        if (c == '\\' && i + 1 < data.n)
            append_flat(line, data.at[++i]);
    }
    if (quoted)
        buffer_append_char(line, '"');
}

/* "MX", or "TYPE15" for a number. */
static struct slice type_of(json_t *record, char room[32])
{
    static const char *const names[] = {"TYPEname", "QTYPEname", "TYPE", "QTYPE", "type", NULL};
    json_t *type = member(record, names);
    if (!json_is_integer(type))
        return jsonvalue_text(type);
    snprintf(room, 32, "TYPE%" JSON_INTEGER_FORMAT, json_integer_value(type));
    return slice_of(room);
}

static struct slice data_of(json_t *record, struct slice type)
{
    char key[64];
    json_t *data = json_object_get(record, "data");
    snprintf(key, sizeof key, "rdata%.*s", (int)(type.n < 40 ? type.n : 40),
             type.n > 0 ? type.at : "");
    return jsonvalue_text(data ? data : json_object_get(record, key));
}

/* Some servers give the text of a TXT record without quotes. */
static void append_data(struct buffer *line, struct slice type, struct slice data)
{
    bool is_text = slice_equal_nocase(type, SLICE("TXT")) || slice_equal(type, SLICE("TYPE16")),
         bare = is_text && !slice_starts(data, SLICE("\""));
    if (!bare) {
        append_presented(line, data);
        return;
    }
    buffer_append_char(line, '"');
    for (size_t i = 0; i < data.n; i++) {
        if (data.at[i] == '"' || data.at[i] == '\\')
            buffer_append_char(line, '\\');
        append_flat(line, data.at[i]);
    }
    buffer_append_char(line, '"');
}

static void append_name(struct buffer *line, struct slice name)
{
    buffer_append(line, name);
    if (name.at[name.n - 1] != '.')
        buffer_append_char(line, '.');
}

static void append_record(struct buffer *text, json_t *record)
{
    static const char *const names[] = {"NAME", "name", NULL};
    char room[32];
    struct slice name = jsonvalue_text(member(record, names)), type = type_of(record, room),
                 data = data_of(record, type);
    if (!is_word(name) || !is_word(type) || data.n == 0)
        return;
    append_name(text, name);
    buffer_append_text(text, " IN ");
    buffer_append(text, type);
    buffer_append_char(text, ' ');
    append_data(text, type, data);
    buffer_append_char(text, '\n');
}

static void append_question(struct buffer *text, json_t *question)
{
    static const char *const names[] = {"QNAME", "name", NULL};
    char room[32];
    struct slice name = jsonvalue_text(member(question, names)), type = type_of(question, room);
    if (!is_word(name) || !is_word(type))
        return;
    buffer_append_text(text, ";");
    append_name(text, name);
    buffer_append_text(text, " IN ");
    buffer_append(text, type);
    buffer_append_char(text, '\n');
}

/* The lines before an answer: its status, and the flags that tell whether it was validated. */
static void append_header(struct buffer *text, json_t *answer, json_int_t code)
{
    buffer_append_format(text, ";; ->>HEADER<<- status: %s\n",
                         code == 0         ? "NOERROR"
                         : code == NO_NAME ? "NXDOMAIN"
                                           : "SERVFAIL");
    if (!json_object_get(answer, "AD"))
        return;
    buffer_append_format(text, ";; flags: qr%s%s;\n",
                         is_set(json_object_get(answer, "AA")) ? " aa" : "",
                         is_set(json_object_get(answer, "AD")) ? " ad" : "");
}

static void append_time(struct buffer *text, json_int_t when)
{
    if (when > 0 && time_is_valid(when))
        buffer_append_format(text, ";; Time %s\n", when_time(when).text);
}

static void append_answer(struct buffer *text, json_t *answer)
{
    static const char *const codes[] = {"RCODE", "Status", NULL};
    static const char *const sections[] = {"answerRRs", "authorityRRs", "additionalRRs",
                                           "Answer",    "Authority",    "Additional"};
    json_t *status = member(answer, codes), *question = json_object_get(answer, "Question"), *one;
    size_t k;
    if (!json_is_integer(status))
        return;
    append_header(text, answer, json_integer_value(status));
    append_question(text, answer);
    append_question(text, question);
    for (k = 0; (one = json_array_get(question, k)); k++)
        append_question(text, one);
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        for (k = 0; (one = json_array_get(json_object_get(answer, sections[i]), k)); k++)
            append_record(text, one);
    append_time(text, json_integer_value(json_object_get(answer, "dateSeconds")));
}

bool dnsjson_is(struct slice text)
{
    text = slice_trim(text);
    bool many = slice_starts(text, SLICE("["));
    return slice_starts(many ? slice_trim(slice_from(text, 1)) : text, SLICE("{"));
}

size_t dnsjson_as_text(struct slice json, struct buffer *text)
{
    json_error_t where;
    json_t *value, *one;
    size_t i;
    json = slice_trim(json);
    while (json.n > 0 && (value = json_loadb(json.at, json.n, JSON_DISABLE_EOF_CHECK, &where))) {
        append_answer(text, value);
        for (i = 0; (one = json_array_get(value, i)); i++)
            append_answer(text, one);
        json_decref(value);
        json = slice_trim(slice_from(json, where.position > 0 ? (size_t)where.position : json.n));
    }
    return json.n;
}
