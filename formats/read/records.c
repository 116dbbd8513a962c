/*
 * records: the program's own NDJSON, one line per item (SPEC 6.2). An empty line is no record.
 */
#include "formats/read/records.h"

struct lines {
    struct walk *walk;
    struct source where;
    bool is_input;         /* what the user named */
    size_t start, scanned; /* of the line that is being read; up to here there is no line feed */
    bool skipping;         /* the line is too long; it is being passed over */
};

static bool emit(struct lines *l, size_t end)
{
    struct batch *b = l->walk->sink->batch;
    struct slice line = slice_trim((struct slice){.at = b->bytes + l->start, .n = end - l->start});
    bool too_large = l->skipping || end - l->start > l->walk->limits->report;
    l->where.message++; /* the line's number, an empty one's too: it tells where a bad one stands */
    if (line.n == 0 && !too_large)
        return true;
    struct item *item = sink_add(l->walk->sink, too_large ? ITEM_TOO_LARGE : ITEM_RECORD, &l->where,
                                 l->walk->input);
    if (!item)
        return false;
    item->is_input = l->is_input;
    item->bytes = b->bytes + (line.at - b->bytes);
    item->n = too_large ? 0 : line.n;
    l->skipping = false;
    return true;
}

static bool cut(struct lines *l)
{
    for (;;) {
        struct batch *b = l->walk->sink->batch;
        const char *feed = memchr(b->bytes + l->scanned, '\n', b->n - l->scanned);
        if (!feed)
            break;
        size_t end = (size_t)(feed - b->bytes);
        if (!emit(l, end))
            return false;
        l->start = end + 1;
        if (!sink_added(l->walk->sink, &l->start))
            return false;
        l->scanned = l->start;
    }
    l->scanned = l->walk->sink->batch->n;
    return true;
}

static bool is_unfinished(const struct lines *l)
{
    const struct batch *b = l->walk->sink->batch;
    struct slice line = {.at = b->bytes + l->start, .n = b->n - l->start};
    return !slice_ends_nocase(slice_trim(line), SLICE("}"));
}

bool records_walk(struct walk *w, struct stream *s, const struct place *p)
{
    struct lines l = {.walk = w, .where = place_source(p), .is_input = p->is_input};
    l.start = l.scanned = w->sink->batch->n;
    size_t got;
    do {
        if (w->sink->batch->n - l.start > w->limits->report) {
            l.skipping = true;
            w->sink->batch->n = l.start;
        }
        if (!sink_fill(w->sink, s, &l.start, &got))
            return false;
        l.scanned = w->sink->batch->n - got;
        if (!cut(&l))
            return false;
    } while (got > 0);
    if (s->failure[0] != '\0' && !l.skipping && is_unfinished(&l))
        return true; /* told of the file (walk_stream) */
    return emit(&l, w->sink->batch->n) && sink_added(w->sink, NULL);
}
