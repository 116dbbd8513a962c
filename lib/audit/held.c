#include "lib/audit/held.h"

#include "lib/audit/pack.h"

/* Stands before a copy's image. */
struct held_head {
    uint64_t n; /* bytes of the image */
    char key[REPORT_KEY_TEXT + 1];
};

void held_init(struct held *h)
{
    *h = (struct held){.packed = {0}};
    spool_init(&h->spool);
}

bool held_add(struct held *h, const struct report *copy, const char *key)
{
    struct report bare = *copy;
    struct held_head head;
    bare.document = bare.message = (struct slice){0};
    h->packed.n = 0;
    report_pack(&h->packed, &bare);
    memset(&head, 0, sizeof head);
    head.n = h->packed.n;
    memcpy(head.key, key, sizeof head.key);
    return !h->packed.failed &&
           spool_append(&h->spool, (struct slice){.at = (const char *)&head, .n = sizeof head}) &&
           spool_append(&h->spool, buffer_slice(&h->packed));
}

bool held_each(struct held *h, bool (*tell)(void *self, const struct report *copy, const char *key),
               void *self)
{
    bool ok = true;
    struct held_head head;
    for (uint64_t at = 0; ok && at < spool_size(&h->spool); at += sizeof head + head.n) {
        if (!spool_read(&h->spool, at, (char *)&head, sizeof head))
            return false;
        h->packed.n = 0;
        char *image = buffer_reserve(&h->packed, head.n);
        ok = image && spool_read(&h->spool, at + sizeof head, image, head.n) &&
             tell(self, report_unpack(image), head.key);
    }
    return ok;
}

void held_free(struct held *h)
{
    spool_free(&h->spool);
    buffer_free(&h->packed);
}
