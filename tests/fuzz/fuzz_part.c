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

/* The next line with its line feed, where it has one. */
static struct slice next_line(struct slice *rest)
{
    struct slice all = *rest, line = slice_until(rest, '\n');
    line.n += line.n < all.n;
    return line;
}

static bool is_whole(struct slice rest, struct part_check *check)
{
    const char *wrong = NULL;
    while (rest.n > 0 && !wrong)
        wrong = part_check_line(check, next_line(&rest));
    return !wrong && !part_check_end(check);
}

/* What is whole is so when it is read again. */
static void check_twice(struct slice part)
{
    static const struct hash_key key;
    struct part_check check, second;
    if (!part_check_start(&check, &key))
        return;
    if (is_whole(part, &check)) {
        struct part_seen seen = {&key, check.all, slice_of(check.content)};
        part_check_start_again(&second, &seen);
        MUST(is_whole(part, &second) && second.sums.reports == check.sums.reports);
    }
    part_check_free(&check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct slice rest = {.at = (const char *)data, .n = n};
    struct part_line line;
    bool no_memory;
    check_twice(rest);
    while (rest.n > 0) {
        struct slice text = slice_until(&rest, '\n');
        if (part_line_read(text, &limits, &arena, &line, &no_memory))
            again(&line, &limits, &arena);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return 0;
}
