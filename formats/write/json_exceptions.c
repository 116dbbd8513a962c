#include "formats/write/json_exceptions.h"

#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record.h"

static void put_text(struct buffer *to, const char *key, struct slice text)
{
    jsonwrite_key(to, key);
    jsonwrite_string(to, text);
}

static void put_sessions(struct buffer *to, const char *successful_key, const char *failed_key,
                         struct sessions n)
{
    jsonwrite_number(to, successful_key, &n.successful);
    jsonwrite_number(to, failed_key, &n.failed);
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
    put_text(to, "report_key", slice_of(e->key));
    put_text(to, "organization_name", e->report->organization_name);
    put_text(to, "report_id", e->report->report_id);
    jsonwrite_time(to, "begin_date", &e->report->begin);
    jsonwrite_time(to, "end_date", &e->report->end);
}

void json_put_exception(struct buffer *to, const struct exception *e)
{
    buffer_append_char(to, '{');
    if (e->kind == EXCEPTION_UNREAD)
        put_text(to, "form", e->form);
    put_text(to, "reason", reason_of(e));
    if (e->report)
        put_report(to, e);

    record_source_write(to, "source", &e->source);
    if (e->has_first)
        record_source_write(to, "first_source", &e->first);
    if (e->has_sessions)
        put_sessions(to, "successful_sessions", "failed_sessions", e->sessions);
    if (e->has_first_sessions)
        put_sessions(to, "first_successful_sessions", "first_failed_sessions", e->first_sessions);
    int64_t left_out = (int64_t)e->left_out;
    if (left_out > 0)
        jsonwrite_number(to, "left_out", &left_out);
    buffer_append_char(to, '}');
}
