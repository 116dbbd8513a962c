#include "lib/audit/sample.h"

#include <stdlib.h>

#include "lib/audit/deepcopy.h"
#include "lib/base/order.h"

enum {
    KEY_BYTES = REPORT_KEY_TEXT / 2,
    BLOCK = 4096 * KEY_BYTES,
    MOST_SORTED = 1 << 19, /* how many keys are sorted at once: 8 MB */
    MOST_DROPPED = 1024    /* besides as many as there are rows: then the texts are gathered */
};

void sample_init(struct sample *s, size_t size, struct slice seed)
{
    *s = (struct sample){.size = size, .seed = seed};
    spool_init(&s->keys);
}

static int compare(const struct sampled *a, const struct sampled *b)
{
    int by_digest = memcmp(a->digest, b->digest, sizeof a->digest);
    return by_digest != 0 ? by_digest : ORDER_OF(a->arrival, b->arrival);
}

static void swap(struct sampled *a, struct sampled *b)
{
    struct sampled kept = *a;
    *a = *b;
    *b = kept;
}

static void rise(struct sampled *heap, size_t i)
{
    for (size_t above; i > 0 && compare(&heap[i], &heap[above = (i - 1) / 2]) > 0; i = above)
        swap(&heap[i], &heap[above]);
}

static void sink(struct sampled *heap, size_t n)
{
    for (size_t i = 0, below; (below = 2 * i + 1) < n; i = below) {
        if (below + 1 < n && compare(&heap[below + 1], &heap[below]) > 0)
            below++;
        if (compare(&heap[below], &heap[i]) <= 0)
            return;
        swap(&heap[i], &heap[below]);
    }
}

/* Copies only what a row of the sample tells: of policies, their sessions. */
static bool keep(struct arena *arena, const struct report *r, struct report *copy)
{
    struct report slim = *r;
    slim.policies = arena_take_array(arena, r->policies_n, sizeof *slim.policies);
    if (!slim.policies && r->policies_n > 0)
        return false;
    for (size_t i = 0; i < r->policies_n; i++) {
        slim.policies[i] = r->policies[i];
        slim.policies[i].strings = slim.policies[i].mx_patterns = (struct texts){0};
        slim.policies[i].details = NULL;
        slim.policies[i].details_n = 0;
    }
    return report_copy(arena, &slim, copy);
}

/* Copies the texts of the rows that are left into a new arena. */
static bool gather(struct sample *s)
{
    struct arena *fresh = calloc(1, sizeof *fresh);
    bool ok = fresh != NULL;
    for (size_t i = 0; ok && i < s->n; i++) {
        struct report was = s->at[i].report;
        ok = keep(fresh, &was, &s->at[i].report);
    }
    if (!ok) /* rows point into both: the run ends, and nobody looks at them */
        s->n = 0;
    if (s->arena)
        arena_free(s->arena);
    free(s->arena);
    s->arena = fresh;
    s->dropped = 0;
    return ok;
}

static bool make_room(struct sample *s)
{
    if (!s->arena && !(s->arena = calloc(1, sizeof *s->arena)))
        return false;
    if ((s->n & (s->n - 1)) != 0) /* its capacity is a power of two */
        return true;
    struct sampled *wider = realloc(s->at, (s->n ? 2 * s->n : 1) * sizeof *wider);
    if (!wider)
        return false;
    s->at = wider;
    return true;
}

static bool take(struct sample *s, const struct sampled *row, const struct report *report)
{
    bool is_full = s->n == s->size;
    if (is_full && compare(row, &s->at[0]) > 0)
        return true;
    if (!is_full && !make_room(s))
        return false;
    struct sampled *to = &s->at[is_full ? 0 : s->n];
    *to = *row;
    if (!keep(s->arena, report, &to->report))
        return false;
    if (!is_full) {
        rise(s->at, s->n++);
        return true;
    }
    sink(s->at, s->n);
    return ++s->dropped <= MOST_DROPPED + s->size || gather(s);
}

bool sample_add(struct sample *s, const struct report *report, const char *key)
{
    struct sampled row = {.arrival = s->population};
    char bytes[KEY_BYTES];
    if (s->size == 0)
        return true;
    for (size_t i = 0; i < KEY_BYTES; i++)
        bytes[i] = (char)ascii_hex_byte((struct slice){.at = key + 2 * i, .n = 2});
    memcpy(row.key, key, REPORT_KEY_TEXT);
    s->population++;
    return spool_append(&s->keys, (struct slice){.at = bytes, .n = sizeof bytes}) &&
           sha256_begin(&s->sha256) && sha256_add(&s->sha256, s->seed) &&
           sha256_add(&s->sha256, SLICE("\0")) &&
           sha256_add(&s->sha256, (struct slice){.at = key, .n = REPORT_KEY_TEXT}) &&
           sha256_end(&s->sha256, row.digest) && take(s, &row, report);
}

static int compare_rows(const void *a, const void *b)
{
    return compare(a, b);
}

static int compare_keys(const void *a, const void *b)
{
    return memcmp(a, b, KEY_BYTES);
}

/* The number of the part that a key is in. Keys of each part sort before those of the next; a key's
 * first bytes are as good as random. */
static unsigned part_of(const char *key, unsigned parts)
{
    unsigned first = (unsigned char)key[0] * 256u + (unsigned char)key[1];
    return first * parts >> 16;
}

/* Reads the keys of one part. False: as sample_add. */
static bool read_part(struct sample *s, unsigned part, unsigned parts, struct buffer *keys)
{
    char block[BLOCK];
    uint64_t end = spool_size(&s->keys);
    keys->n = 0;
    for (uint64_t at = 0; at < end; at += BLOCK) {
        size_t n = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
        if (!spool_read(&s->keys, at, block, n))
            return false;
        for (const char *key = block; key < block + n; key += KEY_BYTES)
            if (part_of(key, parts) == part)
                buffer_append(keys, (struct slice){.at = key, .n = KEY_BYTES});
    }
    return !keys->failed;
}

static bool sum_up_keys(struct sample *s)
{
    enum { MOST_PARTS = 4096 };
    struct buffer keys = {0};
    uint64_t wanted = s->population / MOST_SORTED + 1;
    unsigned parts = wanted < MOST_PARTS ? (unsigned)wanted : MOST_PARTS;
    bool ok = sha256_begin(&s->sha256);
    for (unsigned part = 0; ok && part < parts; part++) {
        ok = read_part(s, part, parts, &keys);
        if (ok)
            order_sort(keys.at, keys.n / KEY_BYTES, KEY_BYTES, compare_keys);
        for (size_t i = 0; ok && i < keys.n; i += KEY_BYTES) {
            char line[REPORT_KEY_TEXT + 1];
            ascii_hex((const unsigned char *)keys.at + i, KEY_BYTES, line);
            line[REPORT_KEY_TEXT] = '\n';
            ok = sha256_add(&s->sha256, (struct slice){.at = line, .n = sizeof line});
        }
    }
    buffer_free(&keys);
    return ok && sha256_end_text(&s->sha256, s->keys_sha256);
}

bool sample_finish(struct sample *s)
{
    if (s->size == 0)
        return true;
    order_sort(s->at, s->n, sizeof *s->at, compare_rows);
    for (size_t i = 0; i < s->n; i++)
        s->at[i].number = i + 1;
    return sum_up_keys(s);
}

void sample_free(struct sample *s)
{
    spool_free(&s->keys);
    sha256_free(&s->sha256);
    if (s->arena)
        arena_free(s->arena);
    free(s->arena);
    free(s->at);
    *s = (struct sample){0};
}
