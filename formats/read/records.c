#include "formats/read/records.h"

#include "formats/read/linewise.h"

struct reading {
    struct walk *walk;
    struct source where;
    struct linewise lines;
    bool is_input;  /* what the user named */
    size_t dropped; /* bytes of a line that is too long, and is passed over */
};

/* An empty line is no record. */
static bool add_line(struct reading *r, size_t end)
{
    struct sink *sink = r->walk->sink;
    struct slice whole = batch_part(sink->batch, r->lines.start, end), line = slice_trim(whole);
    bool too_large = r->dropped > 0 || whole.n > r->walk->limits->report;
    r->where.message++; /* the line's number, an empty one's too: it tells where a bad one stands */
    if (line.n == 0 && !too_large)
        return true;
    struct item *item = sink_add(sink, too_large ? ITEM_TOO_LARGE : ITEM_RECORD, &r->where,
                                 r->walk->input);
    if (!item)
        return false;
    item->is_input = r->is_input;
    item->bytes = sink->batch->bytes + (line.at - sink->batch->bytes);
    item->n = too_large ? 0 : line.n;
    return true;
}

static bool take_line(void *self, size_t end)
{
    struct reading *r = self;
    bool ok = add_line(r, end);
    r->where.offset += r->dropped + (end - r->lines.start) + 1; /* and its line feed */
    r->dropped = 0;
    return ok;
}

static bool is_unfinished(const struct reading *r)
{
    struct slice line = {.at = r->walk->sink->batch->bytes + r->lines.start,
                         .n = linewise_length(&r->lines)};
    return !slice_ends_nocase(slice_trim(line), SLICE("}"));
}

bool records_walk(struct walk *w, struct stream *s, const struct place *p)
{
    struct reading r = {.walk = w,
                        .where = place_source(p),
                        .lines = {.sink = w->sink, .take = take_line, .self = &r},
                        .is_input = p->is_input};
    size_t got;
    linewise_start(&r.lines);
    do {
        if (linewise_length(&r.lines) > w->limits->report) {
            r.dropped += linewise_length(&r.lines);
            linewise_drop(&r.lines);
        }
        if (!linewise_read(&r.lines, s, &got))
            return false;
    } while (got > 0);
    if (s->failure[0] != '\0' && r.dropped == 0 && is_unfinished(&r))
        return true; /* told of the file (walk_stream) */
    return take_line(&r, w->sink->batch->n) && sink_added(w->sink, NULL);
}
