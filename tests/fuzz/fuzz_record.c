/* Records: a record that is accepted is written again, and what was written reads back to the
 * same text. */
#include "tests/fuzz/roundtrip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct report report;
    bool no_memory;
    if (record_decode((struct slice){(const char *)data, n}, &limits, &arena, &report,
                      &no_memory) == REASON_NONE)
        roundtrip(&report, &limits, &arena);
    arena_free(&arena);
    return 0;
}
