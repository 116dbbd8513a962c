#include "lib/audit/coverage.h"

void coverage_init(struct coverage *c)
{
    *c = (struct coverage){.blocks.size = sizeof(struct coverage_block)};
    pairs_init(&c->index);
}

static int32_t block_of(day_number day) /* rounds down, also before 1970 */
{
    return (day >= 0 ? day : day - (COVERAGE_DAYS - 1)) / COVERAGE_DAYS;
}

bool coverage_add(struct coverage *c, uint32_t couple, day_number day, bool one_session)
{
    int32_t number = block_of(day);
    bool is_new;
    int64_t i = pairs_number(&c->index, couple, (uint32_t)number, &is_new);
    struct coverage_block *b = i < 0    ? NULL
                               : is_new ? rows_add(&c->blocks)
                                        : rows_at(&c->blocks, (size_t)i);
    if (!b)
        return false;
    uint64_t bit = (uint64_t)1 << (day - number * COVERAGE_DAYS);
    bool first = !(b->reported & bit);
    b->lone = first && one_session ? b->lone | bit : b->lone & ~bit;
    b->reported |= bit;
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

void coverage_free(struct coverage *c)
{
    pairs_free(&c->index);
    rows_free(&c->blocks);
}
