#include "lib/findings/causes.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { MATCH_LIMIT = 10000 }; /* a user's pattern on a stranger's text shall not take forever */

/* Words of OpenSSL (X509_V_ERR_…), Google, Microsoft, Postfix, Exim and others. The more telling
 * class comes first. */
/* clang-format off */

#define MX_NOT_IN_POLICY "MX host not in the policy"

static const struct cause built_in[] = {
    {"expired|X509_V_ERR_CERT_HAS_EXPIRED|not yet valid|validity period|CERT_NOT_YET_VALID",
        "certificate expired or not yet valid",
     "Renew the certificate and load it."},
    {"self[- _]?signed|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate",
     "Use a certificate of a public authority, or publish TLSA records for your own (DANE)."},
    {"unknown (ca|issuer|authority)|unable[ _]to[ "
        "_](get|verify)|UNABLE_TO_GET|UNABLE_TO_VERIFY|untrusted|not trusted|incomplete chain|"
     "PartialChain|UntrustedRoot|issuer cert", "unknown issuer or incomplete chain",
         "Serve the intermediate certificates, too."},
    {"mx[-_ ]?(hosts?[-_ ])?mismatch", MX_NOT_IN_POLICY,
     "Add the host to the policy, or point the MX records at hosts that are in it."},
    {"(host|domain|server)[ -_]?name.{0,20}(mismatch|match)|name[ -_]?mismatch|does(n't| not) "
        "match|HOSTNAME_MISMATCH|no .{0,20}matching",
     "name mismatch", "Issue a certificate that has the MX host's name."},
    {"revoked|CRL|OCSP", "certificate revoked or revocation not known", "Replace the certificate."},
    {"time[- _]?d?[- _]?out|deadline", "timeout",
        "Check that the host answers quickly from outside, and that no firewall drops packets."},
    {"refused|ECONNREFUSED|reset by peer|ECONNRESET|connection (closed|lost|aborted)|unreachable",
        "connection refused or lost",
     "Check that the port is open from outside."},
    {"NXDOMAIN|SERVFAIL|DNS|no such (host|domain)|name (or service )?not known|resolv|lookup|TLSA "
        "lookup", "DNS failure",
     "Check that the names resolve: dig."},
    {"HTTP|status( code)? ?[45]\\d\\d|\\b(40[0-9]|5\\d\\d)\\b|not found|redirect",
        "HTTP status of the policy host",
     "Fetch the policy with curl -v and mend what it is answered with."},
    {"protocol[ _-]version|unsupported protocol|wrong "
        "version|TLSv?1(\\.[01])?\\b|SSLv[23]|version too low", "protocol version",
     "Offer TLS 1.2 and 1.3."},
    {"cipher|handshake[ _]failure|no shared|insufficient security|dh key too small",
        "no common cipher or handshake failure",
     "Offer the ciphers that common senders use."},
    {"STARTTLS", "STARTTLS not offered", "Offer STARTTLS on port 25."},
};

/* clang-format on */

struct class
{
    struct cause cause;
    char *texts; /* what the cause points to; NULL: built in */
    pcre2_code *code;
    struct class *next;
};

struct causes {
    struct class *first;
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

static void class_free(struct class *c)
{
    pcre2_code_free(c->code);
    free(c->texts);
    free(c);
}

static bool add(struct causes *c, const struct cause *cause, char *texts, char *error,
                size_t error_room)
{
    int code;
    PCRE2_SIZE at;
    struct class *new = calloc(1, sizeof *new);
    if (!new) {
        snprintf(error, error_room, "out of memory");
        free(texts);
        return false;
    }
    new->cause = *cause;
    new->texts = texts;
    new->code = pcre2_compile((PCRE2_SPTR)cause->pattern, PCRE2_ZERO_TERMINATED,
                              PCRE2_CASELESS | PCRE2_UTF, &code, &at, NULL);
    if (!new->code) {
        char why[200];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        snprintf(error, error_room, "pattern %s: %s at character %zu", cause->pattern, why,
                 (size_t)at + 1);
        class_free(new);
        return false;
    }
    new->next = c->first;
    c->first = new;
    return true;
}

bool causes_add(struct causes *c, const struct cause *cause, char *error, size_t error_room)
{
    size_t pattern = strlen(cause->pattern) + 1, title = strlen(cause->title) + 1,
           advice = strlen(cause->advice) + 1;
    char *texts = malloc(pattern + title + advice);
    if (!texts) {
        snprintf(error, error_room, "out of memory");
        return false;
    }
    memcpy(texts, cause->pattern, pattern);
    memcpy(texts + pattern, cause->title, title);
    memcpy(texts + pattern + title, cause->advice, advice);
    struct cause copy = {
        .pattern = texts, .title = texts + pattern, .advice = texts + pattern + title};
    return add(c, &copy, texts, error, error_room);
}

struct causes *causes_new(void)
{
    struct causes *c = calloc(1, sizeof *c);
    char error[300];
    if (!c)
        return NULL;
    c->match = pcre2_match_data_create(1, NULL);
    c->limits = pcre2_match_context_create(NULL);
    bool ok = c->match && c->limits;
    for (size_t i = sizeof built_in / sizeof *built_in; ok && i > 0; i--)
        ok = add(c, &built_in[i - 1], NULL, error, sizeof error);
    if (!ok) {
        causes_free(c);
        return NULL;
    }
    pcre2_set_match_limit(c->limits, MATCH_LIMIT);
    return c;
}

static const struct class *first_match(const struct causes *c, const struct class *k,
                                       struct slice reason)
{
    for (; k && reason.n > 0; k = k->next)
        if (pcre2_match(k->code, (PCRE2_SPTR)reason.at, reason.n, 0, 0, c->match, c->limits) >= 0)
            return k;
    return NULL;
}

const struct cause *causes_find(const struct causes *c, struct slice reason)
{
    const struct class *k = first_match(c, c->first, reason);
    return k ? &k->cause : NULL;
}

bool causes_say_unlisted(const struct causes *c, struct slice reason)
{
    const struct class *k = c->first;
    while (k && k->texts) /* added classes stand before the built-in ones */
        k = k->next;
    k = first_match(c, k, reason);
    return k && strcmp(k->cause.title, MX_NOT_IN_POLICY) == 0;
}

void causes_free(struct causes *c)
{
    if (!c)
        return;
    while (c->first) {
        struct class *next = c->first->next;
        class_free(c->first);
        c->first = next;
    }
    pcre2_match_context_free(c->limits);
    pcre2_match_data_free(c->match);
    free(c);
}
