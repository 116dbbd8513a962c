/*
 * Archives and compressions, and what stands in them, in each other: wherever the stream is cut,
 * the same items come, with sound names. The first byte says where to cut.
 */
#include "tests/fuzz/collect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct collect whole, cut;
    struct limits limits = LIMITS_DEFAULT;
    limits.message = limits.report = 1 << 20;
    limits.depth = 3;
    limits.members = 100;
    limits.ratio = 100;
    if (n < 2)
        return 0;
    struct slice bytes = {(const char *)data + 1, n - 1};
    collect_walk(&whole, bytes, SIZE_MAX, &limits);
    collect_walk(&cut, bytes, (size_t)data[0] + 1, &limits);
    MUST(collect_same(&whole, &cut));
    return 0;
}
