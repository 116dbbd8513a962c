#include "formats/read/decoders.h"

#include "formats/read/outlook/pst.h"
#include "formats/read/unpack.h"

enum { BLOCK = 32 * 1024 };

/* False: nobody reads any more. */
static bool send_member(struct stream *member, struct slice name, struct framing_writer *to)
{
    char block[BLOCK];
    size_t n;
    if (!framing_member(to, name))
        return false;
    while ((n = stream_read(member, block, sizeof block)) > 0)
        if (!framing_bytes(to, (struct slice){.at = block, .n = n}))
            return false;
    return member->failure[0] == '\0' || framing_damaged(to, member->failure);
}

static void send_members(struct container *c, struct framing_writer *to)
{
    struct slice name;
    struct stream *member;
    enum container_event event;
    while ((event = container_next(c, &name, &member)) == CONTAINER_MEMBER)
        if (member && !send_member(member, name, to))
            return;
    if (event == CONTAINER_END)
        framing_end(to);
    else
        framing_failed(to, c->failure);
}

/* How much it may unpack to is for whoever reads it to say. */
static void decode_archive(struct stream *packed, enum content_kind kind, struct framing_writer *to)
{
    struct expansion expansion = {.most_ratio = UINT64_MAX, .most = UINT64_MAX};
    struct container *c = unpack_open(packed, kind, &expansion, UNPACK_ANY_METHOD);
    if (c)
        send_members(c, to);
    container_close(c);
}

static void decode_pst(struct stream *packed, enum content_kind kind, struct framing_writer *to)
{
    (void)kind;
    pst_decode(packed, to);
}

static const struct {
    enum content_kind kind;
    void (*decode)(struct stream *packed, enum content_kind kind, struct framing_writer *to);
} decoders[] = {
    {CONTENT_7Z, decode_archive},  {CONTENT_RAR, decode_archive}, {CONTENT_RAR5, decode_archive},
    {CONTENT_CAB, decode_archive}, {CONTENT_LHA, decode_archive}, {CONTENT_AR, decode_archive},
    {CONTENT_PST, decode_pst},
};

bool decoders_know(enum content_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(decoders); i++)
        if (decoders[i].kind == kind)
            return true;
    return false;
}

void decoders_run(struct stream *packed, unsigned kind, struct framing_writer *to)
{
    for (size_t i = 0; i < COUNT_OF(decoders); i++)
        if (decoders[i].kind == kind)
            decoders[i].decode(packed, kind, to);
}
