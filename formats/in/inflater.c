#include "formats/in/inflater.h"

#include <stdint.h>
#include <stdlib.h>

static size_t at_most_32_bits(size_t n)
{
    return n < UINT32_MAX ? n : UINT32_MAX;
}

#ifdef HAVE_ISAL

#include <isa-l/igzip_lib.h>

struct inflater {
    struct inflate_state state;
    bool ended;
};

struct inflater *inflater_new(void)
{
    struct inflater *i = malloc(sizeof *i);
    if (!i)
        return NULL;
    isal_inflate_init(&i->state);
    i->state.crc_flag = ISAL_GZIP;
    i->ended = false;
    return i;
}

void inflater_free(struct inflater *i)
{
    free(i);
}

enum inflater_status inflater_run(struct inflater *i, const char *in, size_t *in_n, char *to, size_t *to_n)
{
    struct inflate_state *s = &i->state;
    if (i->ended)
        isal_inflate_reset(s);
    i->ended = false;
    s->next_in = (uint8_t *)in;
    s->avail_in = (uint32_t)at_most_32_bits(*in_n);
    s->next_out = (uint8_t *)to;
    s->avail_out = (uint32_t)at_most_32_bits(*to_n);
    int status = isal_inflate(s);
    *in_n = (size_t)(s->next_in - (const uint8_t *)in);
    *to_n = (size_t)(s->next_out - (uint8_t *)to);
    i->ended = status == ISAL_DECOMP_OK && s->block_state == ISAL_BLOCK_FINISH;
    if (i->ended)
        return INFLATER_MEMBER_ENDED;
    return status == ISAL_DECOMP_OK || status == ISAL_END_INPUT || status == ISAL_OUT_OVERFLOW ? INFLATER_MORE : INFLATER_DAMAGED;
}

#else

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 };

struct inflater {
    z_stream z;
};

struct inflater *inflater_new(void)
{
    struct inflater *i = calloc(1, sizeof *i);
    if (i && inflateInit2(&i->z, GZIP_WINDOW) != Z_OK) {
        free(i);
        return NULL;
    }
    return i;
}

void inflater_free(struct inflater *i)
{
    if (i)
        inflateEnd(&i->z);
    free(i);
}

enum inflater_status inflater_run(struct inflater *i, const char *in, size_t *in_n, char *to, size_t *to_n)
{
    i->z.next_in = (Bytef *)in;
    i->z.avail_in = (uInt)at_most_32_bits(*in_n);
    i->z.next_out = (Bytef *)to;
    i->z.avail_out = (uInt)at_most_32_bits(*to_n);
    int status = inflate(&i->z, Z_NO_FLUSH);
    *in_n = (size_t)(i->z.next_in - (const Bytef *)in);
    *to_n = (size_t)(i->z.next_out - (Bytef *)to);
    if (status == Z_STREAM_END) {
        inflateReset(&i->z);
        return INFLATER_MEMBER_ENDED;
    }
    return status == Z_OK || status == Z_BUF_ERROR ? INFLATER_MORE : INFLATER_DAMAGED;
}

#endif
