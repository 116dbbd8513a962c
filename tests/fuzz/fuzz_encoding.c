/* Transfer encodings (RFC 2045, 6): base64 and quoted-printable as simple references decode
 * them. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/mail/encoding.h"

/* base64 letter by letter, as a child would do it. */
static size_t slow_base64(char *to, struct slice from)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, held = 0;
    size_t n = 0;
    for (size_t i = 0; i < from.n && from.at[i] != '='; i++) {
        const char *letter = from.at[i] ? strchr(letters, from.at[i]) : NULL;
        if (!letter)
            continue;
        bits = bits << 6 | (unsigned)(letter - letters);
        held += 6;
        if (held >= 8) {
            held -= 8;
            to[n++] = (char)(bits >> held);
        }
    }
    return n;
}

/* Quoted-printable line by line (RFC 2045, 6.7): trailing blanks off, then codes and soft
 * breaks. */
static size_t slow_quoted_printable(char *to, struct slice from)
{
    size_t n = 0;
    while (from.n > 0) {
        const char *feed = memchr(from.at, '\n', from.n);
        struct slice line = slice_first(from, feed ? (size_t)(feed - from.at) : from.n);
        from = slice_from(from, feed ? line.n + 1 : line.n);
        bool crlf = feed && line.n > 0 && line.at[line.n - 1] == '\r', soft = false;
        size_t end = line.n;
        while (end > 0 && strchr(" \t\r", line.at[end - 1]) && line.at[end - 1] != '\0')
            end--;
        size_t stop = feed ? end
                           : line.n; /* the last line has no line end that would take its blanks */
        if (end > 0 && line.at[end - 1] == '=') {
            soft = true;
            stop = end - 1;
        }
        for (size_t i = 0; i < stop; i++) {
            bool code = line.at[i] == '=' && i + 2 < line.n &&
                        ascii_hex_value(line.at[i + 1]) >= 0 &&
                        ascii_hex_value(line.at[i + 2]) >= 0;
            to[n++] = code ? (char)(ascii_hex_value(line.at[i + 1]) << 4 |
                                    ascii_hex_value(line.at[i + 2]))
                           : line.at[i];
            i += code ? 2 : 0;
        }
        if (feed && !soft) {
            if (crlf)
                to[n++] = '\r';
            to[n++] = '\n';
        }
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {(const char *)data, size};
    size_t room = encoding_base64_room(text.n);
    char *fast = malloc(room + text.n + 8), *slow = malloc(room + text.n + 8);
    bool damaged = false;
    if (!fast || !slow)
        abort();
    size_t n = encoding_base64(fast, room, text, &damaged);
    MUST(n == slow_base64(slow, text) && memcmp(fast, slow, n) == 0);
    n = encoding_quoted_printable(fast, text, &damaged);
    MUST(n <= text.n && n == slow_quoted_printable(slow, text) && memcmp(fast, slow, n) == 0);
    free(fast);
    free(slow);
    return 0;
}
