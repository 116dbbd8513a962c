#include "lib/tlsrpt/bounds.h"

#include "lib/base/sha256.h"
#include "lib/base/utf8.h"

size_t bound_report_id(struct slice shown, struct slice sent, char to[static BOUND_REPORT_ID])
{
    static const char between[] = "... sha256:";
    enum { TAIL = sizeof between - 1 + SHA256_TEXT };
    char digest[SHA256_TEXT + 1];
    if (!sha256_once_text(sent, digest))
        return 0;

    shown = utf8_cut(shown, BOUND_REPORT_ID - TAIL);
    memcpy(to, shown.at, shown.n);
    memcpy(to + shown.n, between, sizeof between - 1);
    memcpy(to + shown.n + sizeof between - 1, digest, SHA256_TEXT);
    return shown.n + TAIL;
}
