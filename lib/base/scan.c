#include "lib/base/scan.h"

struct line_wanted { /* what a line begins with: one of the four */
    char a, b, c, d;
};

#ifdef __SSE2__
#include <emmintrin.h>

enum { STEP = 16, TWO_STEPS = 2 * STEP };

struct line_starts {
    __m128i feed, wanted[4];
};

/* Which bytes of the block at `at` follow a line feed and are one of the four. */
static inline __m128i hits_of(const struct line_starts *s, const char *at)
{
    __m128i before = _mm_loadu_si128((const __m128i *)(at - 1)),
            here = _mm_loadu_si128((const __m128i *)at);
    __m128i wanted = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(here, s->wanted[0]), _mm_cmpeq_epi8(here, s->wanted[1])),
        _mm_or_si128(_mm_cmpeq_epi8(here, s->wanted[2]), _mm_cmpeq_epi8(here, s->wanted[3])));
    return _mm_and_si128(wanted, _mm_cmpeq_epi8(before, s->feed));
}

/* Skips whole blocks without a hit, two at a time; the caller looks at the rest. */
static inline const char *skip_blocks(const char *at, const char *end, struct line_wanted w)
{
    const struct line_starts s = {
        _mm_set1_epi8('\n'),
        {_mm_set1_epi8(w.a), _mm_set1_epi8(w.b), _mm_set1_epi8(w.c), _mm_set1_epi8(w.d)}};
    for (; end - at >= TWO_STEPS; at += TWO_STEPS)
        if (_mm_movemask_epi8(_mm_or_si128(hits_of(&s, at), hits_of(&s, at + STEP))))
            break;
    for (; end - at >= STEP; at += STEP) {
        int hits = _mm_movemask_epi8(hits_of(&s, at));
        if (hits)
            return at + __builtin_ctz((unsigned)hits);
    }
    return at;
}

static size_t skip_name_blocks(struct slice s) /* likewise: how many bytes */
{
    const __m128i space = _mm_set1_epi8(' '), delete = _mm_set1_epi8(0x7F),
                  colon = _mm_set1_epi8(':');
    for (size_t i = 0;; i += STEP) {
        if (s.n - i < STEP)
            return i;
        __m128i here = _mm_loadu_si128((const __m128i *)(s.at + i));
        __m128i printable = _mm_cmpgt_epi8(here, space); /* signed: bytes from 0x80 on are not */
        __m128i other = _mm_or_si128(_mm_cmpeq_epi8(here, delete), _mm_cmpeq_epi8(here, colon));
        unsigned named = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(other, printable));
        if (named != 0xFFFF)
            return i + (size_t)__builtin_ctz(~named);
    }
}

static size_t skip_plain_blocks(struct slice s, bool *non_ascii) /* likewise */
{
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'),
                  control = _mm_set1_epi8(0x1F);
    for (size_t i = 0;; i += STEP) {
        if (s.n - i < STEP)
            return i;
        __m128i here = _mm_loadu_si128((const __m128i *)(s.at + i));
        __m128i other = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(here, quote), _mm_cmpeq_epi8(here, backslash)),
            _mm_cmpeq_epi8(_mm_min_epu8(here, control), here));
        int hits = _mm_movemask_epi8(other), high = _mm_movemask_epi8(here);
        int n = hits ? __builtin_ctz((unsigned)hits) : STEP;
        if (high & ((1 << n) - 1))
            *non_ascii = true;
        if (hits)
            return i + (size_t)n;
    }
}
#else
static inline const char *skip_blocks(const char *at, const char *end, struct line_wanted w)
{
    (void)end, (void)w;
    return at;
}

static size_t skip_name_blocks(struct slice s)
{
    (void)s;
    return 0;
}

static size_t skip_plain_blocks(struct slice s, bool *non_ascii)
{
    (void)s, (void)non_ascii;
    return 0;
}
#endif

static inline bool is_wanted(char c, struct line_wanted w)
{
    return c == w.a || c == w.b || c == w.c || c == w.d;
}

/* Inline, so that what is wanted twice is compared once. */
static inline __attribute__((always_inline)) const char *line_start(const char *at, const char *end,
                                                                    struct line_wanted w)
{
    at = skip_blocks(at, end, w);
    while (at < end && !(at[-1] == '\n' && is_wanted(*at, w))) {
        const char *feed = memchr(at - 1, '\n', (size_t)(end - at + 1));
        if (!feed)
            return end;
        at = feed + 1 > at ? feed + 1 : at + 1;
    }
    return at < end ? at : end;
}

const char *scan_line_start(const char *at, const char *end, char a, char b)
{
    return line_start(at, end, (struct line_wanted){a, b, b, b});
}

const char *scan_line_start_of_four(const char *at, const char *end, const char wanted[static 4])
{
    return line_start(at, end, (struct line_wanted){wanted[0], wanted[1], wanted[2], wanted[3]});
}

static bool is_name_char(char c)
{
    return (unsigned char)(c - '!') < 127 - '!' && c != ':';
}

size_t scan_field_name(struct slice s)
{
    size_t n = skip_name_blocks(s);
    while (n < s.n && is_name_char(s.at[n]))
        n++;
    return n;
}

/* 1: cannot stand in a JSON string as it is. */
static const unsigned char escaped[256] = {
    [0] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,         1,
    1,       1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ['"'] = 1, ['\\'] = 1,
};

size_t scan_json_plain(struct slice s, bool *non_ascii)
{
    size_t n = skip_plain_blocks(s, non_ascii);
    for (; n < s.n && !escaped[(unsigned char)s.at[n]]; n++)
        *non_ascii |= (unsigned char)s.at[n] >= 0x80;
    return n;
}
