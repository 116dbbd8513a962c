#include "lib/tlsrpt/partline.h"

#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record.h"
#include "lib/tlsrpt/record_parts.h"

/* A line has one table, for reading and for writing, as the objects of a record have. */
struct raw_line {
    struct part_line line;
    struct slice kind, what, report;
    struct recorded_report found; /* its source alone is read */
};

static const struct slice kind_names[] = {
    [PART_REPORT] = SLICE(""),           [PART_REJECTED] = SLICE("rejected"),
    [PART_UNREAD] = SLICE("unread"),     [PART_SKIPPED] = SLICE("skipped"),
    [PART_INPUT] = SLICE("input"),       [PART_TOLD] = SLICE("told"),
    [PART_LEFT_OUT] = SLICE("left-out"), [PART_SENT_TO] = SLICE("sent-to"),
};
_Static_assert(COUNT_OF(kind_names) == PART_LINE_KINDS, "one name per kind");

/* Keeps the record of a report as it stands, to be read by itself. */
static bool read_span(struct decoder *d, enum jsonpull_token value, void *into)
{
    const char *from = d->json.at - 1;
    if (value != PULL_OBJECT || !jsonpull_skip(&d->json, value))
        return false;
    *(struct slice *)into = slice_between(from, d->json.at);
    return true;
}

static void put_kind(struct buffer *to, const char *key, const void *from)
{
    jsonwrite_text(to, key, &kind_names[*(const enum part_line_kind *)from]);
}

static void put_what(struct buffer *to, const char *key, const void *from)
{
    if (*(const bool *)from)
        jsonwrite_text(to, key, &SLICE("message"));
}

static void put_count(struct buffer *to, const char *key, const void *from)
{
    const int64_t *n = from;
    if (*n > 0)
        jsonwrite_number(to, key, n);
}

static void put_report(struct buffer *to, const char *key, const void *from)
{
    const struct report *const *report = from;
    if (!*report)
        return;
    jsonwrite_key(to, key);
    record_write(to, *report, "");
    to->n -= to->n > 0; /* the record's line feed */
}

static void put_source(struct buffer *to, const char *key, const void *from)
{
    const struct source *source = from;
    if (source->path.n > 0)
        record_source_write(to, key, source);
}

#define TEXT(member)                                                                               \
    offsetof(struct raw_line, line.member), jsonwrite_text, offsetof(struct part_line, member), NULL
#define COUNT(member)                                                                              \
    member_unsigned, offsetof(struct raw_line, line.member), put_count,                            \
        offsetof(struct part_line, member), NULL

/* clang-format off */
static const struct member line_members[] = {
    {SLICE("line"), member_word, offsetof(struct raw_line, kind), put_kind,
        offsetof(struct part_line, kind), NULL},
    {SLICE("reason"), member_word, TEXT(reason)},
    {SLICE("what"), member_word, offsetof(struct raw_line, what), put_what,
        offsetof(struct part_line, of_message), NULL},
    {SLICE("form"), member_text, TEXT(form)},
    {SLICE("advice"), member_text, TEXT(advice)},
    {SLICE("sentence"), member_text, TEXT(sentence)},
    {SLICE("path"), member_path, TEXT(path)},
    {SLICE("kind"), member_word, TEXT(input_kind)},
    {SLICE("held"), member_word, TEXT(held)},
    {SLICE("with_reports"), COUNT(with_reports)},
    {SLICE("rejected"), COUNT(rejected)},
    {SLICE("unread"), COUNT(unread)},
    {SLICE("ignored"), COUNT(ignored)},
    {SLICE("bytes"), COUNT(bytes)},
    {SLICE("sha256"), member_word, TEXT(sha256)},
    {SLICE("left_out"), COUNT(left_out)},
    {SLICE("report"), read_span, offsetof(struct raw_line, report), put_report,
        offsetof(struct part_line, report), NULL},
    {SLICE("source"), record_source_read, offsetof(struct raw_line, found), put_source,
        offsetof(struct part_line, source), NULL},
};
/* clang-format on */

void part_line_write(struct buffer *to, const struct part_line *line, const char *key)
{
    if (line->kind == PART_REPORT) {
        record_write(to, line->report, key);
        return;
    }
    members_write(to, MEMBERS(line_members), line);
    buffer_append_char(to, '\n');
}

static bool find_kind(struct slice name, enum part_line_kind *kind)
{
    for (int i = PART_REPORT + 1; i < PART_LINE_KINDS; i++)
        if (slice_equal(name, kind_names[i])) {
            *kind = (enum part_line_kind)i;
            return true;
        }
    return false;
}

static bool read_report(struct slice text, const struct limits *limits, struct arena *arena,
                        struct part_line *line, bool *out_of_memory)
{
    line->report = arena_take(arena, sizeof *line->report);
    *out_of_memory = !line->report;
    return line->report &&
           record_decode(text, limits, arena, line->report, out_of_memory) == REASON_NONE &&
           !*out_of_memory;
}

static void settle(struct raw_line *raw)
{
    struct part_line *line = &raw->line;
    record_source_settle(&raw->found);
    line->source = raw->found.report.source;
    line->of_message = slice_equal(raw->what, SLICE("message"));
}

bool part_line_read(struct slice text, const struct limits *limits, struct arena *arena,
                    struct part_line *line, bool *out_of_memory)
{
    *line = (struct part_line){.kind = PART_REPORT};
    *out_of_memory = false;
    if (!slice_starts(text, SLICE("{\"line\":")))
        return read_report(text, limits, arena, line, out_of_memory);

    struct report unused = {0}; /* takes the line's deviations, which nobody asks for */
    struct raw_line raw = {.line.kind = PART_REPORT};
    struct decoder d = {.arena = arena, .limits = limits, .report = &unused};
    bool was_object, ok = members_read_text(&d, text, MEMBERS(line_members), &raw, &was_object) &&
                          was_object && !d.problems && find_kind(raw.kind, &raw.line.kind);
    *out_of_memory = d.out_of_memory;
    if (!ok)
        return false;

    settle(&raw);
    *line = raw.line;
    return raw.report.n == 0 || read_report(raw.report, limits, arena, line, out_of_memory);
}
