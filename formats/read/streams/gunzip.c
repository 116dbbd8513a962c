/*
 * Not through libarchive, because its filter keeps back up to 64 KB of what it has unpacked when
 * the file ends too early, and exports that were cut short are what people have. Here all that can
 * be unpacked comes out, and then the failure. Header and trailer are read here, so that libdeflate
 * makes the checksum: zlib's takes an eighth of all the time.
 */
#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>

#include "formats/read/streams/gunzip.h"

#include "lib/base/little.h"

enum { BLOCK = 64 * 1024, RAW_WINDOW = -15 };
enum {
    FLAG_HEADER_SUM = 2,
    FLAG_EXTRA = 4,
    FLAG_NAME = 8,
    FLAG_COMMENT = 16,
    FLAGS_RESERVED = 0xE0
}; /* 2.3.1 */

struct gunzip_stream {
    struct stream stream;
    struct stream *packed;
    struct expansion *expansion;
    z_stream z;
    char *block;
    uint32_t sum, size; /* of what came out of this member; `sum` also of its header */
    bool between; /* not inside a member: another may follow, or the end, or padding (tapes) */
    bool first;   /* no member was finished yet */
    bool is_zlib;
    const char *flaw; /* found behind output that has to be given first */
};

static const char *cut_short(const struct gunzip_stream *s)
{
    return s->is_zlib ? "ends too early (zlib)" : "ends too early (gzip)";
}

static const char *damaged(const struct gunzip_stream *s)
{
    return s->is_zlib ? "is damaged (zlib)" : "is damaged (gzip)";
}

static ssize_t fail_at_end(struct gunzip_stream *s)
{
    return stream_fail_with(&s->stream, s->packed, cut_short(s));
}

/* Is there another byte to inflate? */
static bool refill(struct gunzip_stream *s)
{
    if (s->z.avail_in > 0)
        return true;
    size_t n = stream_read(s->packed, s->block, BLOCK);
    s->z.next_in = (Bytef *)s->block;
    s->z.avail_in = (uInt)n;
    return n > 0;
}

static bool take(struct gunzip_stream *s, unsigned char *to, size_t n) /* false: the end */
{
    for (size_t i = 0; i < n; i++) {
        if (!refill(s))
            return false;
        to[i] = *s->z.next_in++;
        s->z.avail_in--;
    }
    s->sum = libdeflate_crc32(s->sum, to, n);
    return true;
}

static bool pass(struct gunzip_stream *s, size_t n)
{
    unsigned char byte;
    while (n > 0 && take(s, &byte, 1))
        n--;
    return n == 0;
}

static bool pass_text(struct gunzip_stream *s) /* with its NUL */
{
    unsigned char byte;
    do
        if (!take(s, &byte, 1))
            return false;
    while (byte != 0);
    return true;
}

enum header { HEADER_WHOLE, HEADER_CUT, HEADER_DAMAGED, HEADER_NONE };

/* RFC 1950, 2.2. A preset dictionary is not known here: it counts as damage. */
static enum header read_zlib_header(struct gunzip_stream *s)
{
    enum { METHOD = 0x0F, DICTIONARY = 0x20, CHECK = 31 };
    unsigned char two[2];
    if (!s->first)
        return HEADER_NONE;
    if (!take(s, two, 2))
        return HEADER_CUT;
    bool is_sound = (two[0] & METHOD) == Z_DEFLATED && (two[1] & DICTIONARY) == 0 &&
                    (two[0] * 256u + two[1]) % CHECK == 0;
    return is_sound ? HEADER_WHOLE : HEADER_DAMAGED;
}

static enum header read_header(struct gunzip_stream *s)
{
    unsigned char head[10], two[2];
    s->sum = 0;
    for (size_t i = 0; i < sizeof head; i++) {
        if (!take(s, head + i, 1))
            return HEADER_CUT;
        if (i < 2 && head[i] != (i == 0 ? 0x1F : 0x8B))
            return HEADER_NONE;
    }
    unsigned flags = head[3];
    if (head[2] != Z_DEFLATED || flags & FLAGS_RESERVED)
        return HEADER_DAMAGED;
    if (flags & FLAG_EXTRA && !(take(s, two, 2) && pass(s, little_16(two))))
        return HEADER_CUT;
    if ((flags & FLAG_NAME && !pass_text(s)) || (flags & FLAG_COMMENT && !pass_text(s)))
        return HEADER_CUT;
    uint32_t sum = s->sum & 0xFFFF;
    if (flags & FLAG_HEADER_SUM && !take(s, two, 2))
        return HEADER_CUT;
    return flags & FLAG_HEADER_SUM && sum != little_16(two) ? HEADER_DAMAGED : HEADER_WHOLE;
}

/* What stands behind a member is no other one; `first` is its first byte. */
static ssize_t end(struct gunzip_stream *s, char first)
{
    struct slice rest = {.at = (const char *)s->z.next_in, .n = s->z.avail_in};
    bool is_padding = stream_is_padding((struct slice){.at = &first, .n = 1});
    if (is_padding && !stream_is_followed(s->packed, rest))
        return 0;
    return stream_fail_followed(&s->stream);
}

/* 1: a member begins; 0: nothing follows; -1: failure. */
static ssize_t begin_member(struct gunzip_stream *s)
{
    if (!refill(s))
        return 0;
    char first = (char)*s->z.next_in;
    enum header header = s->is_zlib ? read_zlib_header(s) : read_header(s);
    if (header == HEADER_CUT)
        return fail_at_end(s);
    if (header == HEADER_NONE && !s->first)
        return end(s, first);
    if (header != HEADER_WHOLE)
        return stream_fail(&s->stream, damaged(s));
    s->between = false;
    s->sum = s->is_zlib;
    s->size = 0;
    return inflateReset(&s->z) == Z_OK ? 1 : stream_fail(&s->stream, damaged(s));
}

static void end_zlib(struct gunzip_stream *s)
{
    unsigned char tail[4];
    uint32_t sum = s->sum;
    if (!take(s, tail, sizeof tail))
        s->flaw = cut_short(s);
    else if (((uint32_t)tail[0] << 24 | (uint32_t)tail[1] << 16 | (uint32_t)tail[2] << 8 |
              tail[3]) != sum)
        s->flaw = damaged(s);
}

static void end_member(struct gunzip_stream *s)
{
    unsigned char tail[8];
    uint32_t sum = s->sum;
    s->between = true;
    s->first = false;
    if (s->is_zlib) {
        end_zlib(s);
        return;
    }
    if (!take(s, tail, sizeof tail))
        s->flaw = cut_short(s);
    else if (little_32(tail) != sum || little_32(tail + 4) != s->size)
        s->flaw = damaged(s);
}

/* Inflates until some bytes come out; gives how many, 0 at the end, -1: failure. */
static ssize_t inflate_some(struct gunzip_stream *s, char *to, size_t n)
{
    size_t given = 0;
    while (given == 0) {
        if (s->flaw)
            return stream_fail_with(&s->stream, s->packed, s->flaw);
        ssize_t begun = s->between ? begin_member(s) : 1;
        if (begun <= 0)
            return begun;
        if (!refill(s))
            return fail_at_end(s);
        s->z.next_out = (Bytef *)to;
        s->z.avail_out = (uInt)(n < UINT32_MAX ? n : UINT32_MAX);
        int status = inflate(&s->z, Z_NO_FLUSH);
        given = (size_t)(s->z.next_out - (Bytef *)to);
        s->sum = s->is_zlib ? libdeflate_adler32(s->sum, to, given)
                            : libdeflate_crc32(s->sum, to, given);
        s->size += (uint32_t)given;
        if (status == Z_STREAM_END)
            end_member(s);
        else if (status != Z_OK && status != Z_BUF_ERROR)
            s->flaw = damaged(s);
    }
    return (ssize_t)given;
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct gunzip_stream *s = (struct gunzip_stream *)base;
    return expansion_count(s->expansion, base, inflate_some(s, to, n));
}

static struct stream *begin(struct stream *packed, struct expansion *expansion, bool is_zlib)
{
    struct gunzip_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->stream.pull = pull;
    s->packed = packed;
    s->expansion = expansion;
    s->between = s->first = true;
    s->is_zlib = is_zlib;
    s->block = malloc(BLOCK);
    if (s->block && inflateInit2(&s->z, RAW_WINDOW) == Z_OK)
        return &s->stream;
    free(s->block);
    free(s);
    return NULL;
}

struct stream *gunzip_open(struct stream *packed, struct expansion *expansion)
{
    return begin(packed, expansion, false);
}

struct stream *gunzip_open_zlib(struct stream *packed, struct expansion *expansion)
{
    return begin(packed, expansion, true);
}

void gunzip_close(struct stream *base)
{
    struct gunzip_stream *s = (struct gunzip_stream *)base;
    if (!s)
        return;
    inflateEnd(&s->z);
    free(s->block);
    free(s);
}
