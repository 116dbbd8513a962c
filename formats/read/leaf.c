#include "formats/read/leaf.h"

#include "lib/base/scan.h"
#include "lib/mail/field.h"
#include "lib/tlsrpt/source.h"

/* So many encoded bytes tell what it is. A tar has its mark at 257, and quoted-printable takes
 * three bytes for one, and a few for each line. */
enum { HEAD_BYTES = 1536 };

enum label leaf_label(struct slice type)
{
    static const struct {
        struct slice name;
        enum label label;
    } known[] = {
        {SLICE("application/tlsrpt+gzip"), LABEL_TLSRPT_GZIP},
        {SLICE("application/tlsrpt+json"), LABEL_TLSRPT_JSON},
        {SLICE("application/tlsrpt"), LABEL_TLSRPT},
        {SLICE("application/gzip"), LABEL_GENERIC},
        {SLICE("application/x-gzip"), LABEL_GENERIC},
        {SLICE("application/zip"), LABEL_GENERIC},
        {SLICE("application/json"), LABEL_GENERIC},
        {SLICE("application/octet-stream"), LABEL_GENERIC},
    };
    if (!slice_starts_nocase(type, SLICE("application/")))
        return LABEL_OTHER;
    struct slice name = field_main(type);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (slice_equal_nocase(name, known[i].name))
            return known[i].label;
    bool is_tlsrpt = slice_starts_nocase(name, SLICE("application/tlsrpt+"));
    return is_tlsrpt ? LABEL_TLSRPT_OTHER : LABEL_OTHER;
}

bool leaf_name(const struct mime_leaf *leaf, struct arena *arena, struct slice *name)
{
    *name = (struct slice){0};
    if (leaf->disposition.n > 0 &&
        !field_parameter(leaf->disposition, SLICE("filename"), arena, name))
        return false;
    return name->n > 0 || leaf->type.n == 0 ||
           field_parameter(leaf->type, SLICE("name"), arena, name);
}

struct slice leaf_name_decrypted(struct slice name)
{
    static const struct slice endings[] = {SLICE(".asc"), SLICE(".pgp"), SLICE(".gpg"),
                                           SLICE(".age"), SLICE(".enc"), SLICE(".p7m")};
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (slice_ends_nocase(name, endings[i]))
            return slice_first(name, name.n - endings[i].n);
    return name;
}

/* Do these four letters begin gzip, a zip or JSON in base64? Words of a text do not. */
static bool begins_a_report_in_base64(struct slice body)
{
    enum { LETTERS = 4 };
    char bytes[LETTERS];
    bool damaged = false;
    if (!body.n || (body.at[0] != 'H' && body.at[0] != 'U' && body.at[0] != 'e'))
        return false;
    struct slice head = {.at = bytes};
    head.n = encoding_base64(bytes, sizeof bytes, slice_at_most(body, LETTERS), &damaged);
    if (damaged || head.n < LETTERS - 1)
        return false;
    return slice_starts(head, SLICE("\x1F\x8B\x08")) || slice_starts(head, SLICE("PK\x03")) ||
           (head.at[0] == '{' && (head.at[1] == '"' || ascii_is_space(head.at[1])));
}

/* Is it a mail in base64? That is forbidden for message/rfc822 (RFC 2046, 5.2.1), so that relays
 * take the field off. */
static bool begins_a_mail_in_base64(struct slice body)
{
    enum { LEAST = 16 }; /* letters: few texts begin with such a word */
    char room[HEAD_BYTES];
    bool damaged = false;
    struct slice head = {.at = room};
    if (slice_run(slice_at_most(body, LEAST), encoding_is_base64_digit) < LEAST)
        return false;
    head.n = encoding_base64(room, HEAD_BYTES, slice_at_most(body, HEAD_BYTES), &damaged);
    return !damaged && recognise(head) == CONTENT_MESSAGE;
}

enum encoding leaf_encoding(const struct mime_leaf *leaf, bool *mislabelled)
{
    enum encoding told = encoding_of(leaf->encoding), found = told;
    struct slice body = slice_from(leaf->body, slice_run(leaf->body, ascii_is_space));
    if (told == ENCODING_BASE64 && body.n > 0 && body.at[0] == '{')
        found = ENCODING_IDENTITY;
    else if (told != ENCODING_BASE64 &&
             (begins_a_report_in_base64(body) || begins_a_mail_in_base64(body)))
        found = ENCODING_BASE64;
    *mislabelled = found != told;
    return found;
}

/* The leaf's first bytes, decoded: in `room`, or its own. */
static struct slice head_of(const struct mime_leaf *leaf, enum encoding encoding,
                            char room[static HEAD_BYTES])
{
    bool damaged = false;
    struct slice raw = slice_at_most(leaf->body, HEAD_BYTES), head = {.at = room};
    if (encoding == ENCODING_BASE64)
        head.n = encoding_base64(room, HEAD_BYTES, raw, &damaged);
    else if (encoding == ENCODING_QUOTED_PRINTABLE)
        head.n = encoding_quoted_printable(room, raw, &damaged);
    else
        head = slice_at_most(leaf->body, STREAM_HEAD);
    return head;
}

bool leaf_may_hold_reports(const struct mime_leaf *leaf, enum label label, struct slice name,
                           enum encoding encoding)
{
    char room[HEAD_BYTES];
    return label != LABEL_OTHER || leaf->is_message || source_name_tells(name) ||
           source_name_claims(name) || recognise(head_of(leaf, encoding, room)) != CONTENT_UNKNOWN;
}

enum reason leaf_decode(const struct mime_leaf *leaf, enum encoding encoding, struct buffer *to,
                        struct slice *bytes, bool *damaged)
{
    *damaged = false;
    *bytes = leaf->body;
    if (encoding == ENCODING_UNKNOWN)
        return REASON_BAD_ENCODING;
    if (encoding == ENCODING_IDENTITY)
        return slice_trim(*bytes).n > 0 ? REASON_NONE : REASON_BAD_ENCODING;
    to->n = 0;
    char *at = buffer_reserve(to, encoding_base64_room(leaf->body.n) + leaf->body.n);
    if (!at)
        return REASON_TOO_LARGE;
    to->n = encoding == ENCODING_BASE64 ? encoding_base64(at, to->room, leaf->body, damaged)
                                        : encoding_quoted_printable(at, leaf->body, damaged);
    *bytes = buffer_slice(to);
    return bytes->n > 0 ? REASON_NONE : REASON_BAD_ENCODING;
}

/* The text from the first of the fields among which `of` stands. */
static struct slice first_field(struct slice text, const char *of)
{
    struct slice fields = {0};
    while (text.n > 0 && text.at <= of) {
        struct slice line = text;
        bool is_field = field_begins(text);
        slice_until(&text, '\n');
        if (is_field && fields.n == 0)
            fields = line;
        else if (!is_field && !ascii_is_blank(line.at[0]))
            fields.n = 0;
    }
    return fields;
}

struct slice leaf_mail_in_text(struct slice text)
{
    enum { LEAST = 200 }; /* bytes: what most reporters write is shorter */
    static const struct slice mark = SLICE("TLS-Report-");
    if (text.n <= LEAST)
        return (struct slice){0};
    const char *at = text.at, *end = text.at + text.n;
    while ((at = scan_line_start(at + 1, end, 'T', 't')) < end)
        if (slice_starts_nocase(slice_between(at, end), mark))
            return first_field(text, at);
    return (struct slice){0};
}

bool leaf_is_well_labelled(enum label label, enum content_kind kind)
{
    switch (label) {
    case LABEL_TLSRPT_GZIP:
        return kind == CONTENT_GZIP;
    case LABEL_TLSRPT_JSON:
        return kind == CONTENT_JSON;
    default:
        return label == LABEL_TLSRPT;
    }
}

enum reason leaf_promise(enum label label, struct slice name)
{
    if (label >= LABEL_TLSRPT)
        return label == LABEL_TLSRPT_GZIP ? REASON_BAD_COMPRESSION : REASON_BAD_JSON;
    if (slice_ends_nocase(name, SLICE(".gz")) || slice_ends_nocase(name, SLICE(".zip")))
        return REASON_BAD_COMPRESSION;
    return REASON_BAD_JSON;
}
