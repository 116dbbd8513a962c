/*
 * The pipe of a decoder that has been taken over: whatever comes, reading ends, and where the bytes
 * are cut makes no difference. The first byte says where, and how much of each member is read.
 */
#include "formats/read/streams/framing.h"
#include "tests/dribble.h"
#include "tests/fuzz/fuzz.h"

static uint64_t mix(uint64_t sum, const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ (unsigned char)at[i]) * 1099511628211u;
    return (sum ^ n) * 1099511628211u;
}

static uint64_t read_all(struct slice bytes, size_t piece, size_t most)
{
    static struct framing_reader r;
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    enum framing_event event;
    uint64_t sum = 14695981039346656037u;
    framing_reader_init(&r, &d.stream);
    while ((event = framing_next(&r)) == FRAMING_MEMBER) {
        char byte;
        MUST(r.text_n <= FRAMING_NAME);
        sum = mix(sum, r.text, r.text_n);
        for (size_t n = 0; n < most && framing_read(&r, &byte, 1) == 1; n++)
            sum = mix(sum, &byte, 1);
    }
    MUST(framing_next(&r) == event || event == FRAMING_FAILED);
    return sum + event;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2)
        return 0;
    struct slice bytes = {(const char *)data + 1, n - 1};
    size_t most = data[0] % 2 ? SIZE_MAX : data[0];
    MUST(read_all(bytes, SIZE_MAX, most) == read_all(bytes, (size_t)data[0] + 1, most));
    return 0;
}
