#include "lib/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *buffer_reserve(struct buffer *b, size_t n)
{
    if (n <= b->room - b->n && b->at)
        return b->at + b->n;
    if (b->failed || n > SIZE_MAX / 4 - b->n) {
        b->failed = true;
        return NULL;
    }
    size_t room = b->room ? b->room : 256;
    while (room - b->n < n)
        room *= 2;
    char *wider = realloc(b->at, room);
    if (!wider) {
        b->failed = true;
        return NULL;
    }
    b->at = wider;
    b->room = room;
    return b->at + b->n;
}

void buffer_append_text(struct buffer *b, const char *text)
{
    buffer_append(b, slice_of(text));
}

void buffer_append_number(struct buffer *b, int64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        *--at = '-';
    buffer_append(b, slice_between(at, digits + sizeof digits));
}

void buffer_append_format(struct buffer *b, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int n = vsnprintf(NULL, 0, format, values);
    va_end(values);
    char *to = n >= 0 ? buffer_reserve(b, (size_t)n + 1) : NULL;
    b->failed |= !to;
    if (!to)
        return;
    va_start(values, format);
    vsnprintf(to, (size_t)n + 1, format, values);
    va_end(values);
    b->n += (size_t)n;
}

void buffer_free(struct buffer *b)
{
    free(b->at);
    *b = (struct buffer){0};
}
