#include "lib/tlsrpt/bounds.h"

#include "lib/base/sha256.h"
#include "lib/base/utf8.h"

/* The beginning of a text and so many digits of the SHA-256 of the whole; at most `most` bytes. */
static size_t cut_with_digest(struct slice shown, struct slice sent, size_t digits, size_t most,
                              char *to)
{
    static const char between[] = "... sha256:";
    size_t tail = sizeof between - 1 + digits;
    char digest[SHA256_TEXT + 1];
    if (!sha256_once_text(sent, digest))
        return 0;

    shown = utf8_cut(shown, most - tail);
    memcpy(to, shown.at, shown.n);
    memcpy(to + shown.n, between, sizeof between - 1);
    memcpy(to + shown.n + sizeof between - 1, digest, digits);
    return shown.n + tail;
}

size_t bound_report_id(struct slice shown, struct slice sent, char to[static BOUND_REPORT_ID])
{
    return cut_with_digest(shown, sent, SHA256_TEXT, BOUND_REPORT_ID, to);
}

struct slice bound_summed_name(struct slice name, char to[static BOUND_SUMMED_NAME])
{
    enum { DIGITS = 16 };
    if (name.n <= BOUND_SUMMED_NAME)
        return name;
    return (struct slice){.at = to,
                          .n = cut_with_digest(name, name, DIGITS, BOUND_SUMMED_NAME, to)};
}
