#include "formats/write/fileoutput.h"

#include <stdlib.h>

static bool commit(struct output *o)
{
    return target_commit(&((struct fileoutput *)o)->target);
}

static void abandon(struct output *o)
{
    struct fileoutput *f = (struct fileoutput *)o;
    target_abandon(&f->target);
    if (f->kind->release)
        f->kind->release(o);
    free(f);
}

struct output *fileoutput_open(const struct fileoutput_kind *kind, const char *path,
                               const struct about *about, char *error)
{
    struct fileoutput *f = calloc(1, kind->size);
    mode_t mode = kind->is_private ? PLACEMENT_PRIVATE : about_mode(about);
    if (!f || !target_open(&f->target, path, mode, about->placer)) {
        snprintf(error, TARGET_ERROR, "%s", f ? f->target.error : "out of memory");
        free(f);
        return NULL;
    }
    f->kind = kind;
    f->output = (struct output){.finish = kind->finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = f->target.error,
                                .about = about};
    return &f->output;
}
