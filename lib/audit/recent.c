#include "lib/audit/recent.h"

void recent_init(struct recent *r, const struct hash_key *key)
{
    *r = (struct recent){.rows.size = sizeof(struct recent_row)};
    pairs_init(&r->index, key);
}

static struct sessions *of_day(struct recent_row *row, day_number day)
{
    int64_t at = (int64_t)day % RECENT_DAYS;
    return &row->days[at < 0 ? at + RECENT_DAYS : at];
}

/* Moves the row's newest day; the days that come in between have no sessions yet. */
static void advance(struct recent_row *row, day_number day)
{
    int64_t steps = (int64_t)day - row->last;
    for (int64_t i = steps < RECENT_DAYS ? steps : RECENT_DAYS; i > 0; i--)
        *of_day(row, (day_number)(day - i + 1)) = (struct sessions){0};
    row->last = day;
}

bool recent_add(struct recent *r, uint32_t domain, uint32_t kind, day_number day,
                struct sessions sessions)
{
    bool is_new;
    int64_t number = pairs_number(&r->index, domain, kind, &is_new);
    struct recent_row *row = number < 0 ? NULL
                             : is_new   ? rows_add(&r->rows)
                                        : rows_at(&r->rows, (size_t)number);
    if (!row)
        return false;
    if (is_new)
        *row = (struct recent_row){.domain = domain, .kind = kind, .last = day};
    if (day > row->last)
        advance(row, day);
    if ((int64_t)row->last - day < RECENT_DAYS)
        sessions_add(of_day(row, day), sessions);
    return true;
}

struct sessions recent_sum(const struct recent_row *row, day_number last, unsigned days)
{
    struct recent_row copy = *row;
    struct sessions sum = {0};
    for (unsigned i = 0; i < RECENT_DAYS; i++) {
        int64_t day = (int64_t)row->last - i;
        if (day <= last && day > (int64_t)last - days)
            sessions_add(&sum, *of_day(&copy, (day_number)day));
    }
    return sum;
}

const struct recent_row *recent_at(const struct recent *r, size_t i)
{
    return rows_at(&r->rows, i);
}

void recent_free(struct recent *r)
{
    pairs_free(&r->index);
    rows_free(&r->rows);
}
