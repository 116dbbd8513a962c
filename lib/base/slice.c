#include "lib/base/slice.h"

int ascii_hex_value(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int ascii_hex_byte(struct slice text)
{
    int high = text.n >= 2 ? ascii_hex_value(text.at[0]) : -1;
    int low = high >= 0 ? ascii_hex_value(text.at[1]) : -1;
    return low >= 0 ? high << 4 | low : -1;
}

void ascii_hex(const unsigned char *bytes, size_t n, char *to)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
}

bool slice_same_nocase(const char *a, const char *b, size_t n)
{
    size_t i = 0;
    while (n - i >= 8 && memcmp(a + i, b + i, 8) == 0) /* nearly all write as the RFCs do */
        i += 8;
    if (n - i >= 4 && memcmp(a + i, b + i, 4) == 0)
        i += 4;
    for (; i < n; i++)
        if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i]))
            return false;
    return true;
}

bool slice_ends_nocase(struct slice s, struct slice suffix)
{
    return s.n >= suffix.n && slice_starts_nocase(slice_from(s, s.n - suffix.n), suffix);
}

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.n < b.n ? a.n : b.n;
    int order = common > 0 ? memcmp(a.at, b.at, common) : 0;
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

struct slice slice_find_nocase(struct slice in, struct slice what)
{
    for (; in.n >= what.n && in.n > 0; in = slice_from(in, 1))
        if (slice_starts_nocase(in, what))
            return in;
    return (struct slice){0};
}

bool slice_behind_last(struct slice *s, char cut)
{
    const char *last = s->n > 0 ? memrchr(s->at, cut, s->n) : NULL;
    if (last)
        *s = slice_from(*s, (size_t)(last - s->at) + 1);
    return last != NULL;
}

struct slice slice_basename(struct slice path)
{
    slice_behind_last(&path, '/');
    return path;
}

struct slice slice_until(struct slice *s, char cut)
{
    const char *at = s->n > 0 ? memchr(s->at, cut, s->n) : NULL;
    struct slice head = at ? slice_first(*s, (size_t)(at - s->at)) : *s;
    *s = slice_from(*s, at ? head.n + 1 : head.n);
    return head;
}
