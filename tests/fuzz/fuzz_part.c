/* Parts (SPEC 11): whatever is in a file, it is checked line by line, and each line that is one is
 * written again and reads back to the same text. */
#include "lib/tlsrpt/part.h"
#include "lib/tlsrpt/partline.h"
#include "tests/fuzz/roundtrip.h"

static void again(const struct part_line *line, const struct limits *limits, struct arena *arena)
{
    struct buffer once = {0}, twice = {0};
    struct part_line read;
    bool no_memory;
    part_line_write(&once, line, "");
    MUST(utf8_is_valid(buffer_slice(&once)));
    MUST(part_line_read(slice_first(buffer_slice(&once), once.n - 1), limits, arena, &read,
                        &no_memory));
    part_line_write(&twice, &read, "");
    MUST(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct slice rest = {.at = (const char *)data, .n = n};
    struct part_check check;
    struct part_line line;
    bool no_memory;
    if (!part_check_start(&check))
        return 0;
    while (rest.n > 0) {
        struct slice text = slice_until(&rest, '\n');
        part_check_line(&check, text);
        if (part_line_read(text, &limits, &arena, &line, &no_memory))
            again(&line, &limits, &arena);
        arena_reset(&arena);
    }
    part_check_end(&check);
    part_check_free(&check);
    arena_free(&arena);
    return 0;
}
