#include "lib/audit/copies.h"

#include <stdlib.h>

#include "lib/base/little.h"

struct failing {
    uint64_t domain; /* hashed */
    int64_t failed;
};

/* In bytes: sums of sessions, and one of the domains that fail. */
enum {
    NUMBER = sizeof(uint64_t),
    FAILED_AT = NUMBER,
    EXCESS_AT = 2 * NUMBER,
    SUMS = 3 * NUMBER,
    FAILING = 2 * NUMBER
};

/* The least byte first on every processor: a state file goes from one to another. */
static void put(struct buffer *to, uint64_t number)
{
    char bytes[NUMBER];
    little_put_64(number, bytes);
    buffer_append(to, (struct slice){.at = bytes, .n = sizeof bytes});
}

static int by_domain(const void *a, const void *b)
{
    const struct failing *x = a, *y = b;
    return (x->domain > y->domain) - (x->domain < y->domain);
}

/* Sorts, and sums those of one domain up. Gives how many remain. */
static size_t merged(struct failing *at, size_t n)
{
    size_t kept = 0;
    if (n > 1)
        qsort(at, n, sizeof *at, by_domain);
    for (size_t i = 0; i < n; i++)
        if (kept > 0 && at[kept - 1].domain == at[i].domain)
            sum_add(&at[kept - 1].failed, at[i].failed);
        else
            at[kept++] = at[i];
    return kept;
}

static void keep_failing(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    struct failing *all = malloc(r->policies_n * sizeof *all);
    size_t n = 0;
    if (!all) {
        to->failed = true;
        return;
    }
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (p->failed_sessions > 0)
            all[n++] = (struct failing){hash64(key, p->attributed), p->failed_sessions};
    n = merged(all, n);
    for (size_t i = 0; i < n; i++) {
        put(to, all[i].domain);
        put(to, (uint64_t)all[i].failed);
    }
    free(all);
}

void copy_keep(const struct report *r, const struct hash_key *key, struct buffer *to)
{
    struct sessions all = {0};
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        sessions_add(&all, (struct sessions){.successful = p->successful_sessions,
                                             .failed = p->failed_sessions});
    put(to, (uint64_t)all.successful);
    put(to, (uint64_t)all.failed);
    put(to, (uint64_t)all.excess);
    if (all.failed > 0)
        keep_failing(r, key, to);
}

struct sessions copy_sessions(struct slice kept)
{
    if (kept.n < SUMS)
        return (struct sessions){0};
    return (struct sessions){.successful = (int64_t)little_64(kept.at),
                             .failed = (int64_t)little_64(kept.at + FAILED_AT),
                             .excess = (int64_t)little_64(kept.at + EXCESS_AT)};
}

static int64_t failed_at(struct slice kept, uint64_t domain)
{
    size_t low = 0, high = kept.n < SUMS ? 0 : (kept.n - SUMS) / FAILING;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *at = kept.at + SUMS + middle * FAILING;
        uint64_t found = little_64(at);
        if (found == domain)
            return (int64_t)little_64(at + NUMBER);
        if (found < domain)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

int64_t copy_hidden(struct slice counted, struct slice other, const struct hash_key *key,
                    struct slice domain)
{
    uint64_t hash = hash64(key, domain);
    int64_t more = failed_at(other, hash) - failed_at(counted, hash);
    return more > 0 ? more : 0;
}
