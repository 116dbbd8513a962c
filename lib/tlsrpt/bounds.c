#include "lib/tlsrpt/bounds.h"

#include <openssl/evp.h>

#include "lib/base/utf8.h"

enum { DIGEST = 32 };

size_t bound_report_id(struct slice shown, struct slice sent, char to[static BOUND_REPORT_ID])
{
    static const char between[] = "... sha256:";
    enum { TAIL = sizeof between - 1 + DIGEST + DIGEST };
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (EVP_Digest(sent.at, sent.n, digest, NULL, EVP_sha256(), NULL) != 1)
        return 0;

    shown = utf8_cut(shown, BOUND_REPORT_ID - TAIL);
    memcpy(to, shown.at, shown.n);
    memcpy(to + shown.n, between, sizeof between - 1);
    ascii_hex(digest, DIGEST, to + shown.n + sizeof between - 1);
    return shown.n + TAIL;
}
