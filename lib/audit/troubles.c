#include "lib/audit/troubles.h"

#include "lib/audit/coverage.h"

void troubles_init(struct troubles *t, const struct hash_key *key)
{
    *t = (struct troubles){.key = key,
                           .rows.size = sizeof(struct trouble_row),
                           .links.size = sizeof(struct trouble_link),
                           .most_hidden.size = sizeof(int64_t)};
    names_init(&t->domains, key);
    names_init(&t->reporter_names, key);
    pairs_init(&t->reporters, key);
    pairs_init(&t->hiding, key);
}

static struct trouble_row *row_of(struct troubles *t, struct slice policy_domain, uint32_t *number)
{
    bool is_new;
    int64_t n = names_number(&t->domains, policy_domain);
    struct trouble_row *row = rows_of_number(&t->rows, n, &is_new);
    *number = (uint32_t)n;
    if (row && is_new)
        row->policy_domain = names_text(&t->domains, *number);
    return row;
}

static bool add_reporter(struct troubles *t, struct trouble_row *row, uint32_t domain,
                         struct slice name)
{
    bool is_new;
    int64_t reporter = names_number(&t->reporter_names, name);
    int64_t couple = reporter < 0 ? -1
                                  : pairs_number(&t->reporters, domain, (uint32_t)reporter, NULL);
    struct trouble_link *link = rows_of_number(&t->links, couple, &is_new);
    if (link && is_new) {
        *link = (struct trouble_link){.reporter = (uint32_t)reporter, .before = row->last_reporter};
        row->last_reporter = t->links.n;
    }
    return link != NULL;
}

/* All versions of a report hide the same sessions of it: the one that shows most of them counts, so
 * that nobody makes them more by mailing more. */
static bool note_hidden(struct troubles *t, const struct report *r, uint32_t domain, int64_t hidden,
                        struct trouble_row *row)
{
    if (hidden == 0)
        return true;
    uint64_t about = hash_mix(r->identity.low ^ hash_mix((uint64_t)domain + 1));
    int64_t n = pairs_number(&t->hiding, (uint32_t)about, (uint32_t)(about >> 32), NULL);
    int64_t *most = rows_of_number(&t->most_hidden, n, NULL);
    if (most && hidden > *most) {
        sum_add(&row->hidden, hidden - *most);
        *most = hidden;
    }
    return most != NULL;
}

/* What is noted of a report at each of its domains. */
struct note {
    unsigned kind;
    const char *key; /* the report's */
    bool with_failures;
    struct span days; /* its own, and the last that it covers */
    struct copies copies;
};

static bool add_at(struct troubles *t, const struct report *r, struct slice policy_domain,
                   const struct note *note)
{
    uint32_t domain;
    struct trouble_row *row = row_of(t, policy_domain, &domain);
    if (!row || !add_reporter(t, row, domain, r->organization_name))
        return false;
    if (row->last_report == t->reports)
        return true; /* an earlier policy of the same domain was here */
    row->last_report = t->reports;

    span_take(&row->span, note->days.first, report_is_stale(r));
    span_take(&row->covered_to, note->days.last, report_is_stale(r));
    row->reports++;
    row->with_failures += note->with_failures;
    row->kinds[note->kind]++;
    leastkeys_add(&row->keys, note->key);
    return note_hidden(t, r, domain, copies_hidden(&note->copies, t->key, policy_domain), row);
}

static bool add(struct troubles *t, const struct report *r, const struct note *note)
{
    t->reports++;
    for (const struct policy *p = NULL; (p = report_next_counted(r, p));)
        if (!add_at(t, r, p->attributed, note))
            return false;
    return true;
}

static struct span days_of(const struct report *r)
{
    struct span covered = coverage_span(r->begin, r->end, r->source.received);
    return (struct span){report_day(r), covered.last};
}

bool troubles_add(struct troubles *t, const struct report *r, unsigned kind, const char *report_key)
{
    const struct note note = {.kind = kind,
                              .key = report_key,
                              .with_failures = report_has_failures(r),
                              .days = days_of(r)};
    return add(t, r, &note);
}

bool troubles_add_future(struct troubles *t, const struct report *r, const char *report_key)
{
    day_number day = report_day(r);
    if (r->source.received != WHEN_NEVER && day_of_time(r->source.received) < day)
        day = day_of_time(r->source.received);
    const struct note note = {.key = report_key, .days = {day, day}};
    return add(t, r, &note);
}

bool troubles_add_copy(struct troubles *t, const struct report *r, const char *report_key,
                       struct copies copies)
{
    const struct note note = {.key = report_key,
                              .with_failures = copies_have_failures(&copies, t->key, r),
                              .days = days_of(r),
                              .copies = copies};
    return add(t, r, &note);
}

const struct trouble_row *troubles_find(const struct troubles *t, struct slice policy_domain)
{
    int64_t number = names_find(&t->domains, policy_domain);
    return number >= 0 ? rows_at(&t->rows, (size_t)number) : NULL;
}

struct slice troubles_reporter(const struct troubles *t, size_t *link)
{
    const struct trouble_link *l = rows_at(&t->links, *link - 1);
    *link = l->before;
    return names_text(&t->reporter_names, l->reporter);
}

void troubles_free(struct troubles *t)
{
    names_free(&t->domains);
    names_free(&t->reporter_names);
    pairs_free(&t->reporters);
    pairs_free(&t->hiding);
    rows_free(&t->most_hidden);
    rows_free(&t->rows);
    rows_free(&t->links);
}
