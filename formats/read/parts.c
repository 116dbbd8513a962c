#include "formats/read/parts.h"

#include "formats/read/linewise.h"
#include "lib/tlsrpt/part.h"

struct reading {
    struct walk *walk;
    struct source where;
    struct part_check check;
    struct linewise lines;
    bool refused; /* why was told; the rest is passed over */
};

static struct batch *batch_of(const struct reading *r)
{
    return r->walk->sink->batch;
}

/* Adds an item of which the walk itself knows the outcome. NULL: stop reading. */
static struct outcome *add_outcome(struct reading *r, enum outcome_kind kind)
{
    struct item *item = sink_add(r->walk->sink, ITEM_PART, &r->where, r->walk->input);
    if (!item)
        return NULL;
    item->outcome.kind = kind;
    item->outcome.source = item->source;
    return &item->outcome;
}

static bool refuse(struct reading *r, const char *sentence)
{
    struct outcome *o = add_outcome(r, OUTCOME_REFUSED);
    r->refused = true;
    return o && arena_copy(&batch_of(r)->arena, slice_of(sentence), &o->sentence);
}

/* Adds what the part says of itself. */
static bool add_word(struct reading *r, const struct part_word *from)
{
    struct outcome *o = add_outcome(r, OUTCOME_PART);
    struct arena *arena = &batch_of(r)->arena;
    struct part_word *word = o ? arena_take(arena, sizeof *word) : NULL;
    if (!word)
        return false;

    *word = *from;
    o->part = word;
    return arena_copy(arena, from->options, &word->options) &&
           arena_copy(arena, from->content, &word->content);
}

static bool add_line(struct reading *r, struct slice line)
{
    struct item *item = sink_add(r->walk->sink, ITEM_PART, &r->where, r->walk->input);
    if (!item)
        return false;
    item->bytes = batch_of(r)->bytes + (line.at - batch_of(r)->bytes);
    item->n = line.n;
    return true;
}

/* Adds a sound line, whose place the check tells. */
static bool emit_sound(struct reading *r, struct slice line, bool was_header)
{
    struct part_word word = {.what = PART_BEGINS, .options = r->check.header.options};
    if (was_header)
        return add_word(r, &word);
    if (r->check.place == PART_INSIDE)
        return add_line(r, line);

    word = (struct part_word){.what = PART_HOLDS, .content = r->check.merged};
    if (r->check.place == PART_ENDED)
        word = (struct part_word){.what = PART_IS_COMPLETE,
                                  .content = slice_of(r->check.content),
                                  .reports = r->check.sums.reports};
    return add_word(r, &word);
}

/* is_last: no line feed is behind it, and nothing else. */
static bool check_line(struct reading *r, size_t end, bool is_last)
{
    struct slice line = batch_part(batch_of(r), r->lines.start, end);
    bool is_header = r->check.place == PART_AT_HEADER;
    if (r->refused)
        return true;
    r->where.message++; /* the line's number: it tells where a bad one stands */
    const char *wrong = part_check_line(&r->check, (struct slice){line.at, line.n + !is_last});
    if (!wrong && is_last)
        wrong = part_check_end(&r->check);
    return wrong ? refuse(r, wrong) : emit_sound(r, line, is_header);
}

static bool take_line(void *self, size_t end)
{
    return check_line(self, end, false);
}

/* A record says little more than its report, in escapes at the worst. */
size_t parts_most_of_a_line(const struct limits *limits)
{
    const size_t escape = 6, beside = 1 << 20;
    return limits->report < SIZE_MAX / (2 * escape) ? escape * limits->report + beside : SIZE_MAX;
}

static bool pass_over(struct reading *r)
{
    bool is_too_long = linewise_length(&r->lines) > parts_most_of_a_line(r->walk->limits);
    if (r->refused || is_too_long)
        linewise_drop(&r->lines);
    return r->refused || !is_too_long || refuse(r, PARTS_ENDLESS_LINE);
}

/* Takes what is behind the last line feed, and sees whether that was the end. */
static bool end(struct reading *r)
{
    if (linewise_length(&r->lines) > 0 && !check_line(r, batch_of(r)->n, true))
        return false;
    size_t nothing = batch_of(r)->n;
    if (!sink_added(r->walk->sink, &nothing))
        return false;
    const char *wrong = r->refused ? NULL : part_check_end(&r->check);
    return (!wrong || refuse(r, wrong)) && sink_added(r->walk->sink, NULL);
}

static bool read_all(struct reading *r, struct stream *s)
{
    size_t got;
    linewise_start(&r->lines);
    do
        if (!linewise_read(&r->lines, s, &got) || !pass_over(r))
            return false;
    while (got > 0);
    return end(r);
}

static bool start_check(struct part_check *c, const struct part_seen *seen)
{
    if (!seen || !seen->key)
        return part_check_start(c, NULL);
    part_check_start_again(c, seen);
    return true;
}

bool parts_walk(struct walk *w, struct stream *s, const struct place *p)
{
    struct reading r = {.walk = w,
                        .where = place_source(p),
                        .lines = {.sink = w->sink, .take = take_line, .self = &r}};
    bool ok = start_check(&r.check, w->part) && read_all(&r, s);
    part_check_free(&r.check);
    return ok;
}
