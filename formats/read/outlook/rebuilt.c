#include "formats/read/outlook/rebuilt.h"

#include <stdio.h>

#include "lib/mail/field.h"
#include "lib/mail/maildate.h"

static void put(struct rebuilt *r, struct slice text)
{
    if (!r->failed && text.n > 0)
        r->failed = !r->put(r->self, text);
}

static void put_text(struct rebuilt *r, const char *text)
{
    put(r, slice_of(text));
}

/* No line of base64 and no field can begin like it. */
static void put_boundary(struct rebuilt *r, const char *end)
{
    char line[60];
    snprintf(line, sizeof line, "\r\n--=_rebuilt_%u%s\r\n", r->depth, end);
    put_text(r, line);
}

static void put_line(struct rebuilt *r)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[REBUILT_LINE / 3 * 4 + 2], *to = text;
    const unsigned char *from = r->line;
    for (size_t i = 0; i < r->line_n; i += 3, from += 3) {
        size_t n = r->line_n - i;
        unsigned second = n > 1 ? from[1] : 0, third = n > 2 ? from[2] : 0;
        *to++ = digits[from[0] >> 2];
        *to++ = digits[(from[0] & 3) << 4 | second >> 4];
        *to++ = n > 1 ? digits[(second & 15) << 2 | third >> 6] : '=';
        *to++ = n > 2 ? digits[third & 63] : '=';
    }
    *to++ = '\r';
    *to++ = '\n';
    put(r, slice_between(text, to));
    r->line_n = 0;
}

static void end_part(struct rebuilt *r)
{
    if (r->line_n > 0)
        put_line(r);
}

/* Puts a text as a field. It may not make other fields: control characters become blanks. */
static void put_value(struct rebuilt *r, const char *name, struct slice value)
{
    char piece[256];
    if (value.n == 0)
        return;
    put_text(r, name);
    while (value.n > 0) {
        size_t n = value.n < sizeof piece ? value.n : sizeof piece;
        for (size_t i = 0; i < n; i++)
            piece[i] = (unsigned char)value.at[i] < ' ' || value.at[i] == 0x7F ? ' ' : value.at[i];
        put(r, (struct slice){.at = piece, .n = n});
        value = slice_from(value, n);
    }
    put_text(r, "\r\n");
}

static void put_date(struct rebuilt *r, time_seconds t)
{
    char text[MAILDATE_TEXT + 1];
    maildate_format(t, text);
    put_text(r, "Date: ");
    put_text(r, text + MAILDATE_WEEKDAY);
    put_text(r, "\r\n");
}

/* Does the field tell of a body that is not there any more? */
static bool is_of_the_body(struct slice name)
{
    static const struct slice names[] = {
        SLICE("Content-Type"),     SLICE("Content-Transfer-Encoding"),
        SLICE("MIME-Version"),     SLICE("Content-Disposition"),
        SLICE("Content-Language"), SLICE("DKIM-Signature"),
        SLICE("ARC-Seal"),         SLICE("ARC-Message-Signature"),
    };
    return slice_any(name, slice_equal_nocase, names, COUNT_OF(names));
}

/* Exchange 2003 begins with a line about the header's version, others with empty ones. */
static struct slice first_field(struct slice header)
{
    while (header.n > 0 && !field_begins(header))
        slice_until(&header, '\n');
    return header;
}

/* Writes the fields; gives whether Content-Type names a TLS report. */
static bool put_header(struct rebuilt *r, struct slice header)
{
    struct field f;
    bool is_tlsrpt = false;
    header = first_field(header);
    while (field_next(&header, &f)) {
        if (slice_equal_nocase(f.name, SLICE("Content-Type")))
            is_tlsrpt = slice_find_nocase(f.value, SLICE("report-type=tlsrpt")).n > 0 ||
                        slice_find_nocase(f.value, SLICE("report-type=\"tlsrpt\"")).n > 0;
        if (is_of_the_body(f.name))
            continue;
        put(r, f.name);
        put_text(r, ": ");
        put(r, f.value);
        put_text(r, "\r\n");
    }
    return is_tlsrpt;
}

bool rebuilt_begin(struct rebuilt *r, const struct rebuilt_head *head)
{
    bool is_tlsrpt = false;
    char line[120];
    if (r->depth > 0) {
        end_part(r);
        put_boundary(r, "");
        put_text(r, "Content-Type: message/rfc822\r\n\r\n");
    }
    if (first_field(head->header).n > 0) {
        is_tlsrpt = put_header(r, head->header);
    } else {
        put_value(r, "From: ", head->from);
        put_value(r, "Subject: ", head->subject);
        put_value(r, "Message-ID: ", head->message_id);
        if (head->has_time)
            put_date(r, head->sent);
    }
    r->depth++;
    snprintf(line, sizeof line,
             "MIME-Version: 1.0\r\nContent-Type: multipart/%s boundary=\"=_rebuilt_%u\"\r\n\r\n",
             is_tlsrpt ? "report; report-type=tlsrpt;" : "mixed;", r->depth);
    put_text(r, line);
    put_boundary(r, "");
    put_text(r, "\r\n");
    return !r->failed;
}

/* RFC 2231: whatever stands in the name, it stays one name. */
static void put_name(struct rebuilt *r, struct slice name)
{
    put_text(r, "Content-Disposition: attachment; filename*=UTF-8''");
    for (size_t i = 0; i < name.n; i++) {
        char code[4], c = name.at[i];
        if (ascii_is_alnum(c) || c == '.' || c == '-')
            snprintf(code, sizeof code, "%c", c);
        else
            snprintf(code, sizeof code, "%%%02X", (unsigned char)c);
        put_text(r, code);
    }
    put_text(r, "\r\n");
}

static bool is_media_type(struct slice type)
{
    for (size_t i = 0; i < type.n; i++)
        if (type.at[i] <= ' ' || type.at[i] >= 0x7F || strchr("()<>@,;:\\\"[]?=", type.at[i]))
            return false;
    return type.n > 0 && type.n < 100 && memchr(type.at, '/', type.n);
}

bool rebuilt_part(struct rebuilt *r, struct slice name, struct slice type)
{
    end_part(r);
    put_boundary(r, "");
    put_text(r, "Content-Type: ");
    put(r, is_media_type(type) ? type : SLICE("application/octet-stream"));
    put_text(r, "\r\nContent-Transfer-Encoding: base64\r\n");
    if (name.n > 0)
        put_name(r, name);
    put_text(r, "\r\n");
    return !r->failed;
}

bool rebuilt_bytes(struct rebuilt *r, struct slice bytes)
{
    while (bytes.n > 0 && !r->failed) {
        size_t room = REBUILT_LINE - r->line_n, n = bytes.n < room ? bytes.n : room;
        memcpy(r->line + r->line_n, bytes.at, n);
        r->line_n += n;
        bytes = slice_from(bytes, n);
        if (r->line_n == REBUILT_LINE)
            put_line(r);
    }
    return !r->failed;
}

bool rebuilt_end(struct rebuilt *r)
{
    end_part(r);
    put_boundary(r, "--");
    r->depth--;
    return !r->failed;
}
