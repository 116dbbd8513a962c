#include "cmd/run/turn.h"

#include "formats/read/extract.h"
#include "formats/read/folder.h"
#include "formats/read/walker.h"

struct turn_sink {
    struct sink sink; /* first: the sink is the turn_sink */
    struct turn *turn;
    bool failed;
};

static bool make_extractor(struct turn *t)
{
    if (!t->has_extractor)
        t->has_extractor = extractor_init(&t->extractor, t->options, t->bytes);
    return t->has_extractor;
}

static struct batch *extract_and_take(struct sink *sink, struct batch *full)
{
    struct turn_sink *s = (struct turn_sink *)sink;
    bool ok = extract_batch(&s->turn->extractor, full, BATCH_HELD, SIZE_MAX) &&
              turn_take(s->turn, full);
    if (ok && !*s->turn->stop) {
        batch_reset(full);
        return full;
    }
    s->failed = !ok;
    batch_free(full);
    return NULL;
}

static bool walk_item(struct turn *t, struct item *item)
{
    struct turn_sink s = {.sink = {.submit = extract_and_take, .batch = batch_new()}, .turn = t};
    struct walk walk = {.sink = &s.sink,
                        .limits = &t->options->limits,
                        .confined = t->options->confined,
                        .input = item->input,
                        .bytes = t->bytes};
    bool ok = make_extractor(t) && s.sink.batch &&
              folder_walk_deferred(&walk, item->file, item->in_maildir) && sink_flush(&s.sink);
    batch_free(s.sink.batch);
    return ok || (*t->stop && !s.failed);
}

static bool take_made(struct turn *t, struct item *item)
{
    return item->made == MADE_BY_WALK ? walk_item(t, item) : t->take(t->self, item);
}

/* One at a time, so that what a few mails unpack to does not pile up. */
static bool take_late(struct turn *t, struct item *item)
{
    if (!make_extractor(t))
        return false;
    extract_item(&t->extractor, item, &t->late);
    bool ok = !t->extractor.out_of_memory && take_made(t, item);
    arena_reset(&t->late);
    return ok;
}

static bool take_item(struct turn *t, struct item *item)
{
    return item->made == MADE_LATE ? take_late(t, item) : take_made(t, item);
}

bool turn_take(struct turn *t, struct batch *b)
{
    for (size_t i = 0; i < b->items_n && !*t->stop; i++) /* each may unpack to megabytes */
        if (!take_item(t, &b->items[i]))
            return false;
    return true;
}

void turn_free(struct turn *t)
{
    arena_free(&t->late);
    if (t->has_extractor)
        extractor_free(&t->extractor);
}
