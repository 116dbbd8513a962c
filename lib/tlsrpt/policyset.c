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

/* Without the colon and the blanks around it: some senders write a policy's lines anew. */
static bool add_line(struct slice line, struct arena *arena, struct texts *lines)
{
    struct slice plain, name = slice_trim(slice_until(&line, ':'));
    return (name.n == 0 && line.n == 0) ||
           (arena_join(arena, name, slice_trim(line), &plain) && texts_push(arena, lines, plain));
}

bool policyset_of(struct slice type, struct slice text, struct arena *arena, struct slice *set)
{
    struct texts lines = {0};
    enum policy_kind kind = policy_kind_of(type);
    *set = text;
    if ((kind != POLICY_TLSA && kind != POLICY_STS) || text.n == 0)
        return true;
    if (!arena_copy_lower(arena, text, &text))
        return false;
    while (text.n > 0)
        if (!add_line(slice_until(&text, '\n'), arena, &lines))
            return false;
    texts_settle(&lines);
    return join(lines, arena, set);
}
