#include "formats/read/runs.h"

bool runs_digit(char c)
{
    return spelled_base64_digit(c) >= 0;
}

bool runs_of_list(char c)
{
    return ascii_is_digit(c) || c == ',' || c == '-' || c == '"' || c == ':' || ascii_is_space(c);
}

struct slice runs_next(struct slice text, size_t least, bool is_such(char c))
{
    size_t last = least - 1; /* of the first run that may be there */
    while (last < text.n) {
        size_t end = last + 1, begin = end;
        while (end - begin < least && is_such(text.at[begin - 1]))
            begin--;
        if (end - begin < least) {
            last = begin - 1 + least;
            continue;
        }
        while (end < text.n && is_such(text.at[end]))
            end++;
        return (struct slice){.at = text.at + begin, .n = end - begin};
    }
    return (struct slice){0};
}

/* Is a run all of digits of a smaller alphabet? */
static bool is_all(struct slice run, bool is_such(char c))
{
    size_t n = 0;
    while (n < run.n && n < RUNS_DIGITS && is_such(run.at[n]))
        n++;
    return n == run.n || n == RUNS_DIGITS;
}

/* Letters before them may be digits, too ("\nUmVj", "%0AUmVj", a block that begins in their midst):
 * where text comes out, behind that, there are no such. */
static size_t misplaced(struct slice run)
{
    enum { BEFORE = 8, GROUP = 4 };
    for (size_t i = 0; i < GROUP; i++) {
        char bytes[RUNS_DIGITS - BEFORE - GROUP];
        size_t used, n = spelled_in_base64(slice_from(run, BEFORE + i), bytes,
                                           sizeof bytes / GROUP * 3, &used);
        while (n > 0 &&
               (ascii_is_space(bytes[n - 1]) || (bytes[n - 1] >= ' ' && bytes[n - 1] <= '~')))
            n--;
        if (n == 0)
            return i;
    }
    return 0;
}

spelled_taker *runs_taker(struct slice *run)
{
    const char *x = memchr(run->at, 'x', 2); /* of "0x" */
    struct slice hex = slice_from(*run, x ? (size_t)(x + 1 - run->at) : 0);
    if (is_all(hex, ascii_is_hex)) {
        *run = hex;
        return spelled_in_hex;
    }
    if (is_all(*run, spelled_is_base32_digit))
        return spelled_in_base32;
    *run = slice_from(*run, misplaced(*run));
    return spelled_in_base64;
}
