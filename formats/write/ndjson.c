/* ndjson: the canonical record of each counted report, a line each (SPEC 6.2). */
#include <stdlib.h>

#include "formats/write/output.h"
#include "lib/tlsrpt/record.h"

struct ndjson {
    struct output output;
    struct target target;
    struct buffer line;
};

static bool put_report(void *self, const struct report *report, const char *key)
{
    struct ndjson *n = self;
    record_write(&n->line, report, key);
    return target_put(&n->target, &n->line);
}

static bool finish(struct output *o, struct account *a)
{
    (void)a;
    struct ndjson *n = (struct ndjson *)o;
    buffer_free(&n->line);
    return target_seal(&n->target);
}

static bool commit(struct output *o)
{
    return target_commit(&((struct ndjson *)o)->target);
}

static void abandon(struct output *o)
{
    struct ndjson *n = (struct ndjson *)o;
    target_abandon(&n->target);
    buffer_free(&n->line);
    free(n);
}

struct output *ndjson_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    (void)account;
    struct ndjson *n = calloc(1, sizeof *n);
    if (!n || !target_open(&n->target, path, about_mode(about), about->placer)) {
        snprintf(error, TARGET_ERROR, "%s", n ? n->target.error : "out of memory");
        free(n);
        return NULL;
    }
    n->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = n->target.error,
                                .about = about};
    n->output.listener = (struct listener){.self = n, .report = put_report};
    return &n->output;
}
