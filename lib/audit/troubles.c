#include "lib/audit/troubles.h"

void troubles_init(struct troubles *t)
{
    *t = (struct troubles){.rows.size = sizeof(struct trouble_row)};
    pairs_init(&t->domains);
    pairs_init(&t->reporters);
}

void least_keys_add(char keys[static TROUBLE_MOST_KEYS][REPORT_KEY_TEXT], unsigned *n,
                    const char *key)
{
    unsigned at = 0;
    while (at < *n && memcmp(keys[at], key, REPORT_KEY_TEXT) < 0)
        at++;
    if (at == TROUBLE_MOST_KEYS || (at < *n && memcmp(keys[at], key, REPORT_KEY_TEXT) == 0))
        return;
    unsigned behind = *n < TROUBLE_MOST_KEYS ? *n - at : TROUBLE_MOST_KEYS - 1 - at;
    memmove(keys[at + 1], keys[at], behind * sizeof keys[0]);
    memcpy(keys[at], key, REPORT_KEY_TEXT);
    *n += *n < TROUBLE_MOST_KEYS;
}

bool troubles_add(struct troubles *t, uint32_t domain, uint32_t reporter, struct span covered,
                  bool with_failures, unsigned kind, const char *report_key)
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
    row->kinds[kind]++;
    span_widen(&row->span, covered.first, is_new);
    if (is_new || covered.last > row->covered_to)
        row->covered_to = covered.last;
    least_keys_add(row->keys, &row->keys_n, report_key);
    return true;
}

void troubles_free(struct troubles *t)
{
    pairs_free(&t->domains);
    pairs_free(&t->reporters);
    rows_free(&t->rows);
}
