#include "lib/base/sha256.h"
#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record.h"
#include "lib/tlsrpt/record_parts.h"
#include "lib/tlsrpt/signature.h"

/* The source. */

static void put_message(struct buffer *to, const char *key, const void *from)
{
    const struct source *s = from;
    int64_t number = (int64_t)s->message;
    if (s->message > 0)
        jsonwrite_number(to, key, &number);
}

static void put_offset(struct buffer *to, const char *key, const void *from)
{
    const struct source *s = from;
    int64_t number = (int64_t)s->offset;
    if (s->message > 0)
        jsonwrite_number(to, key, &number);
}

static void put_server_word(struct buffer *to, const char *key, const void *from)
{
    const enum server_word *word = from;
    if (*word != SERVER_NOT_ASKED)
        jsonwrite_text(to, key, *word == SERVER_SAYS_PASS ? &SLICE("pass") : &SLICE("none"));
}

#define SOURCE_AT(member)                                                                          \
    .into = offsetof(struct recorded_report, report.source.member),                                \
    .from = offsetof(struct source, member)

/* clang-format off */
static const struct member source_members[] = {
    {SLICE("path"), member_path, SOURCE_AT(path), .write = jsonwrite_text,
        .meaning = "the file, from the INPUT on"},
    {SLICE("member"), member_inner_path, SOURCE_AT(member), .write = jsonwrite_text,
        .meaning = "inside archives, nested ones joined by !/"},
    {SLICE("message"), member_unsigned, offsetof(struct recorded_report, report.source.message),
        put_message, 0, "its number in the mbox, from 1"},
    {SLICE("offset"), member_unsigned, offsetof(struct recorded_report, report.source.offset),
        put_offset, 0, "where it begins in the mbox, in bytes"},
    {SLICE("message_id"), member_field, SOURCE_AT(message_id), .write = jsonwrite_text,
        .meaning = "the mail's"},
    {SLICE("submitter"), member_field, SOURCE_AT(submitter), .write = jsonwrite_text,
        .meaning = "the reporter's domain, as the mail tells it"},
    {SLICE("report_domain"), member_domain, SOURCE_AT(report_domain), .write = jsonwrite_text,
        .meaning = "the domain that the report is about, as the mail tells it"},
    {SLICE("received"), member_text, offsetof(struct recorded_report, received), jsonwrite_time,
        offsetof(struct source, received), "when the mail was received, UTC"},
    {SLICE("report_sha256"), member_word, SOURCE_AT(report_sha256), .write = jsonwrite_text,
        .meaning = "SHA-256 of the report's JSON as it was sent, unpacked (--hash-inputs)"},
    {SLICE("message_sha256"), member_word, SOURCE_AT(message_sha256), .write = jsonwrite_text,
        .meaning = "SHA-256 of the message's bytes (--hash-inputs)"},
    {SLICE("dkim"), member_word, offsetof(struct recorded_report, server_word), put_server_word,
        offsetof(struct source, server_word),
        "pass or none: the trusted server's word (--authserv-id)"},
    {SLICE("signature"), signature_read, SOURCE_AT(signature), .write = signature_write,
        .meaning = "the DKIM signature, verified here (--dns), below"},
};
/* clang-format on */
const struct members record_source_members = {source_members, COUNT_OF(source_members)};

bool record_source_read(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct recorded_report *raw = into;
    bool was_object;
    raw->report.source = (struct source){0};
    raw->received = raw->server_word = (struct slice){0};
    return members_read_object(d, value, record_source_members, into, &was_object);
}

void record_source_settle(struct recorded_report *raw)
{
    struct source *s = &raw->report.source;
    unsigned flaws;
    s->received = WHEN_NEVER;
    time_seconds received;
    if (time_parse(raw->received, &received, &flaws))
        s->received = received;
    if (!sha256_is_text(s->report_sha256))
        s->report_sha256 = (struct slice){0};
    if (!sha256_is_text(s->message_sha256))
        s->message_sha256 = (struct slice){0};
    if (raw->server_word.n > 0)
        s->server_word = slice_equal(raw->server_word, SLICE("pass")) ? SERVER_SAYS_PASS
                                                                      : SERVER_SAYS_NONE;
}

void record_source_write(struct buffer *to, const char *key, const void *source)
{
    jsonwrite_key(to, key);
    members_write(to, record_source_members, source);
}
