/*
 * micro: what each piece of the work costs alone, in nanoseconds a step, on one invented report
 * mail. Each figure is the median of five runs.
 *
 *     micro [ROWS]      ROWS: of the workbook's sheet Reports (default 50000)
 */
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "formats/write/output.h"
#include "lib/audit/ledger.h"
#include "lib/base/scan.h"
#include "lib/mail/encoding.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/record.h"

enum { RUNS = 5 };

static const char document[] =
    "{\"organization-name\":\"Bigmail "
    "Inc.\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-"
    "01T23:59:59Z\"},"
    "\"contact-info\":\"tls@bigmail.example\",\"report-id\":\"2024-05-01T00:00:00Z_agency."
    "example\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\","
    "\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: mx1.agency.example\",\"mx: "
    "mx2.agency.example\",\"max_age: 604800\"],"
    "\"policy-domain\":\"agency.example\",\"mx-host\":[\"mx1.agency.example\",\"mx2.agency."
    "example\"]},\"summary\":{\"total-successful-session-count\":5326,"
    "\"total-failure-session-count\":3},\"failure-details\":[{\"result-type\":\"certificate-"
    "expired\",\"sending-mta-ip\":\"198.51.100.7\","
    "\"receiving-ip\":\"192.0.2.25\",\"receiving-mx-hostname\":\"mx1.agency.example\",\"failed-"
    "session-count\":3}]}]}";

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median time of one step, in nanoseconds. */
static double measure(void (*step)(void *self, size_t n), void *self, size_t n)
{
    double times[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double begin = now();
        step(self, n);
        times[i] = (now() - begin) / (double)n * 1e9;
    }
    qsort(times, RUNS, sizeof *times, by_size);
    return times[RUNS / 2];
}

static void show(const char *what, double ns)
{
    printf("%-44s %9.1f ns\n", what, ns);
}

struct bench {
    struct arena arena, kept;
    struct limits limits;
    struct report report;
    struct buffer text, scratch;
    struct slice encoded, packed;
    struct hash_key key;
    char plain[4096];
    size_t rows;
    struct account account;
    struct selection selection;
};

static void scan_lines(void *self, size_t n) /* 2.6 KB of lines without a separator */
{
    struct bench *b = self;
    for (size_t i = 0; i < n; i++)
        if (scan_line_start(b->text.at + 1, b->text.at + b->text.n, 'F', '>') !=
            b->text.at + b->text.n)
            abort();
}

static void decode_base64(void *self, size_t n)
{
    struct bench *b = self;
    bool damaged = false;
    for (size_t i = 0; i < n; i++)
        encoding_base64(b->plain, sizeof b->plain, b->encoded, &damaged);
}

static void inflate(void *self, size_t n)
{
    struct bench *b = self;
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    size_t got;
    for (size_t i = 0; i < n; i++)
        if (libdeflate_gzip_decompress(d, b->packed.at, b->packed.n, b->plain, sizeof b->plain,
                                       &got) != LIBDEFLATE_SUCCESS)
            abort();
    libdeflate_free_decompressor(d);
}

static void decode_json(void *self, size_t n)
{
    struct bench *b = self;
    struct report r;
    bool no_memory;
    const struct decoding with = {.limits = &b->limits, .arena = &b->arena};
    for (size_t i = 0; i < n; i++) {
        arena_reset(&b->arena);
        if (report_decode(slice_of(document), &with, &r, &no_memory) != REASON_NONE)
            abort();
    }
}

static void take_ledger(void *self, size_t n)
{
    struct bench *b = self;
    struct ledger l;
    struct report r = b->report;
    uint32_t first;
    ledger_init(&l, &b->key);
    for (size_t i = 0; i < n; i++) {
        r.identity = (struct hash128){hash_mix(i + 1), i};
        if (ledger_take(&l, 0, &r, &first) != LEDGER_NEW)
            abort();
    }
    ledger_free(&l);
}

static void write_record(void *self, size_t n)
{
    struct bench *b = self;
    for (size_t i = 0; i < n; i++) {
        b->scratch.n = 0;
        record_write(&b->scratch, &b->report, "0123456789abcdef0123456789abcdef");
    }
}

typedef struct output *opener(const char *target, const struct about *about,
                              const struct account *account, char *error);

/* An output whole: opened, fed with n reports, finished and put in place. */
static void write_output(struct bench *b, opener *open, const char *target, size_t n)
{
    struct about about = {
        .version = "bench", .selection = &b->selection, .limits = &b->limits, .folder = "/"};
    char error[TARGET_ERROR];
    struct account_options options = {.audit = {.key = &b->key, .selection = &b->selection}};
    if (!account_init(&b->account, &options))
        abort();
    struct output *o = open(target, &about, &b->account, error);
    if (!o) {
        fprintf(stderr, "%s\n", error);
        abort();
    }
    const struct listener *l = &o->listener;
    for (size_t i = 0; i < n; i++)
        if (!l->report(l->self, &b->report, "0123456789abcdef0123456789abcdef"))
            abort();
    if (!account_finish(&b->account) || !o->finish(o, &b->account) || !o->commit(o))
        abort();
    o->abandon(o);
    account_free(&b->account);
}

static void write_csv(void *self, size_t n)
{
    write_output(self, csv_open, "bench.csv", n);
}

static void write_xlsx(void *self, size_t n)
{
    write_output(self, xlsx_open, "bench.xlsx", n);
}

/* The yardstick: libxlsxwriter alone, in constant memory, with the same columns. */
static void write_bare_xlsx(void *self, size_t n)
{
    struct bench *b = self;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt("bare.xlsx", &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Reports");
    lxw_format *text = workbook_add_format(book), *number = workbook_add_format(book),
               *time = workbook_add_format(book);
    format_set_num_format(text, "@");
    format_set_num_format(number, "#,##0");
    format_set_num_format(time, "yyyy-mm-dd hh:mm:ss");
    const struct table *t = tables[TABLE_REPORTS];
    struct report_line line = {.report = &b->report, .key = "0123456789abcdef0123456789abcdef"};
    char texts[32][512];
    struct cell cells[32];
    for (size_t c = 0; c < t->columns_n; c++) {
        cell_get(&t->columns[c], &line, &cells[c]);
        snprintf(texts[c], sizeof texts[c], "%.*s", (int)cells[c].text.n,
                 cells[c].text.n > 0 ? cells[c].text.at : "");
    }
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < t->columns_n; c++) {
            if (cells[c].absent || t->columns[c].kind == CELL_TEXTS)
                continue;
            if (t->columns[c].kind == CELL_TEXT)
                worksheet_write_string(sheet, (lxw_row_t)i, (lxw_col_t)c, texts[c], text);
            else if (t->columns[c].kind == CELL_INTEGER)
                worksheet_write_number(sheet, (lxw_row_t)i, (lxw_col_t)c, (double)cells[c].integer,
                                       number);
            else
                worksheet_write_number(sheet, (lxw_row_t)i, (lxw_col_t)c, 45000.5, time);
        }
    workbook_close(book);
}

static void set_up(struct bench *b)
{
    static char encoded[4096], packed[4096];
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
    size_t n = libdeflate_gzip_compress(c, document, sizeof document - 1, packed, sizeof packed),
           out = 0;
    libdeflate_free_compressor(c);
    b->packed = (struct slice){packed, n};
    for (size_t i = 0; i + 2 < n; i += 3) {
        unsigned group = (unsigned)(unsigned char)packed[i] << 16 |
                         (unsigned)(unsigned char)packed[i + 1] << 8 | (unsigned char)packed[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            encoded[out++] = letters[group >> shift & 63];
        if (out % 77 == 76)
            encoded[out++] = '\n';
    }
    b->encoded = (struct slice){encoded, out};
    while (b->text.n < 2600)
        buffer_append_text(
            &b->text,
            "Received: from mta7.bigmail.example by mx1.collector.example with ESMTPS;\n");
    b->limits = LIMITS_DEFAULT;
    bool no_memory;
    const struct decoding with = {.limits = &b->limits, .arena = &b->kept};
    if (!hash_key_draw(&b->key) ||
        report_decode(slice_of(document), &with, &b->report, &no_memory) != REASON_NONE)
        abort();
    b->report.source = (struct source){.path = SLICE("reports.mbox"),
                                       .message = 17,
                                       .offset = 123456,
                                       .message_id = SLICE("<17.0123456789abcdef@bigmail.example>"),
                                       .submitter = SLICE("bigmail.example"),
                                       .report_domain = SLICE("agency.example"),
                                       .received = 1714619045};
}

int main(int argc, char **argv)
{
    static struct bench b;
    char folder[] = "/tmp/tlsrpt-bench.XXXXXX";
    b.rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 50000;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 1;
    set_up(&b);
    show("scan 2.6 KB of an mbox for separators", measure(scan_lines, &b, 200000));
    show("base64 of a report", measure(decode_base64, &b, 200000));
    show("inflate a report (libdeflate)", measure(inflate, &b, 200000));
    show("decode a report's JSON", measure(decode_json, &b, 200000));
    show("ledger: a new report", measure(take_ledger, &b, 1000000));
    show("NDJSON: a record", measure(write_record, &b, 200000));
    show("CSV: a report", measure(write_csv, &b, b.rows));
    double ours = measure(write_xlsx, &b, b.rows), bare = measure(write_bare_xlsx, &b, b.rows);
    show("XLSX: a row of Reports", ours);
    show("XLSX: the same by libxlsxwriter alone", bare);
    printf("XLSX rows: %.2f of the speed of libxlsxwriter alone\n", bare / ours);
    unlink("bench.xlsx");
    unlink("bare.xlsx");
    return system("rm -rf bench.csv") == 0 && chdir("/") == 0 ? rmdir(folder) : 1;
}
