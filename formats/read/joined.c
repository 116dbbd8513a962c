#include "formats/read/joined.h"

#include "formats/read/documents.h"
#include "formats/read/fromline.h"
#include "formats/read/leaf.h"
#include "formats/read/recognise.h"
#include "formats/read/streams/stream.h"
#include "lib/base/scan.h"
#include "lib/mail/encoding.h"
#include "lib/mail/field.h"

const struct unread joined_rest = {UNREAD_UNKNOWN_FORM, SLICE("message behind the end of another"),
                                   SLICE("give each message as a file of its own, or an mbox")};

const struct unread joined_headless = {UNREAD_DAMAGED, SLICE("mbox without its beginning"),
                                       SLICE("cut off what stands before its first From line, "
                                             "and give the rest")};

/* The value of a message's own field, or of a part's; empty: it has none. */
static struct slice field_of(struct slice entity, struct slice name)
{
    struct field f;
    entity = slice_from(entity, recognise_prefix(slice_at_most(entity, STREAM_HEAD)));
    while (field_next(&entity, &f))
        if (slice_equal_nocase(f.name, name))
            return f.value;
    return (struct slice){0};
}

/* The boundary of the message's own multipart, as it is written; empty: there is none. */
static struct slice boundary_of(struct slice message)
{
    static const struct slice parameter = SLICE("boundary=");
    struct slice value = slice_find_nocase(field_of(message, SLICE("Content-Type")), parameter);
    slice_skip_nocase(&value, parameter);
    if (slice_skip(&value, SLICE("\"")))
        return slice_until(&value, '"');
    return slice_trim(slice_until(&value, ';'));
}

/* Some mailboxes have a line of their own between messages: a dot, ^Z, a form feed, a rule. */
static struct slice without_separator(struct slice rest)
{
    static const struct slice marks = SLICE(".-=_#\x1A");
    while (rest.n > 0 && (ascii_is_space(rest.at[0]) || rest.at[0] == '\0' ||
                          memchr(marks.at, rest.at[0], marks.n)))
        rest = slice_from(rest, 1);
    return rest;
}

static bool is_message(struct slice text)
{
    return recognise(slice_at_most(text, STREAM_HEAD)) == CONTENT_MESSAGE;
}

/* A From_ line with a date, quoted or not, and the fields of mail. */
static bool begins_mbox(struct slice rest)
{
    while (slice_skip(&rest, SLICE(">")))
        ;
    if (!slice_starts(rest, SLICE("From ")))
        return false;
    struct slice line = slice_until(&rest, '\n');
    return line.n < FROMLINE_MOST && fromline_date(line) != FROMLINE_UNDATED && is_message(rest);
}

static const struct slice dashes = SLICE("--");

/* The message that `rest` begins with; empty: none. Where another is over, a From_ line needs no
 * date. */
static struct slice next_message(struct slice rest)
{
    struct slice line = rest = without_separator(rest);
    while (slice_skip(&line, SLICE(">")))
        ;
    if (fromline_begins(line) && slice_until(&line, '\n').n < FROMLINE_MOST)
        rest = line;
    return is_message(rest) ? rest : (struct slice){0};
}

/* Whatever dumps and transcripts have between two messages: is report mail behind it? */
static bool holds_report_mail(struct slice rest)
{
    struct traces t = {0};
    traces_look(&t, rest);
    return traces_tell(&t) || leaf_mail_in_text(rest).n > 0 || documents_in_text(rest) ||
           traces_are_wide(rest);
}

/* From the first line on that begins an mbox; empty: none does. */
static struct slice find_mbox(struct slice text)
{
    const char *end = text.at + text.n, *at = text.at;
    while (at < end && (at = scan_line_start(at + 1, end, 'F', 'F')) < end)
        if (begins_mbox(slice_between(at, end)))
            return slice_between(at, end);
    return (struct slice){0};
}

bool joined_has_mbox(struct slice text)
{
    return find_mbox(text).n > 0;
}

static bool has_base64(struct slice entity, struct slice body)
{
    struct mime_leaf leaf = {.encoding = field_of(entity, SLICE("Content-Transfer-Encoding")),
                             .body = body};
    bool mislabelled;
    return leaf_encoding(&leaf, &mislabelled) == ENCODING_BASE64;
}

/* What may be a field behind the base64 of this entity, a message or a part of it: no base64 has a
 * colon, and none goes on behind its padding, if it has any. A token or a path in a text is no
 * base64, and not so long. */
static struct slice behind_base64(struct slice entity, struct slice body)
{
    struct slice rest = slice_from(body, slice_run(body, ascii_is_space));
    const char *colon = rest.n > 0 ? memchr(rest.at, ':', rest.n) : NULL;
    struct slice behind = slice_from(rest, slice_run(rest, encoding_is_base64_digit));
    enum { LONG = 200 };
    bool is_base64 = slice_starts(behind, SLICE("=")) || rest.n - behind.n >= LONG ||
                     slice_trim(slice_until(&behind, '\n')).n == 0;
    if (!colon || !is_base64 || !has_base64(entity, body))
        return (struct slice){0};
    while (colon > rest.at && colon[-1] != '\n' && colon[-1] != '=')
        colon--;
    return slice_from(rest, (size_t)(colon - rest.at));
}

/* Is the body packed, and does another one that begins alike stand further on, below fields of its
 * own? Handlers of posted reports append what they get to one file. */
static bool is_behind_packed(struct slice body)
{
    slice_skip(&body, SLICE("\r"));
    bool is_short = !slice_skip(&body, SLICE("\n")) || body.n < 2;
    if (is_short || ((body.at[0] | body.at[1]) & 0x80) == 0 || /* as most bodies are: ASCII */
        !content_is_layer(recognise(slice_at_most(body, STREAM_HEAD))))
        return false;
    const char behind_lf[] = {'\n', '\n', body.at[0], body.at[1]},
               behind_crlf[] = {'\n', '\r', '\n', body.at[0], body.at[1]};
    return slice_holds(body, (struct slice){.at = behind_lf, .n = sizeof behind_lf}) ||
           slice_holds(body, (struct slice){.at = behind_crlf, .n = sizeof behind_crlf});
}

bool joined_is_over(struct slice body)
{
    body = slice_trim(body);
    struct slice delimiter = {0};
    const char *end = body.at + body.n;
    for (const char *at = body.at; at < end && (at = scan_line_start(at, end, '-', '-')) < end;
         at++) {
        struct slice rest = slice_between(at, end), line = slice_trim(slice_until(&rest, '\n'));
        struct slice closing = line;
        if (delimiter.n > 0 && slice_skip(&closing, delimiter) && slice_skip(&closing, dashes))
            return closing.n == 0 && rest.n == 0;
        if (delimiter.n > 0 || !slice_starts(line, dashes))
            continue;
        if (slice_has(slice_between(body.at, at), ':')) /* fields of another one, perhaps */
            return false;
        delimiter = line;
    }
    return false;
}

/* Does mail with packed reports stand behind the body's JSON? Reports that are JSON, too, are read
 * with it, and no line of it begins so. */
static bool is_behind_json(struct slice body)
{
    return content_is_json(body) && slice_holds(body, SLICE("\nContent-T")) &&
           documents_in_bytes(body);
}

/* From the first empty line on. */
static struct slice body_of(struct slice message)
{
    if (message.n == 0)
        return message;
    const char *end = message.at + message.n;
    return slice_between(scan_line_start(message.at + 1, end, '\n', '\r'), end);
}

/* What stands behind a multipart; empty: nothing, or nothing tells where it ends. Where no other
 * message tells a boundary further on, it is over when its own has its last line: a multipart in it
 * may have the same one. Without any such line its last part ends it. */
static struct slice behind_multipart(struct slice body, struct slice boundary)
{
    const char *at = body.at, *end = body.at + body.n;
    struct slice part = {.at = end};
    bool is_lone = false, closes;
    size_t length;
    while (at < end && (at = scan_line_start(at + 1, end, '-', '-')) < end) {
        struct slice rest = slice_between(at, end);
        if (!slice_starts(rest, dashes) || !mime_is_delimiter(rest, boundary, &closes, &length))
            continue;
        rest = slice_from(rest, length);
        if (!closes) {
            part = rest;
            continue;
        }
        part.n = 0;
        if (rest.n == 0)
            return rest;
        is_lone = is_lone || slice_find_nocase(rest, SLICE("boundary=")).n == 0;
        if (!is_lone || !slice_holds(rest, boundary))
            return rest;
    }
    return behind_base64(part, body_of(part));
}

/* What stands behind the message. */
static struct slice behind_end(struct slice message, struct slice body)
{
    struct slice boundary, rest = behind_base64(message, body);
    if (rest.n > 0)
        return rest;
    boundary = boundary_of(message);
    return boundary.n > 0 ? behind_multipart(body, boundary) : find_mbox(body);
}

bool joined_is(struct slice message)
{
    message = slice_trim(message); /* once, since what is behind each line may be long and blank */
    struct slice body = body_of(message), rest = behind_end(message, body);
    return rest.n > 0 ? next_message(rest).n > 0 || holds_report_mail(rest)
                      : is_behind_packed(body) || is_behind_json(body);
}

/* Is the message over? A multipart is at its closing line, other mail where the next one begins. */
static bool ends_before(struct slice message, const char *end)
{
    struct slice boundary = boundary_of(message);
    const char *at = message.at;
    while (boundary.n > 0 && (at = scan_line_start(at + 1, end, '-', '-')) < end) {
        struct slice line = slice_between(at, end);
        if (slice_skip(&line, dashes) && slice_skip(&line, boundary) && slice_skip(&line, dashes))
            return true;
    }
    return boundary.n == 0;
}

/* From the header on that has the next TLS-Report field behind that of the mail. */
static struct slice next_claimed(struct slice mail)
{
    struct slice rest = mail;
    while (rest.n > 0 && slice_trim(slice_until(&rest, '\n')).n > 0) /* its header */
        ;
    if (rest.n > 0)
        rest = leaf_mail_in_text((struct slice){.at = rest.at - 1, .n = rest.n + 1});
    return rest;
}

static struct slice next_behind_end(struct slice mail)
{
    return next_message(behind_end(mail, body_of(mail)));
}

/* Nothing is looked for again in what was looked through: mails may be very many. So the mail's
 * end comes first, and only where none is before the next field, the whole way to that. */
bool joined_take(struct joined_mails *m, struct slice *mail)
{
    struct slice text = m->rest;
    if (text.n == 0)
        return false;
    if (m->claimed.n >= text.n)
        m->claimed = next_claimed(text);
    m->rest = next_behind_end(slice_first(text, text.n - m->claimed.n));
    if (m->rest.n > 0)
        m->rest = slice_between(m->rest.at, text.at + text.n);
    else if (m->claimed.n > 0)
        m->rest = ends_before(text, m->claimed.at) ? m->claimed : next_behind_end(text);
    *mail = slice_first(text, text.n - m->rest.n);
    return true;
}
