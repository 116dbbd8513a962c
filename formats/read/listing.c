#include "formats/read/listing.h"

#include <errno.h>
#include <stdlib.h>

#include "formats/read/maildir.h"
#include "lib/base/order.h"

struct name_start {
    struct slice unique, mark;
};

/* Compares the two, joined, with a name, as slice_compare does. */
static int by_start(const void *key, const void *element)
{
    const struct name_start *start = key;
    struct slice name = *(const struct slice *)element;
    int order = slice_compare(start->unique, slice_at_most(name, start->unique.n));
    return order != 0 ? order : slice_compare(start->mark, slice_from(name, start->unique.n));
}

/* The message with this unique part, and with flags that begin so (empty: without flags). NULL:
 * there is none. */
static const struct slice *find_name(const struct listing *l, struct slice unique,
                                     struct slice mark)
{
    const struct name_start start = {unique, mark};
    size_t at = order_first(&start, l->names, l->n, sizeof *l->names, by_start);
    bool is_there = at < l->n && slice_equal(maildir_unique(l->names[at]), unique) &&
                    maildir_has_flags(l->names[at]) == (mark.n > 0);
    return is_there ? &l->names[at] : NULL;
}

const struct slice *listing_find_bare(const struct listing *l, struct slice unique)
{
    return l->bare ? find_name(l, unique, (struct slice){0}) : NULL;
}

const struct slice *listing_find(const struct listing *l, struct slice unique)
{
    const struct slice *found = NULL;
    for (size_t i = 0; l->with_flags && !found && i < MAILDIR_FLAG_MARKS; i++)
        found = find_name(l, unique, maildir_flag_marks[i]);
    return found ? found : listing_find_bare(l, unique);
}

static bool add_name(struct listing *l, size_t *room, struct slice name)
{
    struct slice with_nul = {.at = name.at, .n = name.n + 1}, copy;
    if (l->n == *room) {
        *room = *room ? 2 * *room : 256;
        struct slice *wider = realloc(l->names, *room * sizeof *wider);
        if (!wider)
            return false;
        l->names = wider;
    }
    if (!arena_copy(&l->arena, with_nul, &copy))
        return false;
    l->names[l->n++] = (struct slice){.at = copy.at, .n = name.n};
    *(maildir_has_flags(name) ? &l->with_flags : &l->bare) = true;
    return true;
}

int listing_read(DIR *folder, const struct listing *but, struct listing *l)
{
    struct dirent *entry;
    size_t room = 0;
    bool ok = true;
    while (ok && (errno = 0, entry = readdir(folder))) {
        struct slice name = slice_of(entry->d_name);
        if (slice_equal(name, SLICE(".")) || slice_equal(name, SLICE("..")) ||
            (but && listing_find(but, maildir_unique(name))))
            continue;
        ok = add_name(l, &room, name);
        l->may_hold_folders |= entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
    }
    int failure = ok ? errno /* of readdir, which came to an end */ : ENOMEM;
    l->is_whole = failure == 0;
    order_sort(l->names, l->n, sizeof *l->names, order_by_text);
    return failure;
}

bool listing_may_have(const struct listing *l, struct slice name)
{
    return !l->is_whole || order_find(&name, l->names, l->n, sizeof name, order_by_text);
}

void listing_free(struct listing *l)
{
    arena_free(&l->arena);
    free(l->names);
}
