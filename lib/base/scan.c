#include "lib/base/scan.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

enum { STEP = 16 };

/* Skips whole blocks without a hit; the caller looks at the rest. */
static const char *skip_blocks(const char *at, const char *end, char a, char b)
{
    const __m128i feed = _mm_set1_epi8('\n'), first = _mm_set1_epi8(a), second = _mm_set1_epi8(b);
    for (; end - at >= STEP; at += STEP) {
        __m128i before = _mm_loadu_si128((const __m128i *)(at - 1)), here = _mm_loadu_si128((const __m128i *)at);
        __m128i wanted = _mm_or_si128(_mm_cmpeq_epi8(here, first), _mm_cmpeq_epi8(here, second));
        int hits = _mm_movemask_epi8(_mm_and_si128(wanted, _mm_cmpeq_epi8(before, feed)));
        if (hits)
            return at + __builtin_ctz((unsigned)hits);
    }
    return at;
}
#else
static const char *skip_blocks(const char *at, const char *end, char a, char b)
{
    (void)end, (void)a, (void)b;
    return at;
}
#endif

const char *scan_line_start(const char *at, const char *end, char a, char b)
{
    at = skip_blocks(at, end, a, b);
    while (at < end && !(at[-1] == '\n' && (*at == a || *at == b))) {
        const char *feed = memchr(at - 1, '\n', (size_t)(end - at + 1));
        if (!feed)
            return end;
        at = feed + 1 > at ? feed + 1 : at + 1;
    }
    return at < end ? at : end;
}
