#include "formats/read/eml.h"

#include "formats/read/joined.h"

bool eml_walk(struct walk *w, struct stream *s, const struct place *p)
{
    size_t pending = w->sink->batch->n, got;
    bool too_large = false;
    do {
        if (!sink_fill(w->sink, s, &pending, &got))
            return false;
        if (w->sink->batch->n - pending > w->limits->message) {
            too_large = true;
            w->sink->batch->n = pending; /* none is kept, but all is read: it may be a pipe */
        }
    } while (got > 0);

    struct batch *b = w->sink->batch;
    struct source where = place_source(p);
    struct item *item = sink_add(w->sink, too_large ? ITEM_TOO_LARGE : ITEM_MESSAGE, &where,
                                 w->input);
    if (!item)
        return false;
    item->is_message = true;
    item->depth = p->depth;
    item->bytes = b->bytes + pending;
    item->n = too_large ? 0 : b->n - pending;

    bool is_joined = !p->in_maildir && !w->mail_members &&
                     joined_is((struct slice){.at = item->bytes, .n = item->n});
    return sink_added(w->sink, NULL) &&
           (!is_joined || place_unread_message(w, p, &joined_rest, ""));
}
