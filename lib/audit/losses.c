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
    return o->kind == OUTCOME_FILE && l->input == o->input && slice_equal(l->file.path, s->path) &&
           slice_equal(l->file.member, s->member);
}

struct outcome *losses_due(struct losses *l, const struct outcome *next)
{
    if (l->rest.left_out == 0 || (next && is_at_hand(l, next)))
        return NULL;
    l->due = l->rest;
    l->rest.left_out = 0;
    l->outcome = (struct outcome){
        .kind = OUTCOME_FILE, .input = l->input, .rejections = &l->due, .rejections_n = 1};
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

/* The place is that of the first one that is not listed. */
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

bool losses_take(struct losses *l, struct outcome *o)
{
    if (o->kind != OUTCOME_FILE || o->is_of_part || !o->rejections)
        return true;
    if (!is_at_hand(l, o) && !begin_file(l, o))
        return false;
    for (struct rejection **r = &o->rejections; *r;) {
        bool is_told = (*r)->report != NULL; /* one of the future is told of by name (SPEC 4) */
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
