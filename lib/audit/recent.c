#include "lib/audit/recent.h"

void recent_init(struct recent *r)
{
    *r = (struct recent){.rows.size = sizeof(struct recent_row)};
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

/* A new row, where there is none yet. */
static struct recent_row *row_of(struct recent *r, uint32_t *number, day_number day)
{
    if (*number > 0)
        return rows_at_mutable(&r->rows, *number - 1);
    struct recent_row *row = r->rows.n < UINT32_MAX ? rows_add(&r->rows) : NULL;
    if (!row)
        return NULL;
    row->last = day;
    *number = (uint32_t)r->rows.n;
    return row;
}

bool recent_add(struct recent *r, uint32_t *number, day_number day, struct sessions sessions)
{
    struct recent_row *row = row_of(r, number, day);
    if (!row)
        return false;
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

const struct recent_row *recent_at(const struct recent *r, uint32_t number)
{
    return rows_at(&r->rows, number - 1);
}

void recent_free(struct recent *r)
{
    rows_free(&r->rows);
}
