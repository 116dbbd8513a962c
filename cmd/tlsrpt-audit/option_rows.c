#include "cmd/tlsrpt-audit/option_rows.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>

#include "lib/base/dates.h"
#include "lib/base/plural.h"

static const char usage[] =
    "usage: tlsrpt-audit [OPTION]... INPUT...   (tlsrpt-audit --help tells more)\n";

int option_wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("tlsrpt-audit: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    fputs(usage, stderr);
    return STATUS_USAGE;
}

/* Takers: a kind of value each. */

static void *place(struct options *o, const struct option_row *row)
{
    return (char *)o + row->at;
}

static int take_flag(struct options *o, const struct option_row *row, const char *value)
{
    (void)value;
    *(bool *)place(o, row) = true;
    return -1;
}

static int take_more(struct options *o, const struct option_row *row, const char *value)
{
    (void)value;
    ++*(unsigned *)place(o, row);
    return -1;
}

static int take_text(struct options *o, const struct option_row *row, const char *value)
{
    if (value[0] == '\0')
        return option_wrong("--%s: its %s is empty", row->name, row->argument);
    *(const char **)place(o, row) = value;
    return -1;
}

static int take_table(struct options *o, const struct option_row *row, const char *value)
{
    return table_find(value) ? take_text(o, row, value)
                             : option_wrong("--table: there is no table %s", value);
}

static bool read_size(const char *text, uint64_t *size)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno != 0 || end == text || !ascii_is_digit(text[0]))
        return false;
    unsigned shift = *end == 'K' || *end == 'k'   ? 10
                     : *end == 'M' || *end == 'm' ? 20
                     : *end == 'G' || *end == 'g' ? 30
                                                  : 0;
    end += shift > 0;
    *size = (uint64_t)n << shift;
    return *end == '\0' && n > 0 && *size >> shift == n && *size <= SIZE_MAX / 8;
}

static int take_size(struct options *o, const struct option_row *row, const char *value)
{
    if (!read_size(value, place(o, row)))
        return option_wrong("--%s: %s is no size (a number, then perhaps K, M or G)", row->name,
                            value);
    return -1;
}

static int take_count(struct options *o, const struct option_row *row, const char *value)
{
    uint64_t n;
    if (!read_size(value, &n) || n > row->most)
        return option_wrong("--%s: %s is no number from 1 to %llu", row->name, value,
                            (unsigned long long)row->most);
    *(unsigned *)place(o, row) = (unsigned)n;
    return -1;
}

/* Words that are known elsewhere. */

static const char *dedup_word(size_t i)
{
    return i < DEDUPS ? dedup_name((enum dedup)i) : NULL;
}

static const char *severity_word(size_t i) /* the most severe first */
{
    return i < SEVERITIES ? severity_names[SEVERITIES - 1 - i] : NULL;
}

static const char *table_word(size_t i)
{
    return i < TABLES ? tables[i]->name : NULL;
}

bool option_word(const struct option_row *row, size_t i, struct slice *word)
{
    const char *known = row->word ? row->word(i) : NULL;
    struct slice rest = slice_of(row->words ? row->words : known ? known : "");
    for (size_t k = 0; row->words && k < i; k++)
        slice_until(&rest, '|');
    *word = slice_until(&rest, '|');
    return word->n > 0;
}

static int not_a_word(const struct option_row *row, const char *value)
{
    char list[400] = "";
    struct slice word;
    for (size_t i = 0, n = 0; option_word(row, i, &word) && n < sizeof list; i++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", i > 0 ? "|" : "", (int)word.n,
                              word.at);
    return option_wrong("--%s: %s is none of %s", row->name, value, list);
}

static int take_word(struct options *o, const struct option_row *row, const char *value)
{
    struct slice word;
    for (unsigned i = 0; option_word(row, i, &word); i++)
        if (slice_equal(word, slice_of(value))) {
            *(unsigned *)place(o, row) = i;
            return -1;
        }
    return not_a_word(row, value);
}

static int read_dates(const struct options *o, const struct option_row *row, const char *value,
                      struct dates *dates)
{
    day_number today = day_of_time(o->now);
    bool period = strcmp(row->name, "period") == 0;
    if (period ? period_parse(slice_of(value), today, dates)
               : date_parse(slice_of(value), today, dates))
        return -1;
    return option_wrong("--%s: %s is no %s; these are: %s", row->name, value,
                        period ? "period" : "date", period ? period_forms : date_forms);
}

static int take_since(struct options *o, const struct option_row *row, const char *value)
{
    struct dates dates;
    int status = read_dates(o, row, value, &dates);
    if (status < 0) {
        o->selection.since = dates.first;
        o->selection.has_since = true;
    }
    return status;
}

static int take_until(struct options *o, const struct option_row *row, const char *value)
{
    struct dates dates;
    int status = read_dates(o, row, value, &dates);
    if (status < 0) {
        o->selection.until = dates.last;
        o->selection.has_until = true;
    }
    return status;
}

static int take_period(struct options *o, const struct option_row *row, const char *value)
{
    int status = take_since(o, row, value);
    return status < 0 ? take_until(o, row, value) : status;
}

static int take_pattern(struct options *o, const struct option_row *row, const char *value)
{
    char error[1024];
    return selection_add(place(o, row), value, error, sizeof error)
               ? -1
               : option_wrong("--%s: %s", row->name, error);
}

/* SEVERITY, and perhaps :open, :new or :any behind it. */
static int take_fail_on(struct options *o, const struct option_row *row, const char *value)
{
    static const char *const whats[] = {
        [FAIL_ON_OPEN] = "open", [FAIL_ON_NEW] = "new", [FAIL_ON_ANY] = "any"};
    struct slice rest = slice_of(value), name = slice_until(&rest, ':');
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

static int take_path(struct options *o, const struct option_row *row, const char *value)
{
    struct paths *paths = place(o, row);
    size_t most = row->most > 0 ? row->most : OPTIONS_MOST_PATHS;
    if (paths->n == most)
        return option_wrong("--%s: at most %zu %s", row->name, most,
                            plural((int64_t)most, "file", "files"));
    paths->at[paths->n++] = value;
    return -1;
}

static int take_slice(struct options *o, const struct option_row *row, const char *value)
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

#define AT(member) .at = offsetof(struct options, member)

/* One row per option. */
/* clang-format off */

const struct option_row option_rows[] = {
    {"json", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(json),
        .help = "the summary: totals, domains, days, failures, findings"},
    {"ndjson", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(ndjson),
        .help = "one JSON record per counted report"},
    {"csv", .group = GROUP_OUTPUT, .argument = "DIR", .take = take_text, AT(csv),
        .help = "tables for a database, with datapackage.json"},
    {"csv-raw", .group = GROUP_OUTPUT, .take = take_flag, AT(csv_raw),
        .help = "texts that look like formulas are not guarded"},
    {"table", .group = GROUP_OUTPUT, .argument = "NAME", .take = take_table, AT(table),
        .word = table_word,
        .help = "one of these tables on standard output"},
    {"extract", .group = GROUP_OUTPUT, .argument = "DIR", .take = take_text, AT(extract),
        .help = "the reports themselves, as they were sent"},
    {"xlsx", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(xlsx),
        .help = "the workbook for auditors and insurers"},
    {"html", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(html),
        .help = "a page to look at: one file, works offline, prints well"},
    {"sqlite", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(sqlite),
        .help = "the same tables in a SQLite database, with views"},
    {"metrics", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(metrics),
        .help = "gauges for Prometheus, for node_exporter"},

    {"wanted-keys", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(wanted_keys),
        .help = "DKIM keys that are wanting, for dig -f (see --dns)"},
    {"explain", .group = GROUP_OUTPUT, .argument = "KEY", .take = take_text, AT(explain),
        .help = "one report in plain English, on standard output"},

    {"since", .group = GROUP_SELECTION, .argument = "DATE", .take = take_since,
        .help = "only days from DATE on: 2024-02-29, 2024-02, 30d"},
    {"until", .group = GROUP_SELECTION, .argument = "DATE", .take = take_until,
        .help = "only days up to DATE"},
    {"period", .group = GROUP_SELECTION, .argument = "WHAT", .take = take_period,
        .help = "both at once: 2026-Q1, 2025, 30d, last-month"},
    {"domain", .repeatable = true, .group = GROUP_SELECTION, .argument = "RE",
        .take = take_pattern, AT(selection.domains),
        .help = "only these policy domains (PCRE2); repeatable"},
    {"reporter", .repeatable = true, .group = GROUP_SELECTION, .argument = "RE",
        .take = take_pattern, AT(selection.reporters),
        .help = "only these organizations; repeatable"},
    {"scope", .group = GROUP_SELECTION, .argument = "FILE", .take = take_text, AT(scope),
        .help = "the list of your domains: names, or CSV"},
    {"dedup", .group = GROUP_SELECTION, .argument = "WHAT", .take = take_word, AT(dedup),
        .word = dedup_word,
        .help = "what makes reports the same: identity, report-id, none"},

    {"state", .group = GROUP_SELECTION, .argument = "FILE", .take = take_text, AT(state),
        .help = "only what no earlier run with this FILE counted"},
    {"state-expire", .group = GROUP_SELECTION, .argument = "DAYS", .take = take_count,
        AT(state_expire), .most = 36500, .help = "forget reports that were counted so many days ago"},

    {"fail-on", .group = GROUP_FINDING, .argument = "SEVERITY", .take = take_fail_on,
        .word = severity_word,
        .help = "exit 3 when an open finding is that severe; also :new"},
    {"compare", .group = GROUP_FINDING, .argument = "FILE", .take = take_text, AT(compare),
        .help = "what changed since an earlier --json summary"},
    {"rules", .group = GROUP_FINDING, .argument = "FILE", .take = take_text, AT(rules),
        .help = "severities, thresholds and causes of your own (JSON)"},
    {"dns", .repeatable = true, .group = GROUP_FINDING, .argument = "FILE", .take = take_path,
        AT(dns), .help = "DNS records (dig, zone files): set-up and DKIM keys"},
    {"ip-db", .repeatable = true, .group = GROUP_FINDING, .argument = "FILE", .take = take_path,
        AT(ip_db), .most = NETWORKS_MOST,
        .help = "countries and networks of addresses (.mmdb); repeatable"},
    {"dkim", .group = GROUP_FINDING, .argument = "WHEN", .take = take_word, AT(dkim), .words =
        "auto|on|strict|off",
        .help = "verify signatures: auto, on, strict or off"},
    {"require-auth", .group = GROUP_FINDING, .take = take_flag, AT(require_auth),
        .help = "count only reports of which it is known who sent them"},
    {"authserv-id", .group = GROUP_FINDING, .argument = "NAME", .take = take_text, AT(authserv_id),
        .help = "whose Authentication-Results tell forged reports"},

    {"files-from", .group = GROUP_INPUT, .argument = "FILE", .take = take_text, AT(files_from),
        .help = "read more INPUTs from a list, one a line"},
    {"null", .group = GROUP_INPUT, .take = take_flag, AT(null),
        .help = "that list is NUL-separated"},
    {"slice", .group = GROUP_INPUT, .argument = "K/N", .take = take_slice,
        .help = "only the K-th of N equal parts of the INPUTs"},
    {"hash-inputs", .group = GROUP_INPUT, .take = take_flag, AT(hash_inputs),
        .help = "note the SHA-256 of each input"},

    {"max-message", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size,
        AT(limits.message), .brief = "bytes of a message"},
    {"max-report", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size, AT(limits.report),
        .brief = "bytes of a report, unpacked"},
    {"max-depth", .group = GROUP_LIMIT, .argument = "N", .take = take_count, AT(limits.depth),
        .most = 30, .brief = "archives and parts in each other"},
    {"max-ratio", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.ratio),
        .brief = "unpacked to packed bytes"},
    {"max-header", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size, AT(limits.header),
        .brief = "bytes of a header"},
    {"max-fields", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.fields),
        .brief = "fields of a header"},
    {"max-parts", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.parts),
        .brief = "parts of a message"},
    {"max-members", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.members),
        .brief = "members of an archive"},
    {"max-json-depth", .group = GROUP_LIMIT, .argument = "N", .take = take_count,
        AT(limits.json_depth), .most = 512, .brief = "objects in each other"},
    {"max-policies", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.policies),
        .brief = "policies of a report"},
    {"max-details", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.details),
        .brief = "failure details of a report"},

    {"jobs", 'j', .group = GROUP_BEHAVIOUR, .argument = "N", .take = take_count, AT(jobs),
        .most = 1024, .help = "threads (default: the processors there are)"},
    {"progress", .group = GROUP_BEHAVIOUR, .argument = "WHEN", .take = take_word, AT(progress),
        .words = "auto|always|never", .help = "a progress line: auto, always or never"},
    {"strict", .group = GROUP_BEHAVIOUR, .take = take_flag, AT(strict),
        .help = "exit 1 when anything was rejected or in conflict"},
    {"sandbox", .group = GROUP_BEHAVIOUR, .argument = "WHEN", .take = take_word, AT(no_sandbox),
        .words = "auto|off", .help = "no network, programs or other files (Linux): auto or off"},
    {"config", .group = GROUP_BEHAVIOUR, .argument = "FILE", .take = take_text, AT(config),
        .help = "options from a file (~/.config/tlsrpt-audit/config)"},
    {"print-config", .group = GROUP_BEHAVIOUR, .take = take_flag, AT(print_config),
        .help = "show what is in force, and from where"},
    {"quiet", 'q', .group = GROUP_BEHAVIOUR, .take = take_flag, AT(quiet),
        .help = "no progress line, no warnings"},
    {"verbose", 'v', .repeatable = true, .group = GROUP_BEHAVIOUR, .take = take_more, AT(verbose),
        .help = "name what is skipped and rejected"},
    {"list-deviations", .group = GROUP_TEXT, .take = take_flag, AT(list_deviations),
        .brief = "what senders get wrong"},
    {"list-findings", .group = GROUP_TEXT, .take = take_flag, AT(list_findings),
        .brief = "the rules of findings"},
    {"list-tables", .group = GROUP_TEXT, .take = take_flag, AT(list_tables),
        .brief = "the tables and their columns"},
    {"help", .group = GROUP_TEXT, .take = take_flag, AT(help), .brief = "how to use it"},
    {"version", .group = GROUP_TEXT, .take = take_flag, AT(version), .brief = "the version"},
};
_Static_assert(COUNT_OF(option_rows) < MOST_OPTIONS,
    "getopt's table has room, and an end");
const size_t option_rows_n = COUNT_OF(option_rows);

/* clang-format on */

const struct option_row *option_find(const char *name)
{
    for (size_t i = 0; i < option_rows_n; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return &option_rows[i];
    return NULL;
}

/* Those without a help of their own stand together on lines of this width. */
static void help_of_group(enum option_group group)
{
    enum { WIDTH = 78 };
    int column = 0;
    char name[64];
    for (size_t i = 0; i < option_rows_n; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->group != group)
            continue;
        int n = snprintf(name, sizeof name, "%c%c%s--%s%s%s", row->letter ? '-' : ' ',
                         row->letter ? row->letter : ' ', row->letter ? ", " : "", row->name,
                         row->argument ? " " : "", row->argument ? row->argument : "");
        const char *shown = row->letter ? name : name + 2;
        if (row->help) {
            printf("  %-21s %s\n", shown, row->help);
            continue;
        }
        n -= row->letter ? 0 : 2;
        bool wraps = column > 0 && column + n + 2 > WIDTH;
        printf(wraps ? ",\n  %s" : column > 0 ? ", %s" : "  %s", shown);
        column = (wraps || column == 0 ? 2 : column + 2) + n;
    }
    if (column > 0)
        putchar('\n');
}

void option_help(void)
{
    static const char *const titles[OPTION_GROUPS] = {
        [GROUP_OUTPUT] =
            "Outputs (FILE may be -; without any: a summary for people, on standard output):",
        [GROUP_SELECTION] = "Selection:",
        [GROUP_FINDING] = "Findings:",
        [GROUP_INPUT] = "Inputs:",
        [GROUP_LIMIT] = "Limits (their defaults are in the man page):",
        [GROUP_BEHAVIOUR] = "Behaviour:",
        [GROUP_TEXT] = "Texts that are built in, instead of reading:",
    };
    puts("usage: tlsrpt-audit [OPTION]... INPUT...\n"
         "Reads TLS reports (RFC 8460) from Maildirs, mboxes, archives, messages, bare\n"
         "reports and records (- is standard input), once, and writes what is in them.\n");
    for (int g = 0; g < OPTION_GROUPS; g++) {
        puts(titles[g]);
        help_of_group((enum option_group)g);
    }
    puts("\nExit status: 0 done, 1 something could not be read or written, 2 usage,\n"
         "3 a finding (--fail-on), 130 interrupted. tlsrpt-audit(1) tells all.");
}
