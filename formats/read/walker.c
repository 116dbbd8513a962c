#include "formats/read/walker.h"

#include <stdlib.h>
#include <string.h>

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
