#include "tests/bench/yearmail.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/mail/maildate.h"
#include "tests/bench/cheaprsa.h"
#include "tests/bench/yearreport.h"

#define BOUNDARY "year-of-reports"
#define SIGNED_FIELDS                                                                              \
    "from:to:subject:date:message-id:tls-report-domain:tls-report-submitter:mime-version:"         \
    "content-type:content-transfer-encoding"
#define SELECTOR "s2025"

enum { LINE = 76, MEMBER_NAME = 120, ED25519_SIGNATURE = 64, ED25519_SECRET = 32 };

enum form { FORM_GZIP, FORM_GZIP_ALONE, FORM_JSON };

struct reporter {
    char domain[32];
    enum form form;
    struct cheaprsa *rsa; /* this one, or: */
    EVP_PKEY *ed25519;
};

struct yearmail {
    struct reporter reporters[YEAR_REPORTERS];
    struct libdeflate_compressor *gzip;
    EVP_MD_CTX *signing;
    struct buffer json, packed, body, fields, plain, signature;
};

/* One reporter in eight signs with Ed25519, one with a short key; one in four does not compress. */
static bool make_reporter(struct reporter *r, unsigned i)
{
    unsigned char secret[ED25519_SECRET] = {(unsigned char)(i + 1)};
    snprintf(r->domain, sizeof r->domain, YEAR_SUBMITTER, i);
    r->form = i % 8 == 1 ? FORM_GZIP_ALONE : i % 4 == 2 ? FORM_JSON : FORM_GZIP;
    if (i % 8 == 7)
        r->ed25519 = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
    else
        r->rsa = cheaprsa_new(i % 8 == 3 ? 1024 : 2048, i);
    return r->ed25519 || r->rsa;
}

struct yearmail *yearmail_new(void)
{
    struct yearmail *y = calloc(1, sizeof *y);
    bool ok = y && (y->gzip = libdeflate_alloc_compressor(6)) && (y->signing = EVP_MD_CTX_new());
    for (unsigned i = 0; ok && i < YEAR_REPORTERS; i++)
        ok = make_reporter(&y->reporters[i], i);
    if (ok)
        return y;
    yearmail_free(y);
    return NULL;
}

void yearmail_free(struct yearmail *y)
{
    if (!y)
        return;
    struct buffer *own[] = {&y->json, &y->packed, &y->body, &y->fields, &y->plain, &y->signature};
    for (unsigned i = 0; i < YEAR_REPORTERS; i++) {
        cheaprsa_free(y->reporters[i].rsa);
        EVP_PKEY_free(y->reporters[i].ed25519);
    }
    for (size_t i = 0; i < COUNT_OF(own); i++)
        buffer_free(own[i]);
    EVP_MD_CTX_free(y->signing);
    libdeflate_free_compressor(y->gzip);
    free(y);
}

/* In lines of `width`, with `fold` between them; 0: one line. */
static void append_base64(struct buffer *to, struct slice bytes, size_t width, const char *fold)
{
    size_t n = 4 * ((bytes.n + 2) / 3);
    unsigned char *text = malloc(n + 1);
    to->failed |= !text;
    if (!text)
        return;
    EVP_EncodeBlock(text, (const unsigned char *)bytes.at, (int)bytes.n);
    for (size_t at = 0, step = width ? width : n; at < n; at += step) {
        buffer_append(to, (struct slice){(char *)text + at, step < n - at ? step : n - at});
        if (at + step < n)
            buffer_append_text(to, fold);
    }
    free(text);
}

static bool pack(struct yearmail *y)
{
    size_t room = libdeflate_gzip_compress_bound(y->gzip, y->json.n);
    y->packed.n = 0;
    char *to = buffer_reserve(&y->packed, room);
    if (!to)
        return false;
    y->packed.n = libdeflate_gzip_compress(y->gzip, y->json.at, y->json.n, to, room);
    return y->packed.n > 0;
}

static void append_label(enum form form, const char *name, struct buffer *to)
{
    bool is_packed = form != FORM_JSON;
    append_format(to,
                  "Content-Type: application/tlsrpt+%s; name=\"%s\"\r\n"
                  "Content-Transfer-Encoding: %s\r\n",
                  is_packed ? "gzip" : "json", name, is_packed ? "base64" : "8bit");
}

static void append_content(struct yearmail *y, enum form form)
{
    if (form == FORM_JSON)
        buffer_append(&y->body, buffer_slice(&y->json));
    else
        append_base64(&y->body, buffer_slice(&y->packed), LINE, "\r\n");
    buffer_append_text(&y->body, "\r\n");
}

/* The body, and the header fields that say what it is. */
static void make_content(struct yearmail *y, const struct year_subject *s, enum form form,
                         const char *name)
{
    y->body.n = 0;
    if (form == FORM_GZIP_ALONE) {
        append_label(form, name, &y->fields);
        append_content(y, form);
        return;
    }
    buffer_append_text(&y->fields, "Content-Type: multipart/report; report-type=tlsrpt;\r\n"
                                   "\tboundary=\"" BOUNDARY "\"\r\n");
    append_format(&y->body,
                  "--" BOUNDARY "\r\nContent-Type: text/plain\r\n\r\n"
                  "This is a TLS report of %s.\r\n--" BOUNDARY "\r\n",
                  s->organization);
    append_label(form, name, &y->body);
    buffer_append_text(&y->body, "\r\n");
    append_content(y, form);
    buffer_append_text(&y->body, "--" BOUNDARY "--\r\n");
}

/* RFC 6376, section 3.4.2, of fields that hold single blanks only. */
static void append_relaxed(struct buffer *to, struct slice fields)
{
    bool in_name = true;
    for (size_t i = 0; i < fields.n; i++) {
        char c = fields.at[i];
        bool folds = c == '\r' && i + 2 < fields.n && ascii_is_space(fields.at[i + 2]);
        buffer_append_char(to, folds ? ' ' : in_name ? ascii_lower(c) : c);
        if (in_name && c == ':') {
            in_name = false;
            i++; /* the blank behind it */
        }
        in_name |= c == '\n';
        i += folds ? 2 : 0;
    }
}

static bool sign(struct yearmail *y, const struct reporter *r)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)y->plain.at, y->plain.n, digest);
    y->signature.n = 0;
    if (r->rsa)
        return cheaprsa_sign(r->rsa, digest, &y->signature);
    size_t n = ED25519_SIGNATURE;
    char *to = buffer_reserve(&y->signature, n);
    bool ok = to && EVP_DigestSignInit(y->signing, NULL, NULL, NULL, r->ed25519) == 1 &&
              EVP_DigestSign(y->signing, (unsigned char *)to, &n, digest, sizeof digest) == 1;
    y->signature.n = ok ? n : 0;
    EVP_MD_CTX_reset(y->signing);
    return ok;
}

/* Appends the DKIM-Signature field of y->fields and y->body (RFC 6376, section 3.5). */
static bool append_signature(struct yearmail *y, const struct reporter *r, time_seconds sent,
                             struct buffer *to)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    size_t from = to->n;
    SHA256((const unsigned char *)y->body.at, y->body.n, digest);
    append_format(to,
                  "DKIM-Signature: v=1; a=%s-sha256; c=relaxed/relaxed;\r\n\td=%s; s=" SELECTOR
                  "; t=%lld;"
                  "\r\n\th=" SIGNED_FIELDS ";\r\n\tbh=",
                  r->rsa ? "rsa" : "ed25519", r->domain, (long long)sent);
    append_base64(to, (struct slice){(char *)digest, sizeof digest}, 0, "");
    buffer_append_text(to, ";\r\n\tb=");
    y->plain.n = 0;
    append_relaxed(&y->plain, buffer_slice(&y->fields));
    append_relaxed(&y->plain, buffer_part(to, from, to->n));
    if (to->failed || y->plain.failed || !sign(y, r))
        return false;
    append_base64(to, buffer_slice(&y->signature), LINE - 2, "\r\n\t");
    buffer_append_text(to, "\r\n");
    return true;
}

static void make_fields(struct yearmail *y, const struct year_subject *s, const char *date)
{
    y->fields.n = 0;
    append_format(&y->fields,
                  "From: TLS reports <tls-reports@%s>\r\nTo: <tls@hosting.example>\r\n"
                  "Subject: Report Domain: %s\r\n Submitter: %s\r\n Report-ID: <%08x.%d@%s>\r\n"
                  "Date: %s\r\nMessage-ID: <%016llx@%s>\r\nTLS-Report-Domain: %s\r\n"
                  "TLS-Report-Submitter: %s\r\nMIME-Version: 1.0\r\n",
                  s->submitter, s->domain, s->submitter, (unsigned)(s->chance >> 32), (int)s->day,
                  s->submitter, date, (unsigned long long)s->chance, s->submitter, s->domain,
                  s->submitter);
}

static void append_without_cr(struct buffer *to, struct slice text)
{
    for (const char *cr; (cr = text.n > 0 ? memchr(text.at, '\r', text.n) : NULL);) {
        size_t n = (size_t)(cr - text.at);
        buffer_append(to, slice_first(text, n));
        text = slice_from(text, n + 1);
    }
    buffer_append(to, text);
}

/* With LF for CRLF, as a Maildir holds mail. */
static bool make_mail(struct yearmail *y, const struct reporter *r, time_seconds sent,
                      struct buffer *mail)
{
    char received[MAILDATE_TEXT + 1];
    struct buffer top = {0};
    maildate_format(sent + 2, received);
    append_format(&top,
                  "Received: from out.%s (out.%s [203.0.113.%u])\r\n\tby mx1.hosting.example with "
                  "ESMTPS id %llX;\r\n\t%s\r\n",
                  r->domain, r->domain, (unsigned)(sent % 250), (unsigned long long)sent, received);
    bool ok = append_signature(y, r, sent, &top);
    mail->n = 0;
    append_without_cr(mail, buffer_slice(&top));
    append_without_cr(mail, buffer_slice(&y->fields));
    buffer_append_char(mail, '\n');
    append_without_cr(mail, buffer_slice(&y->body));
    buffer_free(&top);
    return ok && !mail->failed;
}

bool yearmail_report(struct yearmail *y, day_number day, unsigned slot, struct buffer *mail,
                     struct year_truth *truth)
{
    const struct reporter *r = &y->reporters[slot / YEAR_CLIENTS];
    struct year_subject s = year_subject_of(day, slot);
    char name[MEMBER_NAME], date[MAILDATE_TEXT + 1];
    time_seconds begin = (time_seconds)day * SECONDS_A_DAY,
                 sent = begin + SECONDS_A_DAY + 1800 + (time_seconds)(s.chance % 30000);
    bool is_packed = r->form != FORM_JSON;
    y->json.n = 0;
    yearreport_write(&s, &y->json, truth);
    if (y->json.failed || (is_packed && !pack(y)))
        return false;
    snprintf(name, sizeof name, "%s!%s!%lld!%lld!001.json%s", r->domain, s.domain, (long long)begin,
             (long long)begin + SECONDS_A_DAY - 1, is_packed ? ".gz" : "");
    maildate_format(sent, date);
    make_fields(y, &s, date);
    make_content(y, &s, r->form, name);
    return make_mail(y, r, sent, mail);
}

bool yearmail_other(day_number day, unsigned number, struct buffer *mail)
{
    char date[MAILDATE_TEXT + 1];
    maildate_format((time_seconds)day * SECONDS_A_DAY + number % SECONDS_A_DAY, date);
    mail->n = 0;
    append_format(mail,
                  "From: Mail Delivery <postmaster@elsewhere.example>\nTo: <tls@hosting.example>\n"
                  "Subject: Undelivered mail %u\nDate: %s\nMessage-ID: <%u.%d@elsewhere.example>\n"
                  "MIME-Version: 1.0\nContent-Type: text/plain\n\nIt could not be delivered.\n",
                  number, date, number, (int)day);
    return !mail->failed;
}

void yearmail_domains(struct buffer *csv)
{
    buffer_append_text(csv, "domain,client\n");
    for (unsigned i = 0; i < YEAR_CLIENTS; i++)
        append_format(csv, YEAR_CLIENT ",Client %03u\n", i, i);
}

static bool append_public(const struct reporter *r, struct buffer *der)
{
    if (r->rsa)
        return cheaprsa_public(r->rsa, der);
    size_t n = ED25519_SECRET;
    char *to = buffer_reserve(der, n);
    if (!to || EVP_PKEY_get_raw_public_key(r->ed25519, (unsigned char *)to, &n) != 1)
        return false;
    der->n += n;
    return true;
}

bool yearmail_keys(const struct yearmail *y, struct buffer *zone)
{
    struct buffer key = {0};
    bool ok = true;
    for (unsigned i = 0; ok && i < YEAR_REPORTERS; i++) {
        const struct reporter *r = &y->reporters[i];
        key.n = 0;
        ok = append_public(r, &key);
        append_format(zone, SELECTOR "._domainkey.%s. 3600 IN TXT \"v=DKIM1; k=%s; p=\" \"",
                      r->domain, r->rsa ? "rsa" : "ed25519");
        append_base64(zone, buffer_slice(&key), 200, "\" \"");
        buffer_append_text(zone, "\"\n");
    }
    buffer_free(&key);
    return ok && !zone->failed;
}
