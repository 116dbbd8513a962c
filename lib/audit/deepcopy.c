#include "lib/audit/deepcopy.h"

#include "lib/audit/pack.h"

/* Replaces each text by a copy. */
static bool own_source(struct arena *arena, struct source *s)
{
    struct slice *texts[SOURCE_TEXTS];
    source_texts(s, texts);
    for (size_t i = 0; i < SOURCE_TEXTS; i++)
        if (!arena_copy(arena, *texts[i], texts[i]))
            return false;
    return true;
}

bool report_copy(struct arena *arena, const struct report *from, struct report *to)
{
    struct buffer image = {0};
    struct report bare = *from;
    bare.document = bare.message = (struct slice){0};
    report_pack(&image, &bare);
    char *copy = image.failed ? NULL : arena_take(arena, image.n);
    if (copy) {
        memcpy(copy, image.at, image.n);
        *to = *report_unpack(copy);
    }
    buffer_free(&image);
    return copy != NULL;
}

bool exception_copy(struct arena *arena, const struct exception *from, struct exception *to)
{
    *to = *from;
    if (from->report) {
        struct report *copy = arena_take(arena, sizeof *copy);
        if (!copy || !report_copy(arena, from->report, copy))
            return false;
        to->report = copy;
    }
    return arena_copy(arena, from->form, &to->form) && own_source(arena, &to->source) &&
           own_source(arena, &to->first);
}
