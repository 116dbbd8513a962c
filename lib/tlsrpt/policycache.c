#include "lib/tlsrpt/policycache.h"

#include <stdint.h>
#include <stdlib.h>

enum { SLOTS = 4096, MOST_BYTES = 1024, MOST_TAKEN = 4096, MOST_TEXTS = 64 };

struct known {
    size_t taken;
    uint16_t lengths[MOST_TEXTS]; /* of type, domain, strings and mx patterns */
    uint16_t strings_n, mx_patterns_n, texts_bytes, object_n;
    char bytes[]; /* the texts, one behind the other, and the object */
};
_Static_assert(MOST_TAKEN <= UINT16_MAX, "texts and their lengths have room");

struct slot {
    uint64_t hash;       /* of the object that was met last */
    struct known *known; /* NULL: it was met once */
};

struct policycache {
    const struct hash_key *key;
    struct slot slots[SLOTS];
};

struct policycache *policycache_new(const struct hash_key *key)
{
    struct policycache *cache = calloc(1, sizeof *cache);
    if (cache)
        cache->key = key;
    return cache;
}

void policycache_free(struct policycache *cache)
{
    for (size_t i = 0; cache && i < SLOTS; i++)
        free(cache->slots[i].known);
    free(cache);
}

/* Up to the first brace that closes something: a policy object has no other one. */
static struct slice object_at(struct slice text)
{
    struct slice head = slice_at_most(text, MOST_BYTES);
    const char *end = head.n > 0 ? memchr(head.at, '}', head.n) : NULL;
    return slice_first(head, end ? (size_t)(end + 1 - head.at) : 0);
}

static struct slice take_text(const char **at, size_t n)
{
    struct slice text = {.at = n > 0 ? *at : NULL, .n = n};
    *at += n;
    return text;
}

static struct texts take_list(const char **at, const uint16_t *lengths, size_t n,
                              struct slice *list)
{
    for (size_t i = 0; i < n; i++)
        list[i] = take_text(at, lengths[i]);
    return (struct texts){.at = list, .n = n};
}

static bool copy_out(const struct known *k, struct arena *arena, struct policy_texts *policy)
{
    struct slice *lists = arena_take(arena, k->taken);
    if (!lists)
        return false;

    char *texts = (char *)(lists + k->strings_n + k->mx_patterns_n);
    memcpy(texts, k->bytes, k->texts_bytes);
    const char *at = texts;
    const uint16_t *lengths = k->lengths;
    policy->type = take_text(&at, *lengths++);
    policy->domain = take_text(&at, *lengths++);
    policy->strings = take_list(&at, lengths, k->strings_n, lists);
    policy->mx_patterns = take_list(&at, lengths + k->strings_n, k->mx_patterns_n,
                                    lists + k->strings_n);
    return true;
}

size_t policycache_find(const struct policycache *cache, struct slice text, struct arena *arena,
                        struct policy_texts *policy)
{
    struct slice object = object_at(text);
    uint64_t hash = hash64(cache->key, object);
    const struct slot *slot = &cache->slots[hash % SLOTS];
    const struct known *k = slot->hash == hash ? slot->known : NULL;
    bool is_known = k && k->object_n == object.n &&
                    memcmp(k->bytes + k->texts_bytes, object.at, object.n) == 0;
    return is_known && copy_out(k, arena, policy) ? object.n : 0;
}

static size_t bytes_of(struct texts list)
{
    size_t n = 0;
    for (size_t i = 0; i < list.n; i++)
        n += list.at[i].n;
    return n;
}

struct putting {
    char *at;
    uint16_t *length;
};

static void put_text(struct putting *to, struct slice text)
{
    if (text.n > 0)
        memcpy(to->at, text.at, text.n);
    to->at += text.n;
    *to->length++ = (uint16_t)text.n;
}

static void put_list(struct putting *to, struct texts list)
{
    for (size_t i = 0; i < list.n; i++)
        put_text(to, list.at[i]);
}

/* NULL: out of memory, or it is no usual one. */
static struct known *known_new(struct slice object, const struct policy_texts *p, size_t taken)
{
    size_t lists = p->strings.n + p->mx_patterns.n,
           bytes = p->type.n + p->domain.n + bytes_of(p->strings) + bytes_of(p->mx_patterns);
    if (lists + 2 > MOST_TEXTS || taken > MOST_TAKEN ||
        lists * sizeof(struct slice) + bytes > taken)
        return NULL;

    struct known *k = malloc(sizeof *k + bytes + object.n);
    if (!k)
        return NULL;
    *k = (struct known){.taken = taken,
                        .strings_n = (uint16_t)p->strings.n,
                        .mx_patterns_n = (uint16_t)p->mx_patterns.n,
                        .texts_bytes = (uint16_t)bytes,
                        .object_n = (uint16_t)object.n};
    struct putting to = {.at = k->bytes, .length = k->lengths};
    put_text(&to, p->type);
    put_text(&to, p->domain);
    put_list(&to, p->strings);
    put_list(&to, p->mx_patterns);
    memcpy(to.at, object.at, object.n);
    return k;
}

void policycache_keep(struct policycache *cache, struct slice object,
                      const struct policy_texts *policy, size_t taken)
{
    if (object.n == 0 || object_at(object).n != object.n)
        return;
    uint64_t hash = hash64(cache->key, object);
    struct slot *slot = &cache->slots[hash % SLOTS];
    bool was_met = slot->hash == hash;
    free(slot->known);
    *slot = (struct slot){.hash = hash, .known = was_met ? known_new(object, policy, taken) : NULL};
}
