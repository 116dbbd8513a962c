#include "formats/write/json_exceptions.h"

#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record.h"

static void put_member(struct buffer *to, const char *name, struct slice text)
{
    if (to->at[to->n - 1] != '{')
        buffer_append_char(to, ',');
    buffer_append_char(to, '"');
    buffer_append_text(to, name);
    buffer_append_text(to, "\":");
    jsonwrite_string(to, text);
}

static void put_time(struct buffer *to, const char *name, time_seconds t)
{
    char text[WHEN_TIME_TEXT + 1];
    time_format(t, text);
    put_member(to, name, slice_of(text));
}

static void put_source(struct buffer *to, const char *name, const struct source *source)
{
    buffer_append_text(to, ",\"");
    buffer_append_text(to, name);
    buffer_append_text(to, "\":");
    record_write_source(to, source);
}

static void put_integer(struct buffer *to, const char *key, int64_t n)
{
    buffer_append_text(to, ",\"");
    buffer_append_text(to, key);
    buffer_append_text(to, "\":");
    buffer_append_number(to, n);
}

static void put_sessions(struct buffer *to, const char *successful, const char *failed_key,
                         struct sessions n)
{
    put_integer(to, successful, n.successful);
    put_integer(to, failed_key, n.failed);
}

static struct slice reason_of(const struct exception *e)
{
    switch (e->kind) {
    case EXCEPTION_REJECTED:
        return slice_of(reasons[e->reason].name);
    case EXCEPTION_UNREAD:
        return slice_of(unread_reasons[e->unread].name);
    case EXCEPTION_UNAUTHENTICATED:
        return source_doubt(&e->source);
    case EXCEPTION_DUPLICATE:
    case EXCEPTION_CONFLICT:
    case EXCEPTION_FOREIGN:
        break;
    }
    return SLICE("same identity as an earlier report, other content");
}

static void put_report(struct buffer *to, const struct exception *e)
{
    put_member(to, "report_key", slice_of(e->key));
    put_member(to, "organization_name", e->report->organization_name);
    put_member(to, "report_id", e->report->report_id);
    put_time(to, "begin_date", e->report->begin);
    put_time(to, "end_date", e->report->end);
}

void json_put_exception(struct buffer *to, const struct exception *e)
{
    buffer_append_char(to, '{');
    if (e->kind == EXCEPTION_UNREAD)
        put_member(to, "form", e->form);
    put_member(to, "reason", reason_of(e));
    if (e->report)
        put_report(to, e);

    put_source(to, "source", &e->source);
    if (e->has_first)
        put_source(to, "first_source", &e->first);
    if (e->has_sessions)
        put_sessions(to, "successful_sessions", "failed_sessions", e->sessions);
    if (e->has_first_sessions)
        put_sessions(to, "first_successful_sessions", "first_failed_sessions", e->first_sessions);
    if (e->left_out > 0)
        put_integer(to, "left_out", (int64_t)e->left_out);
    buffer_append_char(to, '}');
}
