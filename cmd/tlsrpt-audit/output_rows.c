#include "cmd/tlsrpt-audit/output_rows.h"

#include <fcntl.h>
#include <unistd.h>

#include "formats/read/documents.h"
#include "formats/read/streams/stream.h"
#include "lib/base/io.h"

#define AT(member) .at = offsetof(struct options, member)

/* In the order in which they are opened, written and put in place. */
/* clang-format off */
const struct output_row output_rows[] = {
    {"json", AT(json), OUTPUT_FILE, json_open},
    {"ndjson", AT(ndjson), OUTPUT_FILE, ndjson_open},
    {"csv", AT(csv), OUTPUT_FOLDER, csv_open,
        .instead = "--table NAME writes one table to standard output"},
    {"table", AT(table), OUTPUT_STDOUT, table_open},
    {"extract", AT(extract), OUTPUT_FOLDER, originals_open},
    {"xlsx", AT(xlsx), OUTPUT_FILE, xlsx_open, .form = CONTENT_ZIP},
    {"html", AT(html), OUTPUT_FILE, html_open},
    {"statement", AT(statement), OUTPUT_FILE, statement_open},
    {"evidence", AT(evidence), OUTPUT_FOLDER, evidence_open, .seal = "tagmanifest-sha256.txt"},
    {"sqlite", AT(sqlite), OUTPUT_DATABASE, sqlite_open},
    {"metrics", AT(metrics), OUTPUT_FILE, metrics_open},
    {"digest", AT(digest), OUTPUT_FILE, digest_open, .form = CONTENT_MESSAGE},
    {"wanted-keys", AT(wanted_keys), OUTPUT_FILE, wanted_open},
    {"explain", AT(explain), OUTPUT_STDOUT, explain_open},
    {"part", AT(part), OUTPUT_FILE, part_open, .is_of_all = true},
    {"state", AT(state), OUTPUT_DATABASE, NULL},
    {"run-log", AT(run_log), OUTPUT_KEPT, NULL},
};
/* clang-format on */
_Static_assert(COUNT_OF(output_rows) <= OUTPUTS_MOST, "outputs have room");
const size_t output_rows_n = COUNT_OF(output_rows);

const char *output_value(const struct output_row *row, const struct options *o)
{
    return *(const char *const *)((const char *)o + row->at);
}

const char *output_path(const struct output_row *row, const struct options *o)
{
    const char *value = output_value(row, o);
    return value && row->kind == OUTPUT_STDOUT ? "-" : value;
}

const char output_replaces_mail[] =
    "is mail or a report, or may hold some; an output would replace it: name another place, or "
    "remove it first";

bool output_may_replace(const struct output_row *row, const char *path)
{
    char head[STREAM_HEAD];
    int file = open(path, IO_AS_IT_IS);
    ssize_t n = file >= 0 ? io_read(file, head, sizeof head) : -1;
    if (file >= 0)
        close(file);
    if (n <= 0)
        return true;
    struct slice begin = {.at = head, .n = (size_t)n};
    enum content_kind kind = recognise(begin);
    return kind == CONTENT_UNKNOWN || (kind == CONTENT_JSON && !documents_in_text(begin)) ||
           kind == CONTENT_RECORDS || kind == CONTENT_PART || kind == CONTENT_SUMMARY ||
           kind == row->form;
}
