#include "lib/tlsrpt/policyset.h"

#include <string.h>

#include "lib/base/texts.h"
#include "lib/tlsrpt/terms.h"

/* The lines with a line feed between them. */
static bool join(struct texts lines, struct arena *arena, struct slice *whole)
{
    size_t n = 0;
    for (size_t i = 0; i < lines.n; i++)
        n += lines.at[i].n + 1;
    char *to = arena_take_text(arena, n);
    if (!to)
        return false;
    *whole = (struct slice){.at = to, .n = n > 0 ? n - 1 : 0};
    for (size_t i = 0; i < lines.n; i++) {
        memcpy(to, lines.at[i].at, lines.at[i].n);
        to += lines.at[i].n;
        *to++ = '\n';
    }
    return true;
}

bool policyset_of(struct slice type, struct slice text, struct arena *arena, struct slice *set)
{
    struct texts lines = {0};
    *set = text;
    if (policy_kind_of(type) != POLICY_TLSA || !slice_has(text, '\n'))
        return true;
    while (text.n > 0) {
        struct slice line = slice_until(&text, '\n');
        if (line.n > 0 && !texts_push(arena, &lines, line))
            return false;
    }
    texts_settle(&lines);
    return join(lines, arena, set);
}
