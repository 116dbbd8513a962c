#include "lib/tlsrpt/jsonwrite.h"

#include "lib/base/scan.h"
#include "lib/base/texts.h"
#include "lib/base/when.h"

static void write_escape(struct buffer *to, unsigned char c)
{
    char text[6] = {'\\', 'u', '0', '0'};
    static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *short_form = c ? strchr(plain, c) : NULL;
    if (short_form)
        text[1] = names[short_form - plain];
    else
        ascii_hex(&c, 1, text + 4);
    buffer_append(to, (struct slice){.at = text, .n = short_form ? 2 : sizeof text});
}

/* Writes the rest of a text, from the first byte on that needs an escape. */
static void write_rest(struct buffer *to, struct slice text)
{
    while (text.n > 0) {
        bool non_ascii = false;
        write_escape(to, (unsigned char)text.at[0]);
        text = slice_from(text, 1);
        size_t plain = scan_json_plain(text, &non_ascii);
        buffer_append(to, slice_first(text, plain));
        text = slice_from(text, plain);
    }
}

/* Outputs are little but texts and keys, so room for one is asked for once. */
void jsonwrite_string(struct buffer *to, struct slice text)
{
    bool non_ascii = false;
    size_t plain = scan_json_plain(text, &non_ascii);
    char *at = buffer_reserve(to, text.n + 2);
    if (!at)
        return;
    *at++ = '"';
    if (plain > 0)
        memcpy(at, text.at, plain);
    to->n += plain + 1;
    write_rest(to, slice_from(text, plain));
    buffer_append_char(to, '"');
}

void jsonwrite_key(struct buffer *to, const char *key)
{
    size_t n = strlen(key);
    char *at = buffer_reserve(to, n + 4);
    if (!at)
        return;
    if (to->n > 0 && at[-1] != '{')
        *at++ = ',';
    *at++ = '"';
    memcpy(at, key, n);
    at += n;
    *at++ = '"';
    *at++ = ':';
    to->n = (size_t)(at - to->at);
}

void jsonwrite_next(struct buffer *to)
{
    if (to->n > 0 && to->at[to->n - 1] != '[')
        buffer_append_char(to, ',');
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
    if (*t == WHEN_NEVER)
        return;
    jsonwrite_key(to, key);
    jsonwrite_string(to, slice_of(when_time(*t).text));
}

void jsonwrite_texts(struct buffer *to, const char *key, const void *from)
{
    const struct texts *texts = from;
    if (texts->n == 0)
        return;
    jsonwrite_key(to, key);
    buffer_append_char(to, '[');
    for (size_t i = 0; i < texts->n; i++) {
        jsonwrite_next(to);
        jsonwrite_string(to, texts->at[i]);
    }
    buffer_append_char(to, ']');
}
