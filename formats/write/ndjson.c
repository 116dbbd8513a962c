/* ndjson: the canonical record of each counted report, a line each (SPEC 6.2). */
#include "formats/write/fileoutput.h"
#include "lib/tlsrpt/record.h"

struct ndjson {
    struct fileoutput base;
    struct buffer line;
};

static bool put_report(void *self, const struct report *report, const char *key)
{
    struct ndjson *n = self;
    record_write(&n->line, report, key);
    return target_put(&n->base.target, &n->line);
}

static bool finish(struct output *o, struct account *a)
{
    (void)a;
    struct ndjson *n = (struct ndjson *)o;
    buffer_free(&n->line);
    return target_seal(&n->base.target);
}

static void release(struct output *o)
{
    buffer_free(&((struct ndjson *)o)->line);
}

static const struct fileoutput_kind kind = {
    .size = sizeof(struct ndjson), .finish = finish, .release = release};

struct output *ndjson_open(const char *path, const struct about *about,
                           const struct account *account, char *error)
{
    (void)account;
    struct output *o = fileoutput_open(&kind, path, about, error);
    if (o)
        o->listener = (struct listener){.self = o, .report = put_report};
    return o;
}
