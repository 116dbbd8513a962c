/*
 * bare: the yardstick for the hardware: only what cannot be left out of reading an mbox of report
 * mail: find each message and its base64, decode it, inflate it, pass once over the JSON, probe a
 * hash table. It checks nothing and keeps no figures.
 *
 *     bare FILE      prints the number of messages and of distinct documents
 */
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/hash.h"
#include "lib/mail/encoding.h"
#include "lib/tlsrpt/jsonpull.h"

enum { SLOTS = 1 << 22, ROOM = 1 << 20 };

static struct slice
body_of(const char *at,
        const char *end) /* between the last "base64" field's empty line and the next one */
{
    static const char field[] = "ransfer-Encoding: base64\n\n";
    const char *begin = memmem(at, (size_t)(end - at), field, sizeof field - 1);
    if (!begin)
        return (struct slice){0};
    begin += sizeof field - 1;
    const char *stop = memmem(begin, (size_t)(end - begin), "\n\n", 2);
    return (struct slice){begin, (size_t)((stop ? stop : end) - begin)};
}

int main(int argc, char **argv)
{
    int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0)
        return 1;
    const char *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0),
               *end = map + status.st_size;
    char *packed = malloc(ROOM), *plain = malloc(ROOM);
    uint64_t *slots = calloc(SLOTS, sizeof *slots);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    struct hash_key key;
    size_t messages = 0, distinct = 0, n;
    if (map == MAP_FAILED || !packed || !plain || !slots || !d || !hash_key_draw(&key))
        return 1;
    for (const char *at = map, *next; at < end; at = next) {
        next = memmem(at + 1, (size_t)(end - at - 1), "\n\nFrom ", 7);
        next = next ? next + 2 : end;
        messages++;
        bool damaged = false;
        struct slice body = body_of(at, next);
        if (body.n == 0 || body.n > ROOM / 2)
            continue;
        n = encoding_base64(packed, ROOM, body, &damaged);
        if (libdeflate_gzip_decompress(d, packed, n, plain, ROOM, &n) != LIBDEFLATE_SUCCESS)
            continue;
        struct jsonpull j;
        jsonpull_start(&j, (struct slice){plain, n}, 64);
        while (jsonpull_next(&j) > PULL_END)
            ;
        uint64_t hash = hash64(&key, (struct slice){plain, n}) | 1, slot = hash >> 40;
        while (slots[slot % SLOTS] && slots[slot % SLOTS] != hash)
            slot++;
        distinct += slots[slot % SLOTS] == 0;
        slots[slot % SLOTS] = hash;
    }
    printf("%zu messages, %zu distinct\n", messages, distinct);
    return 0;
}
