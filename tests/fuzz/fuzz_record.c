/* Records: a record that is accepted is written again, and what was written reads back to the same text. */
#include "tests/fuzz/fuzz.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct report report, again;
    struct buffer line = {0}, twice = {0}, scratch = {0};
    char key[REPORT_KEY_TEXT + 1], key_again[REPORT_KEY_TEXT + 1];
    bool no_memory;
    if (record_decode((struct slice){(const char *)data, n}, &limits, &arena, &report, &no_memory) == REASON_NONE) {
        MUST(report_key(&report, &scratch, key));
        record_write(&line, &report, key);
        MUST(utf8_is_valid(buffer_slice(&line)));
        MUST(record_decode(slice_trim(buffer_slice(&line)), &limits, &arena, &again, &no_memory) == REASON_NONE);
        MUST(report_key(&again, &scratch, key_again));
        record_write(&twice, &again, key_again);
        MUST(slice_equal(buffer_slice(&line), buffer_slice(&twice)));
    }
    buffer_free(&line);
    buffer_free(&twice);
    buffer_free(&scratch);
    arena_free(&arena);
    return 0;
}
