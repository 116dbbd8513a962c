/* A zone, NUL, and a message: a verdict that says what it should, the same for LF and CRLF, and the
 * same twice. */
#include "tests/fuzz/fuzz.h"

#include "formats/read/given/dnstext.h"
#include "lib/base/buffer.h"
#include "lib/mail/dkim.h"

static struct dkim_verdict verdict_of(struct dkim_worker *w, struct slice message)
{
    struct dkim_verdict v;
    struct dkim_mail mail = {.message = message, .received = 1740900000};
    MUST(dkim_verify(w, &mail, &v));
    MUST(v.reason < DKIM_REASONS && v.result < DKIM_RESULTS);
    MUST(v.result == dkim_result_of(v.reason) || v.result == DKIM_NONE);
    MUST(v.domain.n <= 3 * DKIM_MOST_NAME && v.selector.n <= 3 * DKIM_MOST_NAME);
    v.domain = v.selector = v.algorithm = (struct slice){0}; /* they live until the next call */
    return v;
}

static struct buffer with_crlf(struct slice message)
{
    struct buffer crlf = {0};
    for (size_t i = 0; i < message.n; i++) {
        if (message.at[i] == '\n' && (i == 0 || message.at[i - 1] != '\r'))
            buffer_append_char(&crlf, '\r');
        buffer_append_char(&crlf, message.at[i]);
    }
    MUST(!crlf.failed);
    return crlf;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static OSSL_LIB_CTX *crypto; /* making one takes longer than all the rest */
    if (!crypto)
        crypto = OSSL_LIB_CTX_new();
    MUST(crypto);
    struct slice message = {(const char *)data, n}, zone = slice_until(&message, '\0');
    struct dns_records dns = {.keys = dkimkeys_new_in(crypto)};
    MUST(dns.keys && dnstext_read(zone, &dns) && dnstext_find_targets(&dns));
    struct dkim_worker *w = dkim_worker_new(dns.keys, false);
    MUST(w);

    struct dkim_verdict once = verdict_of(w, message), again = verdict_of(w, message);
    struct buffer crlf = with_crlf(message);
    struct dkim_verdict other = verdict_of(w, buffer_slice(&crlf));
    MUST(once.result == again.result && once.reason == again.reason);
    MUST(once.result == other.result && once.reason == other.reason);
    MUST(once.unsigned_fields == other.unsigned_fields && once.notes == other.notes);

    buffer_free(&crlf);
    dkim_worker_free(w);
    dkimkeys_free(dns.keys);
    arena_free(&dns.arena);
    return 0;
}
