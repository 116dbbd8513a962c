#include <limits.h>
#include <stdlib.h>

#include "cmd/tlsrpt-audit/mailboxes.h"
#include "cmd/tlsrpt-audit/option_values.h"
#include "lib/base/dates.h"
#include "lib/base/utf8.h"

int take_table(struct options *o, const struct option_row *row, const char *value)
{
    return table_find(value) ? take_text(o, row, value)
                             : option_wrong("--table: there is no table %s (tlsrpt-audit "
                                            "--list-tables shows them)",
                                            value);
}

int take_key(struct options *o, const struct option_row *row, const char *value)
{
    if (!explain_is_key(value))
        return option_wrong("--%s: %s is no report key: 32 hex digits (0-9, a-f), of which the "
                            "first 4 or more will do",
                            row->name, value);
    return take_text(o, row, value);
}

static int read_dates(const struct options *o, const struct option_row *row, const char *value,
                      struct span *dates)
{
    day_number today = day_of_time(o->now);
    bool period = strcmp(row->name, "period") == 0;
    if (period ? period_parse(slice_of(value), today, dates)
               : date_parse(slice_of(value), today, dates))
        return -1;
    return option_wrong("--%s: %s is no %s; these are: %s", row->name, value,
                        period ? "period" : "date", period ? period_forms : date_forms);
}

int take_since(struct options *o, const struct option_row *row, const char *value)
{
    struct span dates;
    int status = read_dates(o, row, value, &dates);
    if (status < 0) {
        o->selection.since = dates.first;
        o->selection.has_since = true;
    }
    return status;
}

int take_until(struct options *o, const struct option_row *row, const char *value)
{
    struct span dates;
    int status = read_dates(o, row, value, &dates);
    if (status < 0) {
        o->selection.until = dates.last;
        o->selection.has_until = true;
    }
    return status;
}

int take_period(struct options *o, const struct option_row *row, const char *value)
{
    int status = take_since(o, row, value);
    return status < 0 ? take_until(o, row, value) : status;
}

int take_pattern(struct options *o, const struct option_row *row, const char *value)
{
    char error[SELECTION_ERROR];
    return selection_add(option_place(o, row), value, error) ? -1 : option_wrong_there(row, error);
}

int take_fail_on(struct options *o, const struct option_row *row, const char *value)
{
    static const char *const whats[] = {
        [FAIL_ON_OPEN] = "open", [FAIL_ON_NEW] = "new", [FAIL_ON_ANY] = "any"};
    struct slice rest = slice_of(value);
    struct slice name = slice_until(&rest, ':');
    enum severity severity;
    int what = strchr(value, ':') ? FAIL_ON_ANY : FAIL_ON_OPEN;
    while (what >= 0 && strchr(value, ':') && !slice_equal(rest, slice_of(whats[what])))
        what--;
    if (what < 0 || !severity_find(name, &severity) || severity == SEVERITY_OFF)
        return option_wrong("--%s: %s is none of critical, high, medium, low, info, with :open, "
                            ":new or :any behind it",
                            row->name, value);
    o->fail_on = severity;
    o->fail_on_what = (enum fail_on_what)what;
    return -1;
}

int take_slice(struct options *o, const struct option_row *row, const char *value)
{
    char *slash, *end = NULL;
    unsigned long slice = strtoul(value, &slash, 10),
                  slices = *slash == '/' ? strtoul(slash + 1, &end, 10) : 0;
    bool whole = end && *end == '\0' && ascii_is_digit(value[0]) && ascii_is_digit(slash[1]);
    if (!whole || slice < 1 || slice > slices || slices > UINT_MAX)
        return option_wrong("--%s: %s is no K/N with K from 1 to N", row->name, value);
    o->slice = (unsigned)slice;
    o->slices = (unsigned)slices;
    return -1;
}

int take_redact(struct options *o, const struct option_row *row, const char *value)
{
    struct slice rest = slice_of(value);
    do {
        struct slice word = slice_trim(slice_until(&rest, ','));
        size_t i = 0;
        while (i < REDACTIONS && !slice_equal(word, slice_of(redaction_rows[i].name)))
            i++;
        if (i == REDACTIONS)
            return option_wrong("--%s: %.*s is none of ip, contact, path, message-id, reporter",
                                row->name, (int)word.n, word.at);
        *(unsigned *)option_place(o, row) |= redaction_rows[i].what;
    } while (rest.n > 0);
    return -1;
}

int take_sample(struct options *o, const struct option_row *row, const char *value)
{
    char number[24];
    size_t n = strcspn(value, ":");
    snprintf(number, sizeof number, "%.*s", (int)(n < sizeof number ? n : 0), value);
    int status = take_count(o, row, n < sizeof number ? number : value);
    o->sample_seed = value[n] == ':' ? value + n + 1 : "";
    return status >= 0 || utf8_is_valid(slice_of(o->sample_seed))
               ? status
               : option_wrong("--%s: its seed is no UTF-8", row->name);
}

int take_mailbox(struct options *o, const struct option_row *row, const char *value)
{
    if (!mailbox_is_address(value))
        return option_wrong("--%s: %s is no address such as alerts@agency.example (of a domain in "
                            "other letters, the name that begins with xn--)",
                            row->name, value);
    return take_text(o, row, value);
}

int take_line(struct options *o, const struct option_row *row, const char *value)
{
    const char *problem = digest_line_problem(value);
    return problem ? option_wrong("--%s: %s", row->name, problem) : take_text(o, row, value);
}
