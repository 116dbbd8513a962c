#include "formats/read/outlook/tnef_properties.h"

#include "formats/read/outlook/mapi.h"
#include "lib/base/little.h"

enum { MOST_NAME = 4096, NAMED = 0x8000, GUID = 16 };

struct cursor {
    struct seekable *file;
    uint64_t at, end;
    bool cut;
};

static bool pass(struct cursor *c, uint64_t n)
{
    c->cut |= n > c->end - c->at;
    if (!c->cut)
        c->at += n;
    return !c->cut;
}

/* Gives 0 if nothing is left. */
static uint32_t take_32(struct cursor *c)
{
    char bytes[4];
    uint64_t at = c->at;
    if (!pass(c, sizeof bytes) || seekable_read(c->file, at, bytes, sizeof bytes) != sizeof bytes) {
        c->cut = true;
        return 0;
    }
    return little_32(bytes);
}

static uint64_t padded(uint64_t n)
{
    return (n + 3) & ~(uint64_t)3;
}

/* Passes a name that a program gave its own property: a GUID, and a number or a text. */
static void pass_name(struct cursor *c)
{
    pass(c, GUID);
    if (take_32(c) == 0)
        pass(c, 4);
    else
        pass(c, padded(take_32(c)));
}

/* How many bytes a value of this type has; 0: its length stands before it. */
static unsigned size_of(unsigned type)
{
    switch (type & ~(unsigned)MAPI_MANY) {
    case MAPI_STRING_8:
    case MAPI_UNICODE:
    case MAPI_OBJECT:
    case MAPI_BINARY:
        return 0;
    case MAPI_DOUBLE:
    case MAPI_CURRENCY:
    case MAPI_APPLICATION_TIME:
    case MAPI_INTEGER_64:
    case MAPI_TIME:
        return 8;
    case MAPI_GUID:
        return GUID;
    default:
        return 4;
    }
}

static void take_name(const struct cursor *c, uint64_t n, unsigned type, struct buffer *name)
{
    char text[MOST_NAME];
    size_t got = seekable_read(c->file, c->at, text, n < MOST_NAME ? (size_t)n : MOST_NAME);
    name->n = 0;
    mapi_append_text(name, (struct slice){.at = text, .n = got}, type);
}

/* Looks at a value of n bytes that the cursor stands before. */
static void look_at(const struct cursor *c, unsigned id, unsigned type, uint64_t n,
                    struct tnef_properties *found)
{
    bool is_text = type == MAPI_UNICODE || type == MAPI_STRING_8;
    if (n > c->end - c->at)
        return;
    if (is_text && (id == MAPI_ATTACH_LONG_NAME || (id == MAPI_ATTACH_NAME && found->name.n == 0)))
        take_name(c, n, type, &found->name);
    if (id != MAPI_ATTACH_DATA || (type != MAPI_BINARY && type != MAPI_OBJECT))
        return;
    uint64_t head = type == MAPI_OBJECT ? GUID : 0; /* of the interface that the object has */
    if (n >= head) {
        found->data_at = c->at + head;
        found->data_n = n - head;
    }
}

static void read_property(struct cursor *c, struct tnef_properties *found)
{
    uint32_t tag = take_32(c);
    unsigned type = tag & 0xFFFF, id = tag >> 16, size = size_of(type);
    if (id >= NAMED)
        pass_name(c);
    bool is_many = size == 0 || (type & MAPI_MANY);
    uint64_t values = is_many ? take_32(c) : 1;
    if (size > 0) {
        pass(c, padded(values * size));
        return;
    }
    for (uint64_t i = 0; i < values && !c->cut; i++) {
        uint64_t n = take_32(c);
        if (!c->cut)
            look_at(c, id, type, n, found);
        pass(c, padded(n));
    }
}

void tnef_properties_read(struct seekable *file, uint64_t at, uint64_t n,
                          struct tnef_properties *found)
{
    struct cursor c = {.file = file, .at = at, .end = at + n};
    for (uint64_t left = take_32(&c); left > 0 && !c.cut; left--)
        read_property(&c, found);
}
