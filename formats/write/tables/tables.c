#include "formats/write/tables/table_columns.h"

const struct table *const tables[TABLES] = {
    [TABLE_REPORTS] = &table_reports,
    [TABLE_POLICIES] = &table_policies,
    [TABLE_FAILURES] = &table_failures,
    [TABLE_DOMAINS] = &table_domains,
    [TABLE_DAYS] = &table_days,
    [TABLE_MONTHS] = &table_months,
    [TABLE_REPORTERS] = &table_reporters,
    [TABLE_POLICY_TYPES] = &table_policy_types,
    [TABLE_RESULT_TYPES] = &table_result_types,
    [TABLE_FAILURE_GROUPS] = &table_failure_groups,
    [TABLE_COVERAGE] = &table_coverage,
    [TABLE_POLICIES_SEEN] = &table_policies_seen,
    [TABLE_ADDRESSES] = &table_addresses,
    [TABLE_SIGNATURES] = &table_signatures,
    [TABLE_WINDOWS] = &table_windows,
    [TABLE_DOMAIN_DAYS] = &table_domain_days,
    [TABLE_REPORTER_RESULTS] = &table_reporter_results,
    [TABLE_REPORTER_POLICIES] = &table_reporter_policies,
    [TABLE_FOREIGN] = &table_foreign,
    [TABLE_EXCEPTIONS] = &table_exceptions,
    [TABLE_FINDINGS] = &table_findings,
    [TABLE_SETUP] = &table_setup,
    [TABLE_CHANGES] = &table_changes,
    [TABLE_SAMPLE] = &table_sample,
    [TABLE_REVIEWS] = &table_reviews,
    [TABLE_CONTROLS] = &table_controls,
};

bool table_is_there(const struct table *t, const struct account *a)
{
    return !t->is_there || t->is_there(a);
}

const struct table *table_find(const char *name)
{
    for (int i = 0; i < TABLES; i++)
        if (strcmp(tables[i]->name, name) == 0)
            return tables[i];
    return NULL;
}

size_t table_column(const struct table *t, const char *name)
{
    size_t i = t->sheet_columns_n - 1;
    while (i > 0 && strcmp(t->columns[i].name, name) != 0)
        i--;
    return i;
}

bool table_each_line(const struct table *t, const struct report *r, const char *key,
                     bool (*put)(void *self, const struct table *t, const void *row), void *self)
{
    struct report_line line = {.report = r, .key = key};
    if (t == tables[TABLE_REPORTS])
        return put(self, t, &line);
    while ((line.policy = report_next_counted(r, line.policy))) {
        line.policy_index = (size_t)(line.policy - r->policies);
        if (t == tables[TABLE_POLICIES]) {
            if (!put(self, t, &line))
                return false;
            continue;
        }
        for (line.detail_index = 0; line.detail_index < line.policy->details_n;
             line.detail_index++) {
            line.detail = &line.policy->details[line.detail_index];
            if (!put(self, t, &line))
                return false;
        }
    }
    return true;
}
