#include "formats/read/parts.h"

#include "formats/read/found.h"
#include "lib/tlsrpt/part.h"

struct reading {
    struct walk *walk;
    struct source where;
    struct part_check check;
    size_t start, scanned; /* of the line that is being read; up to here there is no line feed */
    bool refused;          /* it was said why: the rest is passed over */
};

static struct batch *batch_of(const struct reading *r)
{
    return r->walk->sink->batch;
}

/* An item of which the walk itself knows the outcome. NULL: stop reading. */
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

/* What the part says of itself. */
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

/* A line that is sound, its place told by the check. */
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

/* is_last: there is no line feed behind it, nor anything else. */
static bool emit(struct reading *r, size_t end, bool is_last)
{
    struct slice line = {.at = batch_of(r)->bytes + r->start, .n = end - r->start};
    bool is_header = r->check.place == PART_AT_HEADER;
    if (r->refused)
        return true;
    r->where.message++; /* the line's number: it tells where a bad one stands */
    const char *wrong = part_check_line(&r->check, (struct slice){line.at, line.n + !is_last});
    if (!wrong && is_last)
        wrong = part_check_end(&r->check);
    return wrong ? refuse(r, wrong) : emit_sound(r, line, is_header);
}

static bool cut(struct reading *r)
{
    for (;;) {
        struct batch *b = batch_of(r);
        const char *feed = memchr(b->bytes + r->scanned, '\n', b->n - r->scanned);
        if (!feed)
            break;
        size_t end = (size_t)(feed - b->bytes);
        if (!emit(r, end, false))
            return false;
        r->start = end + 1;
        if (!sink_added(r->walk->sink, &r->start))
            return false;
        r->scanned = r->start;
    }
    r->scanned = batch_of(r)->n;
    return true;
}

/* A record says little more than its report, in escapes at the worst. */
size_t parts_most_of_a_line(const struct limits *limits)
{
    const size_t escape = 6, beside = 1 << 20;
    return limits->report < SIZE_MAX / (2 * escape) ? escape * limits->report + beside : SIZE_MAX;
}

static bool pass_over(struct reading *r)
{
    struct batch *b = batch_of(r);
    size_t most = parts_most_of_a_line(r->walk->limits);
    bool is_too_long = b->n - r->start > most;
    if (r->refused || is_too_long)
        b->n = r->scanned = r->start;
    return r->refused || !is_too_long || refuse(r, PARTS_ENDLESS_LINE);
}

/* What is behind the last line feed, and whether that was the end. */
static bool end(struct reading *r)
{
    if (batch_of(r)->n > r->start && !emit(r, batch_of(r)->n, true))
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
    r->start = r->scanned = batch_of(r)->n;
    do {
        if (!sink_fill(r->walk->sink, s, &r->start, &got))
            return false;
        r->scanned = batch_of(r)->n - got;
        if (!cut(r) || !pass_over(r))
            return false;
    } while (got > 0);
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
    struct reading r = {.walk = w, .where = place_source(p)};
    bool ok = start_check(&r.check, w->part) && read_all(&r, s);
    part_check_free(&r.check);
    return ok;
}

/* What a line becomes. */

/* The limits are those of lines: what is in a report was within its own when it was read. */
static struct limits limits_of_lines(const struct limits *of_mail)
{
    enum { DEPTH = 16 };
    struct limits limits = *of_mail;
    limits.json_depth = DEPTH;
    limits.policies = limits.details = SIZE_MAX / 2;
    return limits;
}

static void set_outcome(struct item *item, enum outcome_kind kind, const struct part_line *line)
{
    item->outcome.kind = kind;
    item->outcome.is_of_part = true;
    item->outcome.source = line->source;
    item->outcome.sentence = line->sentence;
}

/* The report was judged when it was read from its mail. */
static bool take_report(struct extraction *f, struct report *r, size_t bytes, size_t decoded)
{
    f->item->outcome.kind = OUTCOME_FILE;
    r->is_record = true;
    return !found_may_hold(f->x, bytes, decoded) ||
           found_identified(f, r, (struct slice){.at = f->item->bytes, .n = f->item->n});
}

static bool take_rejected(struct extraction *f, const struct part_line *line)
{
    int reason = term_find(reasons, REASONS, line->reason);
    f->item->outcome.kind = OUTCOME_FILE;
    f->source = &f->item->source;
    if (reason < 0 || !found_rejection(f, (enum reason)reason))
        return false;
    f->item->outcome.last_rejection->source = line->source;
    f->item->outcome.last_rejection->report = line->report;
    f->item->outcome.last_rejection->left_out = line->left_out;
    return true;
}

static bool take_unread(struct extraction *f, const struct part_line *line)
{
    int reason = term_find(unread_reasons, UNREAD_REASONS, line->reason);
    if (reason < 0)
        return false;
    struct unread *unread = arena_take(f->arena, sizeof *unread);
    if (!unread)
        return found_out_of_memory(f->x);
    *unread = (struct unread){(enum unread_reason)reason, line->form, line->advice};
    set_outcome(f->item, line->of_message ? OUTCOME_MESSAGE : OUTCOME_TROUBLE, line);
    f->item->outcome.unread = unread;
    f->item->outcome.left_out = line->left_out;
    return true;
}

static bool take_word(struct extraction *f, const struct part_line *line)
{
    struct part_word *word = arena_take(f->arena, sizeof *word);
    if (!word)
        return found_out_of_memory(f->x);
    *word = (struct part_word){.what = PART_LINE, .line = *line};
    set_outcome(f->item, OUTCOME_PART, line);
    f->item->outcome.part = word;
    if (line->kind == PART_SENT_TO && f->x->options->watch)
        recipients_note(f->x->options->watch, line->path);
    return true;
}

static bool take_line(struct extraction *f, const struct part_line *line, size_t decoded)
{
    switch (line->kind) {
    case PART_REPORT:
        return take_report(f, line->report, f->item->n, decoded);
    case PART_REJECTED:
        return take_rejected(f, line);
    case PART_UNREAD:
        return take_unread(f, line);
    case PART_SKIPPED:
        set_outcome(f->item, OUTCOME_SKIPPED, line);
        return true;
    default:
        return take_word(f, line);
    }
}

void parts_extract(struct extractor *x, struct item *item, struct arena *arena)
{
    struct part_line line;
    struct extraction f = {.x = x, .arena = arena, .item = item, .last = &item->outcome.reports};
    struct limits limits = limits_of_lines(&x->options->limits);
    struct arena_mark mark = arena_mark(arena);
    bool no_memory;
    if (!item->bytes) /* the walk knew */
        return;

    bool is_sound = part_line_read((struct slice){.at = item->bytes, .n = item->n}, &limits, arena,
                                   &line, &no_memory);
    x->out_of_memory |= no_memory;
    if (is_sound && take_line(&f, &line, arena->taken - mark.taken))
        return;
    item->outcome = (struct outcome){.kind = OUTCOME_REFUSED,
                                     .input = item->input,
                                     .source = item->source,
                                     .sentence = SLICE("is a damaged part: this line is none")};
}
