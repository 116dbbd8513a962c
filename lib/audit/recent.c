#include "lib/audit/recent.h"

void recent_init(struct recent *r, const struct hash_key *key)
{
    *r = (struct recent){.rows.size = sizeof(struct recent_row),
                         .stale.size = sizeof(struct sessions)};
    pairs_init(&r->stale_days, key);
}

static size_t place_of(day_number day)
{
    int at = day % RECENT_DAYS;
    return (size_t)(at < 0 ? at + RECENT_DAYS : at);
}

/* Moves the row's newest day on; the days in between have no sessions yet. */
static void advance(struct recent_row *row, day_number day)
{
    int64_t steps = (int64_t)day - row->last;
    for (int64_t i = steps < RECENT_DAYS ? steps : RECENT_DAYS; i > 0; i--)
        row->days[place_of((day_number)(day - i + 1))] = (struct sessions){0};
    row->last = day;
}

/* The row of a number; a new one if there is none yet. */
static struct recent_row *row_of(struct recent *r, uint32_t *number)
{
    if (*number > 0)
        return rows_at_mutable(&r->rows, *number - 1);
    struct recent_row *row = r->rows.n < UINT32_MAX ? rows_add(&r->rows) : NULL;
    if (row)
        *number = (uint32_t)r->rows.n;
    return row;
}

static bool add_stale(struct recent *r, uint32_t number, day_number day, struct sessions sessions)
{
    int64_t at = pairs_number(&r->stale_days, number, (uint32_t)day, NULL);
    struct sessions *sum = rows_of_number(&r->stale, at, NULL);
    if (sum)
        sessions_add(sum, sessions);
    return sum != NULL;
}

bool recent_add(struct recent *r, uint32_t *number, day_number day, bool is_stale,
                struct sessions sessions)
{
    struct recent_row *row = row_of(r, number);
    if (!row)
        return false;
    if (is_stale)
        return add_stale(r, *number, day, sessions);
    if (!row->any)
        row->last = day;
    row->any = true;
    if (day > row->last)
        advance(row, day);
    if ((int64_t)row->last - day < RECENT_DAYS)
        sessions_add(&row->days[place_of(day)], sessions);
    return true;
}

static void add_stale_day(struct sessions *sum, const struct recent *r, uint32_t number,
                          int64_t day)
{
    int64_t at = pairs_find(&r->stale_days, number, (uint32_t)day);
    if (at >= 0)
        sessions_add(sum, *(const struct sessions *)rows_at(&r->stale, (size_t)at));
}

struct sessions recent_sum(const struct recent *r, uint32_t number, day_number last, unsigned days)
{
    const struct recent_row *row = rows_at(&r->rows, number - 1);
    struct sessions sum = {0};
    for (int64_t day = last; day > (int64_t)last - days; day--) {
        if (row->any && day <= row->last && day > (int64_t)row->last - RECENT_DAYS)
            sessions_add(&sum, row->days[place_of((day_number)day)]);
        add_stale_day(&sum, r, number, day);
    }
    return sum;
}

void recent_free(struct recent *r)
{
    rows_free(&r->rows);
    rows_free(&r->stale);
    pairs_free(&r->stale_days);
}
