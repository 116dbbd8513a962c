#include "formats/read/linewise.h"

void linewise_start(struct linewise *l)
{
    l->start = l->scanned = l->sink->batch->n;
}

static bool take_lines(struct linewise *l)
{
    for (;;) {
        const struct batch *b = l->sink->batch;
        const char *feed = memchr(b->bytes + l->scanned, '\n', b->n - l->scanned);
        if (!feed)
            break;
        size_t end = (size_t)(feed - b->bytes);
        if (!l->take(l->self, end))
            return false;
        l->start = end + 1;
        if (!sink_added(l->sink, &l->start))
            return false;
        l->scanned = l->start;
    }
    l->scanned = l->sink->batch->n;
    return true;
}

bool linewise_read(struct linewise *l, struct stream *s, size_t *got)
{
    if (!sink_fill(l->sink, s, &l->start, got))
        return false;
    l->scanned = l->sink->batch->n - *got;
    return take_lines(l);
}

size_t linewise_length(const struct linewise *l)
{
    return l->sink->batch->n - l->start;
}

void linewise_drop(struct linewise *l)
{
    l->sink->batch->n = l->scanned = l->start;
}
