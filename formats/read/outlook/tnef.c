#include "formats/read/outlook/tnef.h"

#include <stdlib.h>

#include "formats/read/outlook/mapi.h"
#include "formats/read/outlook/tnef_properties.h"
#include "formats/read/streams/range.h"
#include "lib/base/little.h"

enum {
    SIGNATURE = 6,      /* bytes: a mark and a key */
    ATTRIBUTE_HEAD = 9, /* level, number, length */
    CHECKSUM = 2,       /* behind each attribute; many writers get it wrong */
    OF_ATTACHMENT = 2,  /* a level */
    MOST_TITLE = 1024,
};

/* The attributes of an attachment; it begins with its rendering. */
enum {
    ATTRIBUTE_RENDERING = 0x00069002,
    ATTRIBUTE_TITLE = 0x00018010,
    ATTRIBUTE_DATA = 0x0006800F,
    ATTRIBUTE_PROPERTIES = 0x00069005,
};

struct attribute {
    unsigned level;
    uint32_t number;
    uint64_t at, n; /* its bytes */
};

struct tnef {
    struct container container; /* first: the container is the TNEF */
    struct seekable file;
    uint64_t at, size; /* of the next attribute; of the file */
    bool is_cut;
    struct tnef_properties found; /* of the attachment */
    struct buffer title;
    struct range data;
};

/* Gives the next attribute. False: there is none, or the last one is cut. */
static bool peek_attribute(struct tnef *t, struct attribute *a)
{
    char head[ATTRIBUTE_HEAD];
    size_t n = t->is_cut ? 0 : seekable_read(&t->file, t->at, head, sizeof head);
    if (n < sizeof head) {
        t->is_cut |= n > 0;
        return false;
    }
    *a = (struct attribute){.level = (unsigned char)head[0],
                            .number = little_32(head + 1),
                            .at = t->at + sizeof head,
                            .n = little_32(head + 5)};
    t->is_cut = a->level == 0 || a->level > OF_ATTACHMENT || a->n > t->size - a->at;
    return !t->is_cut;
}

static void pass_attribute(struct tnef *t, const struct attribute *a)
{
    t->at = a->at + a->n + CHECKSUM;
}

static void read_title(struct tnef *t, const struct attribute *a)
{
    char text[MOST_TITLE];
    size_t n = seekable_read(&t->file, a->at, text, a->n < MOST_TITLE ? (size_t)a->n : MOST_TITLE);
    t->title.n = 0;
    mapi_append_text(&t->title, (struct slice){.at = text, .n = n}, MAPI_STRING_8);
}

/* Reads all that is told of the attachment, up to the next one. False: it has no bytes. */
static bool read_attachment(struct tnef *t)
{
    struct attribute a;
    while (peek_attribute(t, &a) && a.number != ATTRIBUTE_RENDERING) {
        pass_attribute(t, &a);
        if (a.level != OF_ATTACHMENT)
            continue;
        if (a.number == ATTRIBUTE_TITLE)
            read_title(t, &a);
        if (a.number == ATTRIBUTE_PROPERTIES)
            tnef_properties_read(&t->file, a.at, a.n, &t->found);
        if (a.number != ATTRIBUTE_DATA || t->found.data_n > 0)
            continue;
        t->found.data_at = a.at;
        t->found.data_n = a.n;
    }
    return t->found.data_n > 0;
}

static bool find_attachment(struct tnef *t)
{
    struct attribute a;
    while (peek_attribute(t, &a)) {
        if (a.level != OF_ATTACHMENT || a.number == ATTRIBUTE_RENDERING)
            pass_attribute(t, &a);
        if (a.level != OF_ATTACHMENT)
            continue;
        t->title.n = t->found.name.n = 0;
        t->found.data_at = t->found.data_n = 0;
        if (read_attachment(t))
            return true;
    }
    return false;
}

static enum container_event next_attachment(struct container *c, struct slice *name,
                                            struct stream **member)
{
    struct tnef *t = (struct tnef *)c;
    if (c->failure[0])
        return CONTAINER_FAILED;
    if (!find_attachment(t))
        return t->is_cut ? container_fail(&t->container, "is cut short") : CONTAINER_END;
    if (t->title.failed || t->found.name.failed)
        return container_fail(&t->container, "needs more memory than there is");
    range_init(&t->data, &t->file, t->found.data_at, t->found.data_n);
    *name = buffer_slice(t->found.name.n > 0 ? &t->found.name : &t->title);
    *member = &t->data.stream;
    return CONTAINER_MEMBER;
}

static void close_tnef(struct container *c)
{
    struct tnef *t = (struct tnef *)c;
    buffer_free(&t->found.name);
    buffer_free(&t->title);
    seekable_close(&t->file);
    free(t);
}

struct container *tnef_open(struct stream *packed)
{
    struct tnef *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->container = (struct container){.next = next_attachment, .close = close_tnef};
    t->at = SIGNATURE;
    if (seekable_open(&t->file, packed))
        t->size = seekable_size(&t->file);
    else
        container_fail(&t->container, seekable_failure());
    return &t->container;
}
