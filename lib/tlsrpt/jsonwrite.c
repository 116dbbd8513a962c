#include "lib/tlsrpt/jsonwrite.h"

#include "lib/base/scan.h"

static void write_escape(struct buffer *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *short_form = c ? strchr(plain, c) : NULL;
    if (short_form)
        text[1] = names[short_form - plain];
    buffer_append(to, (struct slice){.at = text, .n = short_form ? 2 : sizeof text});
}

void jsonwrite_string(struct buffer *to, struct slice text)
{
    buffer_append_char(to, '"');
    while (text.n > 0) {
        bool non_ascii = false;
        size_t plain = scan_json_plain(text, &non_ascii);
        buffer_append(to, slice_first(text, plain));
        if (plain < text.n)
            write_escape(to, (unsigned char)text.at[plain++]);
        text = slice_from(text, plain);
    }
    buffer_append_char(to, '"');
}

void jsonwrite_key(struct buffer *to, const char *key)
{
    if (to->n > 0 && to->at[to->n - 1] != '{')
        buffer_append_char(to, ',');
    buffer_append_char(to, '"');
    buffer_append_text(to, key);
    buffer_append(to, SLICE("\":"));
}

void jsonwrite_text(struct buffer *to, const char *key, const void *from)
{
    const struct slice *text = from;
    if (text->n == 0)
        return;
    jsonwrite_key(to, key);
    jsonwrite_string(to, *text);
}

void jsonwrite_number(struct buffer *to, const char *key, const void *from)
{
    jsonwrite_key(to, key);
    buffer_append_number(to, *(const int64_t *)from);
}

void jsonwrite_time(struct buffer *to, const char *key, const void *from)
{
    const time_seconds *t = from;
    char text[WHEN_TIME_TEXT + 1];
    if (*t == WHEN_NEVER)
        return;
    time_format(*t, text);
    jsonwrite_key(to, key);
    jsonwrite_string(to, slice_of(text));
}

void jsonwrite_texts(struct buffer *to, const char *key, const void *from)
{
    const struct texts *texts = from;
    if (texts->n == 0)
        return;
    jsonwrite_key(to, key);
    for (size_t i = 0; i < texts->n; i++) {
        buffer_append_char(to, i == 0 ? '[' : ',');
        jsonwrite_string(to, texts->at[i]);
    }
    buffer_append_char(to, ']');
}
