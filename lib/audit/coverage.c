#include "lib/audit/coverage.h"

#include <stdlib.h>

#include "lib/base/order.h"

enum {
    LONGEST_RANGE = COVERAGE_MOST_DAYS * SECONDS_A_DAY, /* a longer one covers only its day */
    AHEAD = 2 * SECONDS_A_DAY, /* how far after its mail a report's end is believed */
};

void coverage_init(struct coverage *c, const struct hash_key *key)
{
    *c = (struct coverage){.blocks.size = sizeof(struct coverage_block)};
    pairs_init(&c->index, key);
}

void coverage_free(struct coverage *c)
{
    pairs_free(&c->index);
    rows_free(&c->blocks);
}

struct span coverage_span(time_seconds begin, time_seconds end, time_seconds received)
{
    struct span span = {.first = day_of_time(begin), .last = day_of_time(begin)};
    if (end < begin || end - begin > LONGEST_RANGE)
        return span;
    if (received != WHEN_NEVER && end - AHEAD > received)
        end = received + AHEAD;
    day_number last = day_of_time(end - COVERAGE_LEAST);
    if (last > span.last)
        span.last = last;
    return span;
}

static int32_t block_of(day_number day) /* rounds down, also before 1970 */
{
    return (day >= 0 ? day : day - (COVERAGE_DAYS - 1)) / COVERAGE_DAYS;
}

static struct coverage_block *block_at(struct coverage *c, uint32_t couple, int32_t number)
{
    return rows_of_number(&c->blocks, pairs_number(&c->index, couple, (uint32_t)number, NULL),
                          NULL);
}

static void report_on(struct coverage_block *b, int bit_number, struct coverage_report report)
{
    uint64_t bit = (uint64_t)1 << bit_number;
    bool first = !(b->reported & bit);
    b->lone = first && report.is_one_session ? b->lone | bit : b->lone & ~bit;
    b->reported |= bit;
    b->secured |= report.is_secured ? bit : 0;
}

/* A set of the bits from..to, both included. */
static uint64_t bits(int from, int to)
{
    uint64_t up_to = to == COVERAGE_DAYS - 1 ? UINT64_MAX : ((uint64_t)1 << (to + 1)) - 1;
    return up_to >> from << from;
}

bool coverage_add(struct coverage *c, uint32_t couple, struct coverage_report report)
{
    struct span covered = report.covered;
    for (int32_t n = block_of(covered.first); n <= block_of(covered.last); n++) {
        struct coverage_block *b = block_at(c, couple, n);
        day_number first = n * COVERAGE_DAYS;
        if (!b)
            return false;
        int from = covered.first > first ? covered.first - first : 0;
        int to = covered.last - first < COVERAGE_DAYS ? covered.last - first : COVERAGE_DAYS - 1;
        b->covered |= bits(from, to);
        if (covered.first >= first)
            report_on(b, from, report);
    }
    return true;
}

/* The couple's block that has the day, and the day's bit in it; NULL: there is no block. */
static const struct coverage_block *find_block(const struct coverage *c, uint32_t couple,
                                               day_number day, int *bit)
{
    int32_t number = block_of(day);
    int64_t i = pairs_find(&c->index, couple, (uint32_t)number);
    *bit = day - number * COVERAGE_DAYS;
    return i >= 0 ? rows_at(&c->blocks, (size_t)i) : NULL;
}

bool coverage_has_report(const struct coverage *c, uint32_t couple, day_number day)
{
    int bit;
    const struct coverage_block *b = find_block(c, couple, day, &bit);
    return b && (b->reported >> bit & 1);
}

bool coverage_is_secured(const struct coverage *c, uint32_t couple, day_number day)
{
    int bit;
    const struct coverage_block *b = find_block(c, couple, day, &bit);
    return b && (b->secured >> bit & 1);
}

bool coverage_note_copy(struct coverage *c, uint32_t couple, day_number day, bool is_secured)
{
    int32_t number = block_of(day);
    struct coverage_block *b = block_at(c, couple, number);
    if (!b)
        return false;
    uint64_t bit = (uint64_t)1 << (day - number * COVERAGE_DAYS);
    b->copied |= bit;
    b->copies_secured |= is_secured ? bit : 0;
    return true;
}

const struct coverage_block *coverage_block(const struct coverage *c, size_t i, uint32_t *couple,
                                            day_number *first)
{
    struct pair pair = pairs_at(&c->index, (uint32_t)i);
    *couple = pair.a;
    *first = (day_number)((int64_t)(int32_t)pair.b * COVERAGE_DAYS);
    return rows_at(&c->blocks, i);
}

static int by_domain_and_day(const void *a, const void *b)
{
    const struct covered_days *x = a, *y = b;
    int order = ORDER_OF(x->domain, y->domain);
    return order != 0 ? order : ORDER_OF(x->first, y->first);
}

struct covered_days *coverage_of_domains(const struct coverage *c, const struct pairs *couples,
                                         size_t *n)
{
    size_t blocks = c->blocks.n;
    struct covered_days *list = calloc(blocks + 1, sizeof *list);
    *n = 0;
    if (!list)
        return NULL;
    for (size_t i = 0; i < blocks; i++) {
        uint32_t couple;
        list[i].days = coverage_block(c, i, &couple, &list[i].first)->covered;
        list[i].domain = couples ? pairs_at(couples, couple).a : 0;
    }
    order_sort(list, blocks, sizeof *list, by_domain_and_day);

    for (size_t i = 0; i < blocks; i++) {
        if (*n > 0 && by_domain_and_day(&list[*n - 1], &list[i]) == 0)
            list[*n - 1].days |= list[i].days;
        else
            list[(*n)++] = list[i];
    }
    return list;
}

static bool add_gap(struct arena *arena, struct coverage_found *days, struct span gap)
{
    struct span *new = ARENA_PUSH(arena, days->gaps, days->gaps_n);
    if (!new)
        return false;
    *new = gap;
    return true;
}

bool coverage_of_expected(const struct covered_days *blocks, size_t n, struct span expected,
                          struct arena *arena, struct coverage_found *days)
{
    day_number next = expected.first; /* the first one that was not looked at yet */
    *days = (struct coverage_found){.covered = 0};
    for (size_t i = 0; i < n; i++) {
        for (uint64_t left = blocks[i].days; left != 0; left &= left - 1) {
            day_number day = blocks[i].first + __builtin_ctzll(left);
            if (day < next || day > expected.last)
                continue;
            if (day > next && !add_gap(arena, days, (struct span){next, day - 1}))
                return false;
            next = day + 1;
            days->covered++;
        }
    }
    return next > expected.last || add_gap(arena, days, (struct span){next, expected.last});
}
