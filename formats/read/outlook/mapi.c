#include "formats/read/outlook/mapi.h"

#include "lib/base/utf16.h"

bool mapi_time(uint64_t ticks, time_seconds *t)
{
    enum { TICKS = 10000000 };
    static const time_seconds from_1601 = 11644473600;
    *t = (time_seconds)(ticks / TICKS) - from_1601;
    return ticks > 0 && time_is_valid(*t);
}

void mapi_append_text(struct buffer *to, struct slice text, enum mapi_type type)
{
    size_t before = to->n;
    if (type == MAPI_UNICODE)
        utf16_append(to, text, false);
    else
        buffer_append(to, text);
    while (!to->failed && to->n > before && to->at[to->n - 1] == '\0')
        to->n--;
}
