#include "lib/base/utf16.h"

#include "lib/base/utf8.h"

static uint32_t unit_at(struct slice s, size_t i, bool big_endian)
{
    unsigned char first = (unsigned char)s.at[i], second = (unsigned char)s.at[i + 1];
    return big_endian ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

void utf16_append(struct buffer *to, struct slice from, bool big_endian)
{
    /* A unit takes at most three bytes, a pair four. */
    char *at = buffer_reserve(to, from.n / 2 * 3);
    if (!at)
        return;
    for (size_t i = 0; i + 1 < from.n; i += 2) {
        uint32_t unit = unit_at(from, i, big_endian);
        uint32_t next = i + 3 < from.n ? unit_at(from, i + 2, big_endian) : 0;
        if ((unit & 0xFC00) == 0xD800 && (next & 0xFC00) == 0xDC00) {
            unit = 0x10000 + ((unit & 0x3FF) << 10 | (next & 0x3FF));
            i += 2;
        }
        at += utf8_put(at, unit);
    }
    to->n = (size_t)(at - to->at);
}
