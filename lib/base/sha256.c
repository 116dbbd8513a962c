#include "lib/base/sha256.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/base/io.h"

enum { BLOCK = 64 * 1024 };

bool sha256_begin(struct sha256 *h)
{
    if (h->context)
        return EVP_DigestInit_ex2(h->context, NULL, NULL) == 1;
    /* OpenSSL's configuration is not ours, and out of reach in the sandbox. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    h->context = EVP_MD_CTX_new();
    return h->context && EVP_DigestInit_ex2(h->context, EVP_sha256(), NULL) == 1;
}

bool sha256_add(struct sha256 *h, struct slice bytes)
{
    return bytes.n == 0 || EVP_DigestUpdate(h->context, bytes.at, bytes.n) == 1;
}

bool sha256_end(struct sha256 *h, unsigned char digest[static SHA256_BYTES])
{
    return EVP_DigestFinal_ex(h->context, digest, NULL) == 1;
}

bool sha256_end_text(struct sha256 *h, char text[static SHA256_TEXT + 1])
{
    unsigned char digest[SHA256_BYTES] = {0};
    bool ok = sha256_end(h, digest);
    ascii_hex(digest, SHA256_BYTES, text);
    text[SHA256_TEXT] = '\0';
    return ok;
}

bool sha256_text(struct sha256 *h, struct slice bytes, char text[static SHA256_TEXT + 1])
{
    return sha256_begin(h) && sha256_add(h, bytes) && sha256_end_text(h, text);
}

int sha256_file(struct sha256 *h, int file, char text[static SHA256_TEXT + 1], uint64_t *bytes)
{
    char block[BLOCK];
    ssize_t got;
    *bytes = 0;
    if (!sha256_begin(h))
        return ENOMEM;

    while ((got = io_read(file, block, sizeof block)) > 0) {
        if (!sha256_add(h, (struct slice){.at = block, .n = (size_t)got}))
            return ENOMEM;
        *bytes += (uint64_t)got;
    }
    if (got < 0)
        return errno;
    return sha256_end_text(h, text) ? 0 : ENOMEM;
}

bool sha256_once(struct slice bytes, unsigned char digest[static SHA256_BYTES])
{
    struct sha256 h = {0};
    bool ok = sha256_begin(&h) && sha256_add(&h, bytes) && sha256_end(&h, digest);
    sha256_free(&h);
    return ok;
}

bool sha256_once_text(struct slice bytes, char text[static SHA256_TEXT + 1])
{
    struct sha256 h = {0};
    bool ok = sha256_text(&h, bytes, text);
    sha256_free(&h);
    return ok;
}

bool sha256_is_text(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (ascii_hex_value(text.at[i]) < 0 || (text.at[i] >= 'A' && text.at[i] <= 'F'))
            return false;
    return text.n == SHA256_TEXT;
}

void sha256_free(struct sha256 *h)
{
    EVP_MD_CTX_free(h->context);
    h->context = NULL;
}
