/*
 * dkim: what verifying the signature of a mail costs beside the bare EVP_PKEY_verify of RSA-2048,
 * and what reading many key records costs.
 *
 *     dkim VECTORS      the folder with keys.zone and made-pass-rsa-relaxed-relaxed.eml
 *
 * Status 1: less than 0.75 of the bare rate, or a second and more for 100,000 records.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "formats/read/given/dnstext.h"
#include "lib/base/buffer.h"
#include "lib/mail/dkim.h"

enum { RUNS = 600, STEPS = 25, RECORDS = 100000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* others may be at work, too */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct slice read_file(const char *folder, const char *name)
{
    static char path[1000];
    struct buffer to = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    for (int c; f && (c = getc(f)) != EOF;)
        buffer_append_char(&to, (char)c);
    if (!f || to.failed)
        exit(2);
    fclose(f);
    return buffer_slice(&to);
}

struct bare {
    unsigned char digest[32], signature[256];
    size_t n;
    EVP_PKEY_CTX *verify;
};

static void prepare_bare(struct bare *b)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    EVP_PKEY_CTX *sign = EVP_PKEY_CTX_new(key, NULL);
    *b = (struct bare){.n = sizeof b->signature, .verify = EVP_PKEY_CTX_new(key, NULL)};
    if (!key || EVP_PKEY_sign_init(sign) != 1 ||
        EVP_PKEY_CTX_set_signature_md(sign, EVP_sha256()) != 1 ||
        EVP_PKEY_sign(sign, b->signature, &b->n, b->digest, sizeof b->digest) != 1 ||
        EVP_PKEY_verify_init(b->verify) != 1 ||
        EVP_PKEY_CTX_set_signature_md(b->verify, EVP_sha256()) != 1)
        exit(2);
}

static void run_bare(void *self)
{
    struct bare *b = self;
    if (EVP_PKEY_verify(b->verify, b->signature, b->n, b->digest, sizeof b->digest) != 1)
        exit(2);
}

struct whole {
    struct dkim_worker *worker;
    struct dkim_mail mail;
};

static void prepare_whole(struct whole *w, const char *folder)
{
    struct dns_records dns = {.keys = dkimkeys_new()};
    if (!dns.keys || !dnstext_read(read_file(folder, "keys.zone"), &dns))
        exit(2);
    *w = (struct whole){
        .worker = dkim_worker_new(dns.keys, false),
        .mail = {.message = read_file(folder, "made-pass-rsa-relaxed-relaxed.eml"),
                 .received = WHEN_NEVER},
    };
    if (!w->worker)
        exit(2);
}

static void run_whole(void *self)
{
    struct whole *w = self;
    struct dkim_verdict v;
    if (!dkim_verify(w->worker, &w->mail, &v) || v.result != DKIM_PASS)
        exit(2);
}

/* Lowers *best to the microseconds that a run takes. */
static void measure(void (*run)(void *), void *self, double *best)
{
    double began = now();
    for (int i = 0; i < STEPS; i++)
        run(self);
    double took = (now() - began) / STEPS * 1e6;
    *best = took < *best ? took : *best;
}

/* Seconds for so many records of keys. */
static double many_records(void)
{
    struct buffer zone = {0};
    struct dns_records dns = {.keys = dkimkeys_new()};
    char line[600], key[393];
    memset(key, 'A', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    for (int i = 0; i < RECORDS; i++) {
        snprintf(line, sizeof line,
                 "s%d._domainkey.d%d.example. 3600 IN TXT \"v=DKIM1; k=rsa; p=%.200s\" \"%s\"\n", i,
                 i % 1000, key, key + 200);
        buffer_append_text(&zone, line);
    }
    double began = now();
    if (!dns.keys || zone.failed || !dnstext_read(buffer_slice(&zone), &dns) ||
        dkimkeys_records(dns.keys) != RECORDS)
        exit(2);
    return now() - began;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct bare b;
    struct whole w;
    double least = 1e9, all = 1e9;
    prepare_bare(&b);
    prepare_whole(&w, argv[1]);
    for (int run = 0; run < RUNS; run++) { /* in turns: both meet the same moods of the machine */
        measure(run_bare, &b, &least);
        measure(run_whole, &w, &all);
    }
    double records = many_records();
    printf("bare EVP_PKEY_verify, RSA-2048 %26.1f us\n", least);
    printf("a signed mail of 2 KB, RSA-2048 %25.1f us, %.2f of the bare rate\n", all, least / all);
    printf("100,000 records of keys read in %25.2f s\n", records);
    return least / all < 0.75 || records >= 1;
}
