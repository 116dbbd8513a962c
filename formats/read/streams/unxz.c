#include "formats/read/streams/unxz.h"

#include <lzma.h>
#include <stdlib.h>

enum { BLOCK = 16 * 1024 };

struct unxz {
    struct stream stream; /* first: the stream is this */
    struct stream *packed;
    struct expansion *expansion;
    lzma_stream z;
    bool is_lzma, ended;
    lzma_ret flaw; /* found behind output that has to be given first; LZMA_OK: none */
    uint8_t block[BLOCK];
};

static const char *sentence_of(lzma_ret result, bool is_lzma)
{
    _Static_assert(UNXZ_MEMORY == 192 << 20, "as the sentence says");
    switch (result) {
    case LZMA_MEMLIMIT_ERROR:
        return "needs more than 192 MB to unpack (its dictionary is larger than any that xz -9 "
               "makes); unpack it with xz -d, and give that";
    case LZMA_MEM_ERROR:
        return "needs more memory than there is";
    case LZMA_BUF_ERROR: /* it wants more than there is */
        return is_lzma ? "ends too early (lzma)" : "ends too early (xz)";
    default:
        return is_lzma ? "is damaged (lzma)" : "is damaged (xz)";
    }
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct unxz *s = (struct unxz *)base;
    s->z.next_out = (uint8_t *)to;
    s->z.avail_out = n;
    while (s->z.avail_out == n && !s->ended) {
        if (s->z.avail_in == 0) {
            s->z.next_in = s->block;
            s->z.avail_in = stream_read(s->packed, (char *)s->block, sizeof s->block);
        }
        if (s->z.avail_in == 0 && s->packed->failure[0] != '\0')
            return stream_fail(&s->stream, s->packed->failure);
        lzma_ret result = lzma_code(&s->z, s->z.avail_in > 0 ? LZMA_RUN : LZMA_FINISH);
        s->ended = result != LZMA_OK;
        s->flaw = result == LZMA_STREAM_END ? LZMA_OK : result;
    }
    size_t got = n - s->z.avail_out;
    if (got == 0 && s->flaw != LZMA_OK)
        return stream_fail(&s->stream, sentence_of(s->flaw, s->is_lzma));
    return expansion_count(s->expansion, base, (ssize_t)got);
}

static struct stream *open_either(struct stream *packed, struct expansion *expansion, bool is_lzma)
{
    struct unxz *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    stream_init(&s->stream, pull, NULL);
    s->packed = packed;
    s->expansion = expansion;
    s->is_lzma = is_lzma;
    if (lzma_auto_decoder(&s->z, UNXZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK)
        return &s->stream;
    free(s);
    return NULL;
}

struct stream *unxz_open(struct stream *packed, struct expansion *expansion)
{
    return open_either(packed, expansion, false);
}

struct stream *unxz_open_lzma(struct stream *packed, struct expansion *expansion)
{
    return open_either(packed, expansion, true);
}

void unxz_close(struct stream *base)
{
    struct unxz *s = (struct unxz *)base;
    lzma_end(&s->z);
    free(s);
}
