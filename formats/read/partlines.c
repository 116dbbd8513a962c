#include "formats/read/partlines.h"

/* The limits of lines: what is in a report was within its own when it was read. */
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
    item->outcome.source = line->source;
    item->outcome.sentence = line->sentence;
}

/* The report was judged when it was read from its mail. */
static bool take_report(struct extraction *f, struct report *r, size_t bytes, size_t decoded)
{
    f->item->outcome.kind = OUTCOME_FILE;
    r->is_record = true;
    return !extractor_may_hold(f->x, bytes, decoded) ||
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
        return extractor_out_of_memory(f->x);
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
        return extractor_out_of_memory(f->x);
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

void partlines_extract(struct extractor *x, struct item *item, struct arena *arena)
{
    struct part_line line;
    struct extraction f = {.x = x, .arena = arena, .item = item, .last = &item->outcome.reports};
    struct limits limits = limits_of_lines(&x->options->limits);
    struct arena_mark mark = arena_mark(arena);
    bool no_memory;
    if (!item->bytes) /* the walk knew */
        return;

    item->outcome.is_of_part = true;
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
