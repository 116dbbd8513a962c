#include "lib/audit/losses.h"

void losses_init(struct losses *l, uint64_t most)
{
    *l = (struct losses){.most = most};
}

static const struct source *place_of(const struct outcome *o)
{
    return o->rejections ? &o->rejections->source : o->reports ? &o->reports->source : &o->source;
}

static bool is_at_hand(const struct losses *l, const struct outcome *o)
{
    const struct source *s = place_of(o);
    return (o->kind == OUTCOME_FILE || o->kind == OUTCOME_TROUBLE) && l->input == o->input &&
           slice_equal(l->file.path, s->path) && slice_equal(l->file.member, s->member);
}

struct outcome *losses_due(struct losses *l, const struct outcome *next)
{
    bool is_due = l->is_skipped || l->rest.left_out > 0;
    if (!is_due || (next && is_at_hand(l, next)))
        return NULL;
    l->outcome = (struct outcome){.input = l->input};
    if (l->is_skipped) {
        l->outcome.kind = OUTCOME_SKIPPED;
        l->outcome.source = l->file;
    } else {
        l->due = l->rest;
        l->outcome.kind = OUTCOME_FILE;
        l->outcome.rejections = &l->due;
        l->outcome.rejections_n = 1;
    }
    l->is_skipped = false;
    l->rest.left_out = 0;
    return &l->outcome;
}

static bool begin_file(struct losses *l, const struct outcome *o)
{
    const struct source *s = place_of(o);
    arena_reset(&l->arena);
    l->input = o->input;
    l->listed = 0;
    return arena_copy(&l->arena, s->path, &l->file.path) &&
           arena_copy(&l->arena, s->member, &l->file.member);
}

/* Sums a rejection that is not listed; the place of the first such one stands for all. */
static void sum(struct losses *l, const struct rejection *r)
{
    if (l->rest.left_out == 0)
        l->rest = (struct rejection){.reason = REASON_TOO_LARGE,
                                     .source = {.path = l->file.path,
                                                .member = l->file.member,
                                                .message = r->source.message,
                                                .offset = r->source.offset,
                                                .received = WHEN_NEVER}};
    l->rest.left_out += r->left_out > 0 ? r->left_out : 1;
}

/* Notes a file whose first value is something else; its other values decide whether it is
 * skipped. */
static bool begin_skipped(struct losses *l, struct outcome *o)
{
    bool ok = begin_file(l, o);
    l->is_skipped = true;
    o->kind = OUTCOME_FILE;
    return ok;
}

bool losses_take(struct losses *l, struct outcome *o)
{
    if (o->is_of_part)
        return true;
    if (o->kind == OUTCOME_SKIPPED && o->source.message > 0)
        return begin_skipped(l, o);
    if (is_at_hand(l, o))
        l->is_skipped = l->is_skipped && o->kind == OUTCOME_FILE && !o->reports && !o->rejections;
    if (o->kind != OUTCOME_FILE || !o->rejections)
        return true;
    if (!is_at_hand(l, o) && !begin_file(l, o))
        return false;
    for (struct rejection **r = &o->rejections; *r;) {
        bool is_told = (*r)->report != NULL; /* one of the future is told by name (SPEC 4) */
        if (is_told || l->listed < l->most) {
            l->listed++;
            r = &(*r)->next;
        } else {
            sum(l, *r);
            *r = (*r)->next;
        }
    }
    return true;
}

void losses_free(struct losses *l)
{
    arena_free(&l->arena);
}
