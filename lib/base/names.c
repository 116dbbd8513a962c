#include "lib/base/names.h"

void names_init(struct names *n, const struct hash_key *key)
{
    *n = (struct names){.key = key, .rows.size = sizeof(struct slice)};
}

static inline int64_t find(const struct names *n, struct slice text, uint64_t hash)
{
    size_t at = 0;
    int64_t i;
    while ((i = index_next(&n->index, hash, &at)) >= 0)
        if (slice_equal(*(const struct slice *)rows_at(&n->rows, (size_t)i), text))
            return i;
    return -1;
}

int64_t names_number(struct names *n, struct slice text)
{
    if (n->rows.n > 0 && slice_equal(names_text(n, n->last), text))
        return n->last;
    uint64_t hash = hash64(n->key, text);
    int64_t known = find(n, text, hash);
    if (known >= 0) {
        n->last = (uint32_t)known;
        return known;
    }
    struct slice copy, *row;
    if (!arena_copy(&n->texts, text, &copy) || !(row = rows_add(&n->rows)))
        return -1;
    *row = copy;
    size_t number = n->rows.n - 1;
    return index_add(&n->index, hash, number) ? (int64_t)number : -1;
}

static bool is_beyond(const struct names *n, struct slice text, size_t most)
{
    return n->texts.taken + text.n > most && names_find(n, text) < 0;
}

int64_t names_number_within(struct names *n, struct slice text, size_t most)
{
    return names_number(n, is_beyond(n, text, most) ? NAMES_OTHERS : text);
}

int64_t names_number_allowed(struct names *n, struct slice text, size_t most, unsigned char *beyond)
{
    if (*beyond < NAMES_ALLOWANCE && text.n <= NAMES_ALLOWED_BYTES && is_beyond(n, text, most)) {
        ++*beyond;
        return names_number(n, text);
    }
    return names_number_within(n, text, most);
}

int64_t names_find(const struct names *n, struct slice text)
{
    return find(n, text, hash64(n->key, text));
}

struct slice names_text(const struct names *n, uint32_t number)
{
    return *(const struct slice *)rows_at(&n->rows, number);
}

void names_free(struct names *n)
{
    arena_free(&n->texts);
    rows_free(&n->rows);
    index_free(&n->index);
}

void pairs_init(struct pairs *p, const struct hash_key *key)
{
    *p = (struct pairs){.key = key, .rows.size = sizeof(struct pair)};
}

static bool is_pair(const struct pairs *p, size_t i, uint32_t a, uint32_t b)
{
    const struct pair *row = rows_at(&p->rows, i);
    return row->a == a && row->b == b;
}

static inline int64_t find_pair(const struct pairs *p, uint32_t a, uint32_t b, uint64_t hash)
{
    size_t at = 0;
    int64_t i;
    while ((i = index_next(&p->index, hash, &at)) >= 0)
        if (is_pair(p, (size_t)i, a, b))
            return i;
    return -1;
}

static uint64_t hash_pair(const struct pairs *p, uint32_t a, uint32_t b)
{
    return hash64_number(p->key, (uint64_t)a << 32 | b);
}

int64_t pairs_find(const struct pairs *p, uint32_t a, uint32_t b)
{
    return find_pair(p, a, b, hash_pair(p, a, b));
}

int64_t pairs_number(struct pairs *p, uint32_t a, uint32_t b, bool *is_new)
{
    if (is_new)
        *is_new = false;
    if (p->rows.n > 0 && is_pair(p, p->last, a, b))
        return p->last;
    uint64_t hash = hash_pair(p, a, b);
    int64_t known = find_pair(p, a, b, hash);
    if (known >= 0) {
        p->last = (uint32_t)known;
        return known;
    }
    struct pair *row = rows_add(&p->rows);
    if (!row)
        return -1;
    *row = (struct pair){.a = a, .b = b};
    if (is_new)
        *is_new = true;
    size_t number = p->rows.n - 1;
    return index_add(&p->index, hash, number) ? (int64_t)number : -1;
}

struct pair pairs_at(const struct pairs *p, uint32_t number)
{
    return *(const struct pair *)rows_at(&p->rows, number);
}

void pairs_free(struct pairs *p)
{
    rows_free(&p->rows);
    index_free(&p->index);
}
