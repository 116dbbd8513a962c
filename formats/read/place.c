#include "formats/read/place.h"

#include <stdlib.h>

struct source place_source(const struct place *p)
{
    return (struct source){.path = p->path, .member = p->member};
}

bool place_note(struct walk *w, const struct place *p, enum item_kind kind)
{
    struct source where = place_source(p);
    return sink_add(w->sink, kind, &where, w->input) && sink_added(w->sink, NULL);
}

bool place_trouble(struct walk *w, const struct place *p, const char *sentence)
{
    struct source where = place_source(p);
    struct item *item = sink_add(w->sink, ITEM_TROUBLE, &where, w->input);
    return item &&
           arena_copy(&w->sink->batch->arena, slice_of(sentence), &item->outcome.sentence) &&
           sink_added(w->sink, NULL);
}

void walk_set_kind(struct walk *w, const char *kind)
{
    if (w->kind && !*w->kind)
        *w->kind = kind;
}

struct apart {
    struct walk walk;
    bool (*read)(struct walk *w, const char *path);
    char path[];
};

static bool read_apart(void *self, struct sink *sink)
{
    struct apart *a = self;
    a->walk.sink = sink;
    return a->read(&a->walk, a->path);
}

bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path))
{
    if (!w->sink->branch)
        return read(w, path);
    size_t n = strlen(path) + 1;
    struct branch branch = {.read = read_apart, .self = malloc(sizeof(struct apart) + n)};
    struct apart *a = branch.self;
    if (!a)
        return false;
    a->walk = *w;
    a->read = read;
    memcpy(a->path, path, n);
    return w->sink->branch(w->sink, branch);
}
