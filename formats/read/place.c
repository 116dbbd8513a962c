#include "formats/read/place.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/read/damage.h"
#include "formats/read/pieces.h"
#include "formats/read/stores.h"

struct source place_source(const struct place *p)
{
    return (struct source){.path = p->path, .member = p->member};
}

struct slice place_name(const struct place *p)
{
    return slice_basename(p->member.n > 0 ? p->member : p->path);
}

char *place_join(struct slice outer, struct slice name, struct slice *joined)
{
    size_t n = outer.n > 0 ? outer.n + 2 : 0;
    char *text = malloc(n + name.n + 1);
    if (!text)
        return NULL;
    if (n > 0) {
        memcpy(text, outer.at, outer.n);
        memcpy(text + outer.n, "!/", 2);
    }
    if (name.n > 0)
        memcpy(text + n, name.at, name.n);
    *joined = (struct slice){.at = text, .n = n + name.n};
    return text;
}

bool place_note(struct walk *w, const struct place *p, enum item_kind kind)
{
    struct source where = place_source(p);
    return sink_add(w->sink, kind, &where, w->input) && sink_added(w->sink, NULL);
}

bool place_skipped(struct walk *w, const struct place *p, struct slice sentence)
{
    struct source where = place_source(p);
    struct item *item = sink_add(w->sink, ITEM_SKIPPED, &where, w->input);
    if (item)
        item->outcome.sentence = sentence;
    return item && sink_added(w->sink, NULL);
}

const struct unread place_not_opened = {UNREAD_NOT_OPENED, SLICE("file that cannot be opened"),
                                        SLICE("see to it that it can be read, and run again")};

bool place_trouble(struct walk *w, const struct place *p, const char *sentence)
{
    return place_unread(w, p, &place_not_opened, sentence);
}

/* "x.tar.gz.aa" is named as a piece; what is wrong in its member "inbox" comes of that. */
static bool is_of_piece(const struct place *p)
{
    if (pieces_is_first(p->path))
        return true;
    for (struct slice rest = p->member; rest.n > 0;)
        if (pieces_is_first(slice_until(&rest, '!')))
            return true;
    return false;
}

bool place_damaged(struct walk *w, const struct place *p, const char *sentence)
{
    static const struct unread over = {UNREAD_OVER_LIMIT, SLICE("file over a limit"),
                                       SLICE("raise the limit that standard error names")};
    const struct unread *unread = expansion_is_exceeded(&w->expansion)
                                      ? &over
                                      : damage_of(slice_of(sentence), is_of_piece(p));
    char text[STORE_SENTENCE];
    if (unread->reason == UNREAD_OVER_LIMIT || unread->reason == UNREAD_DAMAGED ||
        unread->reason == UNREAD_NOT_OPENED)
        return place_unread(w, p, unread, sentence);
    snprintf(text, sizeof text, "%.120s (%.*s: %.*s)", sentence, (int)unread->form.n,
             unread->form.at, (int)unread->advice.n, unread->advice.at);
    return place_unread(w, p, unread, text);
}

static struct item *add_unread(struct walk *w, const struct place *p, const struct unread *unread,
                               const char *sentence)
{
    struct source where = place_source(p);
    char made[STORE_SENTENCE];
    if (!sentence) {
        stores_sentence(unread, made);
        sentence = made;
    }
    struct item *item = sink_add(w->sink, ITEM_TROUBLE, &where, w->input);
    if (!item || !arena_copy(&w->sink->batch->arena, slice_of(sentence), &item->outcome.sentence))
        return NULL;
    item->outcome.unread = unread;
    return item;
}

bool place_unread(struct walk *w, const struct place *p, const struct unread *unread,
                  const char *sentence)
{
    return add_unread(w, p, unread, sentence) && sink_added(w->sink, NULL);
}

bool place_over_limit(struct walk *w, const struct place *p, const struct unread *unread,
                      const char *sentence, uint64_t left_out)
{
    struct item *item = add_unread(w, p, unread, sentence);
    if (item)
        item->outcome.left_out = left_out;
    return item && sink_added(w->sink, NULL);
}

bool place_unread_message(struct walk *w, const struct place *p, const struct unread *unread,
                          const char *sentence)
{
    struct item *item = add_unread(w, p, unread, sentence);
    if (item)
        item->is_message = true;
    return item && sink_added(w->sink, NULL);
}
