#include "tests/bench/baredecode.h"

#include <stdlib.h>

#include "lib/mail/encoding.h"
#include "lib/tlsrpt/jsonpull.h"

enum { SLOTS = 1 << 22, ROOM = 1 << 20 };

bool baredecode_init(struct baredecode *d)
{
    *d = (struct baredecode){.packed = malloc(ROOM),
                             .plain = malloc(ROOM),
                             .slots = calloc(SLOTS, sizeof *d->slots),
                             .inflater = libdeflate_alloc_decompressor()};
    return d->packed && d->plain && d->slots && d->inflater && hash_key_draw(&d->key);
}

/* Between the empty line behind the "base64" field and the next one. */
static struct slice body_of(struct slice mail)
{
    static const char field[] = "ransfer-Encoding: base64\n\n";
    const char *end = mail.at + mail.n, *begin = memmem(mail.at, mail.n, field, sizeof field - 1);
    if (!begin)
        return (struct slice){0};
    begin += sizeof field - 1;
    const char *stop = memmem(begin, (size_t)(end - begin), "\n\n", 2);
    return (struct slice){begin, (size_t)((stop ? stop : end) - begin)};
}

void baredecode_mail(struct baredecode *d, struct slice mail)
{
    bool damaged = false;
    struct slice body = body_of(mail);
    size_t n;
    d->messages++;
    if (body.n == 0 || body.n > ROOM / 2)
        return;
    n = encoding_base64(d->packed, ROOM, body, &damaged);
    if (libdeflate_gzip_decompress(d->inflater, d->packed, n, d->plain, ROOM, &n) !=
        LIBDEFLATE_SUCCESS)
        return;
    struct jsonpull j;
    jsonpull_start(&j, (struct slice){d->plain, n}, 64);
    while (jsonpull_next(&j) > PULL_END)
        ;
    uint64_t hash = hash64(&d->key, (struct slice){d->plain, n}) | 1, slot = hash >> 40;
    while (d->slots[slot % SLOTS] && d->slots[slot % SLOTS] != hash)
        slot++;
    d->distinct += d->slots[slot % SLOTS] == 0;
    d->slots[slot % SLOTS] = hash;
}
