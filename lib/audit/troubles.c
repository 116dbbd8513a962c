#include "lib/audit/troubles.h"

void troubles_init(struct troubles *t)
{
    *t = (struct troubles){.rows.size = sizeof(struct trouble_row)};
    pairs_init(&t->domains);
    pairs_init(&t->reporters);
}

static void keep_key(struct trouble_row *row, const char *key)
{
    unsigned at = 0;
    while (at < row->keys_n && memcmp(row->keys[at], key, REPORT_KEY_TEXT) < 0)
        at++;
    if (at == TROUBLE_MOST_KEYS ||
        (at < row->keys_n && memcmp(row->keys[at], key, REPORT_KEY_TEXT) == 0))
        return;
    unsigned behind = row->keys_n < TROUBLE_MOST_KEYS ? row->keys_n - at
                                                      : TROUBLE_MOST_KEYS - 1 - at;
    memmove(row->keys[at + 1], row->keys[at], behind * sizeof row->keys[0]);
    memcpy(row->keys[at], key, REPORT_KEY_TEXT);
    row->keys_n += row->keys_n < TROUBLE_MOST_KEYS;
}

bool troubles_add(struct troubles *t, uint32_t domain, uint32_t reporter, struct span covered,
                  bool with_failures, const char *report_key)
{
    bool is_new;
    int64_t number = pairs_number(&t->domains, domain, 0, &is_new);
    struct trouble_row *row = number < 0 ? NULL
                              : is_new   ? rows_add(&t->rows)
                                         : rows_at(&t->rows, (size_t)number);
    if (!row || pairs_number(&t->reporters, domain, reporter, NULL) < 0)
        return false;
    row->domain = domain;
    row->reports++;
    row->with_failures += with_failures;
    span_widen(&row->span, covered.first, is_new);
    if (is_new || covered.last > row->covered_to)
        row->covered_to = covered.last;
    keep_key(row, report_key);
    return true;
}

void troubles_free(struct troubles *t)
{
    pairs_free(&t->domains);
    pairs_free(&t->reporters);
    rows_free(&t->rows);
}
