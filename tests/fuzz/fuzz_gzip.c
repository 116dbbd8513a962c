/*
 * gzip: the inflater against zlib, wherever the input is cut. What zlib takes for a whole member has the same bytes here; where it sees
 * damage, the bytes before agree. The first byte says where to cut.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <zlib.h>

#include "formats/in/inflater.h"

enum { ROOM = 1 << 20 };

/* One member by zlib: how much came out, and whether it was whole. */
static size_t reference(const uint8_t *in, size_t n, char *to, bool *whole)
{
    z_stream z = {.next_in = (Bytef *)in, .avail_in = (uInt)n, .next_out = (Bytef *)to, .avail_out = ROOM};
    MUST(inflateInit2(&z, 15 + 16) == Z_OK);
    *whole = inflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t got = ROOM - z.avail_out;
    inflateEnd(&z);
    return got;
}

static size_t ours(const uint8_t *in, size_t n, size_t piece, char *to, bool *whole)
{
    struct inflater *i = inflater_new();
    size_t at = 0, got = 0;
    enum inflater_status status = INFLATER_MORE;
    MUST(i);
    while (status == INFLATER_MORE && got < ROOM) {
        size_t taken = n - at < piece ? n - at : piece, given = ROOM - got < piece ? ROOM - got : piece;
        status = inflater_run(i, (const char *)in + at, &taken, to + got, &given);
        at += taken;
        got += given;
        MUST(at <= n && got <= ROOM);
        if (taken == 0 && given == 0)
            break;
    }
    inflater_free(i);
    *whole = status == INFLATER_MEMBER_ENDED;
    return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static char a[ROOM], b[ROOM];
    bool whole_a, whole_b;
    if (n < 3 || data[1] != 0x1F || data[2] != 0x8B)
        return 0;
    size_t got_a = reference(data + 1, n - 1, a, &whole_a), got_b = ours(data + 1, n - 1, (size_t)data[0] * data[0] + 1, b, &whole_b);
    if (whole_a)
        MUST(whole_b && got_a == got_b);
    MUST(memcmp(a, b, got_a < got_b ? got_a : got_b) == 0);
    return 0;
}
