#include "formats/write/tables/table_cells.h"

#include <stdio.h>

#include "lib/base/thousands.h"
#include "lib/findings/readiness.h"

void cell_text(const void *row, size_t at, struct cell *c)
{
    c->text = *(const struct slice *)((const char *)row + at);
    c->absent = c->text.n == 0;
}

void cell_name(const void *row, size_t at, struct cell *c) /* there, even where it is empty */
{
    c->text = *(const struct slice *)((const char *)row + at);
}

void cell_number(const void *row, size_t at, struct cell *c)
{
    uint64_t n = *(const uint64_t *)((const char *)row + at);
    c->integer = n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

void cell_put_rate(struct cell *c, struct sessions s)
{
    c->absent = !sessions_rate(s, &c->ratio);
    c->has_excess = s.excess > 0;
}

void cell_rate(const void *row, size_t at, struct cell *c)
{
    cell_put_rate(c, *(const struct sessions *)(const void *)((const char *)row + at));
}

void cell_day(const void *row, size_t at, struct cell *c)
{
    c->day = *(const day_number *)((const char *)row + at);
}

void cell_month(const void *row, size_t at, struct cell *c)
{
    const struct month_row *m = row;
    (void)at;
    c->text = (struct slice){
        .at = c->room,
        .n = (size_t)snprintf(c->room, sizeof c->room, "%04d-%02d", m->year, m->month)};
}

void cell_address_role(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(address_roles[((const struct address_row *)row)->role]);
}

void cell_category(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(result_type_category(((const struct result_type_row *)row)->result_type));
}

/* What is known of a result type of the RFC; of others nothing is. */
void cell_explanation(const void *row, size_t at, struct cell *c)
{
    const struct result_type *type = result_type_find(
        ((const struct result_type_row *)row)->result_type);
    c->absent = type == NULL;
    c->text = type ? slice_of(*(const char *const *)((const char *)type + at)) : (struct slice){0};
}

void cell_sts_mode(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = stspolicy_value(((const struct policy_seen_row *)row)->policy_text, SLICE("mode"));
    c->absent = c->text.n == 0;
}

void cell_sts_max_age(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->absent = !stspolicy_max_age(((const struct policy_seen_row *)row)->policy_text, &c->integer);
}

void cell_sts_mx(const void *row, size_t at, struct cell *c)
{
    struct slice rest = ((const struct policy_seen_row *)row)->policy_text, mx;
    (void)at;
    c->texts = (struct texts){.at = c->list_room};
    while (c->texts.n < CELL_MOST_TEXTS && (mx = stspolicy_next(&rest, SLICE("mx"))).n > 0)
        c->list_room[c->texts.n++] = mx;
}

void cell_texts(const void *row, size_t at, struct cell *c)
{
    c->texts = *(const struct texts *)((const char *)row + at);
}

void cell_texts_if_any(const void *row, size_t at, struct cell *c)
{
    cell_texts(row, at, c);
    c->absent = c->texts.n == 0;
}

void cell_change_of_finding(const void *row, size_t at, struct cell *c)
{
    const struct finding *f = row;
    (void)at;
    c->text = slice_of(change_names[f->change]);
    c->absent = f->change == CHANGE_NONE;
    c->is_null = f->is_compared;
}

void cell_key_of_finding(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(((const struct finding *)row)->key);
}

void cell_status_of_finding(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(finding_status_names[((const struct finding *)row)->status]);
}

void cell_day_of_finding(const void *row, size_t at, struct cell *c)
{
    cell_day(row, at, c);
    c->absent = !((const struct finding *)row)->span.any;
}

void cell_share_of_result(const void *row, size_t at, struct cell *c)
{
    const struct reporter_result_row *r = row;
    (void)at;
    c->absent = r->sessions == 0;
    c->ratio = c->absent ? 0 : (double)r->failed_sessions / (double)r->sessions;
    if (c->ratio > 1) /* details may add up to more than the policies' counts */
        c->ratio = 1;
}

void cell_readiness(const void *row, size_t at, struct cell *c)
{
    (void)at;
    c->text = slice_of(readiness_names[readiness_of(row)]);
}

void cell_readiness_basis(const void *row, size_t at, struct cell *c)
{
    const struct domain_row *d = row;
    (void)at;
    c->absent = !d->now;
    if (!d->now)
        return;
    const struct readiness_basis *b = &d->now->basis;
    int n = snprintf(c->room, sizeof c->room, "%s of %s clean, %s under MTA-STS, reporters: %s",
                     thousands((int64_t)b->days_clean).text,
                     counted((int64_t)b->days_covered, "day", "days").text,
                     counted(b->sessions, "session", "sessions").text,
                     thousands((int64_t)b->reporters).text);
    c->text = (struct slice){.at = c->room, .n = (size_t)n};
}

static const struct last_days *last_days_of(const void *row, size_t at)
{
    const struct domain_row *d = row;
    return d->now ? &d->now->windows[at] : NULL;
}

void cell_recent_failed(const void *row, size_t at, struct cell *c)
{
    const struct last_days *days = last_days_of(row, at);
    c->integer = days ? days->sessions.failed : 0;
}

void cell_recent_rate(const void *row, size_t at, struct cell *c)
{
    const struct last_days *days = last_days_of(row, at);
    cell_put_rate(c, days ? days->sessions : (struct sessions){0});
}

void cell_day_of_domain(const void *row, size_t at, struct cell *c)
{
    cell_day(row, at, c);
    c->absent = ((const struct domain_row *)row)->reports == 0;
}

void cell_expected_day(const void *row, size_t at, struct cell *c)
{
    cell_day(row, at, c);
    c->absent = span_days(((const struct domain_row *)row)->expected) == 0;
}

void cell_gaps(const void *row, size_t at, struct cell *c)
{
    const struct domain_row *d = row;
    (void)at;
    c->spans = d->gaps;
    c->spans_n = d->gaps_n;
}

void cell_country(const void *row, size_t at, struct cell *c)
{
    const struct network_code *n = (const void *)((const char *)row + at);
    c->absent = n->country[0] == '\0';
    c->text = (struct slice){.at = n->country, .n = sizeof n->country};
}

void cell_asn(const void *row, size_t at, struct cell *c)
{
    const struct network_code *n = (const void *)((const char *)row + at);
    c->absent = n->asn == 0;
    c->integer = n->asn;
}
