#include "lib/mail/dkimfields.h"

#include "lib/mail/dkimverdict.h"
#include "lib/mail/field.h"

/* The slot of a name, or the free one in which it would be. */
static struct dkimfields_slot *slot_of(const struct dkimfields *f, struct slice name)
{
    size_t i = hash64(f->hash, name) & f->slots_mask;
    while (f->slots[i].lowest != 0 && !slice_equal(f->at[f->slots[i].lowest - 1].name, name))
        i = (i + 1) & f->slots_mask;
    return &f->slots[i];
}

static bool add_field(struct dkimfields *f, const struct field *field, const char *end)
{
    struct dkimfield *new = ARENA_PUSH(f->arena, f->at, f->n);
    if (!new || !arena_copy_lower(f->arena, field->name, &new->name))
        return false;
    new->whole = slice_between(field->name.at, end);
    return f->n < UINT32_MAX / 4;
}

static bool fill_slots(struct dkimfields *f)
{
    size_t slots = 16;
    while (slots < 2 * f->n)
        slots *= 2;
    f->slots = arena_take_array(f->arena, slots, sizeof *f->slots);
    if (!f->slots)
        return false;
    memset(f->slots, 0, slots * sizeof *f->slots);
    f->slots_mask = slots - 1;

    for (size_t i = 0; i < f->n; i++) { /* from the top: the last one of a name is the lowest */
        struct dkimfields_slot *slot = slot_of(f, f->at[i].name);
        f->at[i].slot = (uint32_t)(slot - f->slots);
        f->at[i].above = slot->lowest;
        slot->lowest = (uint32_t)i + 1;
    }
    return true;
}

bool dkimfields_read(struct dkimfields *f, struct slice message, const struct hash_key *hash,
                     struct arena *arena)
{
    struct slice rest = message, before = message;
    struct field field;
    *f = (struct dkimfields){.hash = hash, .arena = arena};
    while (field_next(&rest, &field)) {
        if (f->n > 0 && field.name.at != before.at) { /* a From_ line inside is no field */
            rest = before;
            break;
        }
        if (!add_field(f, &field, rest.at))
            return false;
        before = rest;
    }
    f->body = rest;
    return fill_slots(f);
}

const struct dkimfield *dkimfields_first(const struct dkimfields *f, struct slice name)
{
    const struct dkimfield *found = NULL;
    for (uint32_t i = slot_of(f, name)->lowest; i != 0; i = f->at[i - 1].above)
        found = &f->at[i - 1];
    return found;
}

void dkimfields_untake(struct dkimfields *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct dkimfields_slot *slot = &f->slots[f->at[i].slot];
        slot->next = slot->lowest;
        slot->is_named = false;
    }
}

/* The lowest field of a slot that is not taken and is not `but`. */
static uint32_t lowest_left(const struct dkimfields *f, uint32_t next, size_t but)
{
    return next == but + 1 ? f->at[next - 1].above : next;
}

const struct dkimfield *dkimfields_take(struct dkimfields *f, struct slice name, size_t but)
{
    struct dkimfields_slot *slot = slot_of(f, name);
    if (slot->lowest == 0)
        return NULL;
    slot->is_named = true;
    uint32_t lowest = lowest_left(f, slot->next, but);
    if (lowest == 0)
        return NULL;
    slot->next = f->at[lowest - 1].above;
    return &f->at[lowest - 1];
}

void dkimfields_left(const struct dkimfields *f, unsigned *added, unsigned *uncovered)
{
    *added = *uncovered = 0;
    for (unsigned i = 0; i < DKIM_FIELDS; i++) {
        const struct dkimfields_slot *slot = slot_of(f, dkim_field_names[i]);
        if (slot->lowest != 0 && slot->next != 0)
            *(slot->is_named ? added : uncovered) |= 1u << i;
    }
}
