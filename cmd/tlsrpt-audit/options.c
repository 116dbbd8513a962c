#include "cmd/tlsrpt-audit/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/io.h"

enum {
    OPTION_JSON = 256,
    OPTION_NDJSON,
    OPTION_CSV,
    OPTION_CSV_RAW,
    OPTION_TABLE,
    OPTION_EXTRACT,
    OPTION_XLSX,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_DOMAIN,
    OPTION_REPORTER,
    OPTION_DEDUP,
    OPTION_FILES_FROM,
    OPTION_NULL,
    OPTION_PROGRESS,
    OPTION_STRICT,
    OPTION_MAX_MESSAGE,
    OPTION_MAX_REPORT,
    OPTION_MAX_DEPTH,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"json", required_argument, NULL, OPTION_JSON},
    {"ndjson", required_argument, NULL, OPTION_NDJSON},
    {"csv", required_argument, NULL, OPTION_CSV},
    {"csv-raw", no_argument, NULL, OPTION_CSV_RAW},
    {"table", required_argument, NULL, OPTION_TABLE},
    {"extract", required_argument, NULL, OPTION_EXTRACT},
    {"xlsx", required_argument, NULL, OPTION_XLSX},
    {"since", required_argument, NULL, OPTION_SINCE},
    {"until", required_argument, NULL, OPTION_UNTIL},
    {"domain", required_argument, NULL, OPTION_DOMAIN},
    {"reporter", required_argument, NULL, OPTION_REPORTER},
    {"dedup", required_argument, NULL, OPTION_DEDUP},
    {"files-from", required_argument, NULL, OPTION_FILES_FROM},
    {"null", no_argument, NULL, OPTION_NULL},
    {"jobs", required_argument, NULL, 'j'},
    {"progress", required_argument, NULL, OPTION_PROGRESS},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"max-message", required_argument, NULL, OPTION_MAX_MESSAGE},
    {"max-report", required_argument, NULL, OPTION_MAX_REPORT},
    {"max-depth", required_argument, NULL, OPTION_MAX_DEPTH},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

static const char usage[] = "usage: tlsrpt-audit [OPTION]... INPUT...   (tlsrpt-audit --help tells more)\n";

static const char help[] =
    "usage: tlsrpt-audit [OPTION]... INPUT...\n"
    "Reads TLS reports (RFC 8460) from Maildirs, mboxes, archives, messages, bare reports and records (- is standard\n"
    "input), and writes what is in them. Without an output option a summary for people goes to standard output.\n"
    "\n"
    "Outputs (FILE may be -):\n"
    "  --json FILE        the summary: totals, domains, days, reporters, failures, coverage\n"
    "  --ndjson FILE      one JSON record a counted report\n"
    "  --csv DIR          tables for a database, with datapackage.json;  --csv-raw: formulas unguarded\n"
    "  --table NAME       one of these tables on standard output\n"
    "  --extract DIR      the reports themselves, as they were sent\n"
    "  --xlsx FILE        the workbook for auditors and insurers\n"
    "Selection:\n"
    "  --since DATE, --until DATE      days (YYYY-MM-DD), inclusive\n"
    "  --domain RE, --reporter RE      only these (PCRE2, any case); repeatable\n"
    "  --dedup=identity|report-id|none what makes two reports the same\n"
    "Inputs:\n"
    "  --files-from FILE  read more INPUTs from a list, one a line;  --null: NUL-separated\n"
    "  --max-message SIZE, --max-report SIZE, --max-depth N            limits (64M, 64M, 8)\n"
    "Behaviour:\n"
    "  -j, --jobs N       threads (default: as many as there are processors)\n"
    "  --progress=auto|always|never    a progress line on standard error\n"
    "  --strict           exit 1 when anything was rejected or in conflict\n"
    "  -q, --quiet; -v, --verbose; --help; --version\n"
    "\n"
    "Exit status: 0 done, 1 something could not be read or written, 2 usage, 130 interrupted. See tlsrpt-audit(1).\n";

__attribute__((format(printf, 1, 2))) static int wrong(const char *format, ...)
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

static bool read_size(const char *text, uint64_t *size)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno != 0 || end == text || !ascii_is_digit(text[0]))
        return false;
    unsigned shift = *end == 'K' || *end == 'k' ? 10 : *end == 'M' || *end == 'm' ? 20 : *end == 'G' || *end == 'g' ? 30 : 0;
    end += shift > 0;
    *size = (uint64_t)n << shift;
    return *end == '\0' && n > 0 && *size >> shift == n && *size <= SIZE_MAX / 8;
}

static int read_limit(const char *name, const char *text, uint64_t *limit)
{
    return read_size(text, limit) ? -1 : wrong("--%s: %s is no size (a number, then perhaps K, M or G)", name, text);
}

static int read_count(const char *name, const char *text, unsigned most, unsigned *count)
{
    uint64_t n;
    if (!read_size(text, &n) || n > most)
        return wrong("--%s: %s is no number from 1 to %u", name, text, most);
    *count = (unsigned)n;
    return -1;
}

static int read_day(const char *name, const char *text, day_number *day, bool *has)
{
    *has = true;
    return day_parse(slice_of(text), day) ? -1 : wrong("--%s: %s is no day (YYYY-MM-DD)", name, text);
}

static int read_pattern(const char *name, const char *text, struct pattern **list)
{
    char error[1024];
    return selection_add(list, text, error, sizeof error) ? -1 : wrong("--%s: %s", name, error);
}

/* One of a few words, by its position. */
static int read_word(const char *name, const char *text, const char *const *words, unsigned n, unsigned *which)
{
    for (*which = 0; *which < n; ++*which)
        if (strcmp(text, words[*which]) == 0)
            return -1;
    return wrong("--%s: %s is none of the words that it takes", name, text);
}

static int read_dedup(struct options *o, const char *text)
{
    static const char *const words[] = {"identity", "report-id", "none"};
    unsigned which;
    int status = read_word("dedup", text, words, 3, &which);
    o->dedup = (enum dedup)which;
    return status;
}

static int read_progress(struct options *o, const char *text)
{
    static const char *const words[] = {"auto", "always", "never"};
    unsigned which;
    int status = read_word("progress", text, words, 3, &which);
    o->progress = (enum progress)which;
    return status;
}

static int take_output(struct options *o, int option, const char *value)
{
    const char **outputs[] = {[OPTION_JSON - OPTION_JSON] = &o->json,       [OPTION_NDJSON - OPTION_JSON] = &o->ndjson,
                              [OPTION_CSV - OPTION_JSON] = &o->csv,         [OPTION_TABLE - OPTION_JSON] = &o->table,
                              [OPTION_EXTRACT - OPTION_JSON] = &o->extract, [OPTION_XLSX - OPTION_JSON] = &o->xlsx};
    *outputs[option - OPTION_JSON] = value;
    if (value[0] == '\0')
        return wrong("an output's name is empty");
    if (option == OPTION_TABLE && !table_find(value))
        return wrong("--table: there is no table %s", value);
    return -1;
}

struct list_request {
    const char *file; /* --files-from; NULL: none */
    bool null;
};

static int take_option(struct options *o, int option, char *value, struct list_request *list)
{
    switch (option) {
    case OPTION_JSON:
    case OPTION_NDJSON:
    case OPTION_CSV:
    case OPTION_TABLE:
    case OPTION_EXTRACT:
    case OPTION_XLSX:
        return take_output(o, option, value);
    case OPTION_CSV_RAW:
        o->csv_raw = true;
        return -1;
    case OPTION_SINCE:
        return read_day("since", value, &o->selection.since, &o->selection.has_since);
    case OPTION_UNTIL:
        return read_day("until", value, &o->selection.until, &o->selection.has_until);
    case OPTION_DOMAIN:
        return read_pattern("domain", value, &o->selection.domains);
    case OPTION_REPORTER:
        return read_pattern("reporter", value, &o->selection.reporters);
    case OPTION_DEDUP:
        return read_dedup(o, value);
    case OPTION_FILES_FROM:
        list->file = value;
        return -1;
    case OPTION_NULL:
        list->null = true;
        return -1;
    case 'j':
        return read_count("jobs", value, 1024, &o->jobs);
    case OPTION_PROGRESS:
        return read_progress(o, value);
    case OPTION_STRICT:
        o->strict = true;
        return -1;
    case OPTION_MAX_MESSAGE:
        return read_limit("max-message", value, &o->limits.message);
    case OPTION_MAX_REPORT:
        return read_limit("max-report", value, &o->limits.report);
    case OPTION_MAX_DEPTH:
        return read_count("max-depth", value, 30, &o->limits.depth);
    case 'q':
        o->quiet = true;
        return -1;
    case 'v':
        o->verbose++;
        return -1;
    case OPTION_HELP:
        fputs(help, stdout);
        return STATUS_DONE;
    case OPTION_VERSION:
        puts("tlsrpt-audit " VERSION);
        return STATUS_DONE;
    default: /* getopt_long has said what is wrong */
        fputs(usage, stderr);
        return STATUS_USAGE;
    }
}

static bool add_input(struct options *o, char *path)
{
    if ((o->inputs_n & (o->inputs_n - 1)) == 0) {
        char **wider = realloc(o->inputs, (o->inputs_n ? 2 * o->inputs_n : 1) * sizeof *wider);
        if (!wider)
            return false;
        o->inputs = wider;
    }
    o->inputs[o->inputs_n++] = path;
    return true;
}

static bool read_all(int file, struct buffer *to)
{
    ssize_t got = 0;
    do {
        char *at = buffer_reserve(to, 64 * 1024);
        got = at ? io_read(file, at, 64 * 1024) : -1;
        to->n += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    buffer_append_char(to, '\0');
    return got == 0 && !to->failed;
}

static int read_list(struct options *o, const struct list_request *list)
{
    int file = strcmp(list->file, "-") == 0 ? STDIN_FILENO : open(list->file, O_RDONLY | O_CLOEXEC);
    bool ok = file >= 0 && read_all(file, &o->list);
    if (!ok)
        fprintf(stderr, "tlsrpt-audit: %s: %s\n", list->file, strerror(errno));
    if (file > STDIN_FILENO)
        close(file);
    char end = list->null ? '\0' : '\n';
    for (char *at = o->list.at; ok && at < o->list.at + o->list.n;) {
        char *stop = memchr(at, end, (size_t)(o->list.at + o->list.n - at));
        if (!stop)
            stop = o->list.at + o->list.n - 1;
        *stop = '\0';
        ok = at[0] == '\0' || add_input(o, at);
        at = stop + 1;
    }
    return ok ? -1 : STATUS_TROUBLE;
}

static int check(const struct options *o)
{
    const char *files[] = {o->json, o->ndjson, o->csv, o->extract, o->xlsx, o->table ? "-" : NULL};
    size_t n = sizeof files / sizeof *files;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (files[i] && files[k] && strcmp(files[i], files[k]) == 0 && strcmp(files[i], "/dev/null") != 0)
                return wrong("two outputs go to %s", strcmp(files[i], "-") == 0 ? "standard output" : files[i]);
    if (o->csv && strcmp(o->csv, "-") == 0)
        return wrong("--csv writes a folder; --table NAME writes one table to standard output");
    if (o->extract && strcmp(o->extract, "-") == 0)
        return wrong("--extract writes a folder");
    if (o->inputs_n == 0)
        return wrong("no INPUT is named");
    return -1;
}

int options_read(struct options *o, int argc, char **argv)
{
    struct list_request list = {0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (struct options){.limits = LIMITS_DEFAULT, .jobs = processors > 0 ? (unsigned)processors : 1};
    int option, status;
    while ((option = getopt_long(argc, argv, "j:qv", long_options, NULL)) != -1)
        if ((status = take_option(o, option, optarg, &list)) >= 0)
            return status;
    for (int i = optind; i < argc; i++)
        if (!add_input(o, argv[i]))
            return wrong("out of memory");
    if (list.file && (status = read_list(o, &list)) >= 0)
        return status;
    return check(o);
}

void options_free(struct options *o)
{
    selection_free(&o->selection);
    buffer_free(&o->list);
    free(o->inputs);
}
