#include "lib/audit/deepcopy.h"

/* Replaces each slice by a copy. */
static bool own(struct arena *arena, struct slice *const *slices, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!arena_copy(arena, *slices[i], slices[i]))
            return false;
    return true;
}

static bool own_source(struct arena *arena, struct source *s)
{
    struct slice *texts[SOURCE_TEXTS];
    source_texts(s, texts);
    return own(arena, texts, SOURCE_TEXTS);
}

static bool own_texts(struct arena *arena, struct texts *t)
{
    struct slice *copies = arena_take_array(arena, t->n, sizeof *copies);
    if (!copies)
        return false;
    for (size_t i = 0; i < t->n; i++)
        if (!arena_copy(arena, t->at[i], &copies[i]))
            return false;
    t->at = copies;
    return true;
}

static bool own_details(struct arena *arena, struct policy *p)
{
    struct failure_detail *copies = arena_take_array(arena, p->details_n, sizeof *copies);
    if (!copies)
        return false;
    for (size_t i = 0; i < p->details_n; i++) {
        copies[i] = p->details[i];
        for (int k = 0; k < DETAIL_TEXTS; k++)
            if (!arena_copy(arena, p->details[i].text[k], &copies[i].text[k]))
                return false;
    }
    p->details = copies;
    return true;
}

static bool own_policies(struct arena *arena, struct report *r)
{
    struct policy *copies = arena_take_array(arena, r->policies_n, sizeof *copies);
    if (!copies)
        return false;
    for (size_t i = 0; i < r->policies_n; i++) {
        struct policy *p = &copies[i];
        *p = r->policies[i];
        struct slice *const slices[] = {&p->type, &p->domain, &p->attributed};
        if (!own(arena, slices, COUNT_OF(slices)) || !own_texts(arena, &p->strings) ||
            !own_texts(arena, &p->mx_patterns) || !own_details(arena, p))
            return false;
    }
    r->policies = copies;
    return true;
}

bool report_copy(struct arena *arena, const struct report *from, struct report *to)
{
    *to = *from;
    to->document = to->message = (struct slice){0};
    to->next = NULL;
    struct slice *const slices[] = {&to->organization_name, &to->report_id, &to->contact_info,
                                    &to->known_key};
    return own(arena, slices, COUNT_OF(slices)) && own_source(arena, &to->source) &&
           own_policies(arena, to);
}

bool exception_copy(struct arena *arena, const struct exception *from, struct exception *to)
{
    *to = *from;
    if (from->report) {
        struct report *copy = arena_take(arena, sizeof *copy);
        if (!copy || !report_copy(arena, from->report, copy))
            return false;
        to->report = copy;
    }
    return arena_copy(arena, from->form, &to->form) && own_source(arena, &to->source) &&
           own_source(arena, &to->first);
}
