/*
 * xlsx: the workbook for auditors and insurers (SPEC 6.5), through libxlsxwriter in constant memory.
 */
#include "formats/out/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const enum table_id before_reports[] = {TABLE_DOMAINS,   TABLE_DAYS,          TABLE_FAILURE_GROUPS, TABLE_RESULT_TYPES,
                                               TABLE_REPORTERS, TABLE_POLICIES_SEEN, TABLE_COVERAGE};

static bool failed(struct xlsx *x, const char *why)
{
    snprintf(x->error, sizeof x->error, "%s: %s", x->path, why);
    return false;
}

static bool put_report(void *self, const struct report *r, const char *key)
{
    struct xlsx *x = self;
    return table_each_line(&tables[TABLE_REPORTS], r, key, xlsx_row, x) || failed(x, lxw_strerror(x->failure));
}

static bool put_exception(void *self, const struct exception *e)
{
    struct xlsx *x = self;
    return xlsx_row(x, &tables[TABLE_EXCEPTIONS], e) || failed(x, lxw_strerror(x->failure));
}

static bool finish(struct output *o, struct audit *a)
{
    struct xlsx *x = (struct xlsx *)o;
    for (size_t i = 0; i < sizeof before_reports / sizeof *before_reports; i++) {
        const struct table *t = &tables[before_reports[i]];
        for (size_t k = 0; k < t->count(&a->summary); k++)
            if (!xlsx_row(x, t, t->row(&a->summary, k)))
                return failed(x, lxw_strerror(x->failure));
    }
    xlsx_end_tables(x);
    xlsx_write_summary(x, a);
    xlsx_write_method(x, a);
    lxw_error e = workbook_close(x->book);
    x->book = NULL;
    if (e != LXW_NO_ERROR || x->failure != LXW_NO_ERROR || x->text.failed)
        return failed(x, lxw_strerror(e != LXW_NO_ERROR ? e : x->failure));
    return true;
}

static bool commit(struct output *o)
{
    struct xlsx *x = (struct xlsx *)o;
    if (rename(x->temporary, x->path) != 0)
        return failed(x, strerror(errno));
    free(x->temporary);
    x->temporary = NULL;
    return true;
}

static void abandon(struct output *o)
{
    struct xlsx *x = (struct xlsx *)o;
    if (x->book)
        lxw_workbook_free(x->book); /* nothing is written */
    if (x->temporary)
        unlink(x->temporary);
    free(x->temporary);
    free(x->path);
    buffer_free(&x->text);
    free(x);
}

static void set_format(lxw_format *f, bool bold, double size, const char *number)
{
    if (bold)
        format_set_bold(f);
    if (size > 0)
        format_set_font_size(f, size);
    if (number)
        format_set_num_format(f, number);
}

static bool make_formats(struct xlsx *x)
{
    static const struct {
        bool bold;
        double size;
        const char *number;
    } looks[XLSX_FORMATS] = {
        [XLSX_TITLE] = {true, 16, NULL},
        [XLSX_HEADER] = {true, 0, NULL},
        [XLSX_TEXT] = {false, 0, "@"},
        [XLSX_INTEGER] = {false, 0, "#,##0"},
        [XLSX_PERCENT] = {false, 0, "0.00%"},
        [XLSX_DAY] = {false, 0, "yyyy-mm-dd"},
        [XLSX_TIME] = {false, 0, "yyyy-mm-dd hh:mm:ss"},
        [XLSX_WRAP] = {false, 0, NULL},
        [XLSX_KEY] = {true, 12, NULL},
        [XLSX_KEY_NUMBER] = {true, 14, "#,##0"},
        [XLSX_KEY_PERCENT] = {true, 14, "0.00%"},
        [XLSX_NOTE] = {false, 9, NULL},
    };
    for (int i = 0; i < XLSX_FORMATS; i++) {
        if (!(x->formats[i] = workbook_add_format(x->book)))
            return false;
        set_format(x->formats[i], looks[i].bold, looks[i].size, looks[i].number);
    }
    format_set_bg_color(x->formats[XLSX_HEADER], 0xD9E2F3);
    format_set_bottom(x->formats[XLSX_HEADER], LXW_BORDER_THIN);
    format_set_text_wrap(x->formats[XLSX_WRAP]);
    return true;
}

static void set_properties(struct xlsx *x)
{
    lxw_doc_properties p = {.title = "SMTP TLS reports",
                            .subject = "RFC 8460 TLS reporting: audit evidence",
                            .comments = "Written by tlsrpt-audit",
                            .created = (time_t)x->output.about->generated};
    workbook_set_properties(x->book, &p);
}

static bool make_sheets(struct xlsx *x)
{
    if (!make_formats(x) || !(x->summary = workbook_add_worksheet(x->book, "Summary")))
        return false;
    for (size_t i = 0; i < sizeof before_reports / sizeof *before_reports; i++)
        if (!xlsx_begin_table(x, &tables[before_reports[i]]))
            return false;
    if (!xlsx_begin_table(x, &tables[TABLE_REPORTS]) || !xlsx_begin_table(x, &tables[TABLE_EXCEPTIONS]))
        return false;
    x->method = workbook_add_worksheet(x->book, "Method");
    return x->method != NULL;
}

/* libxlsxwriter opens the file by name when it closes the workbook: a name beside the target is kept free for it. */
static bool reserve(struct xlsx *x)
{
    struct target probe;
    if (!target_open(&probe, x->path)) {
        snprintf(x->error, sizeof x->error, "%s", probe.error);
        return false;
    }
    if (!probe.temporary) { /* a device, a FIFO or "-": a zip needs a file that can seek */
        target_abandon(&probe);
        return failed(x, "a workbook cannot be written there; name a file");
    }
    x->temporary = strdup(probe.temporary);
    fclose(probe.file);
    free(probe.path);
    free(probe.temporary);
    return x->temporary != NULL || failed(x, "out of memory");
}

struct output *xlsx_open(const char *path, const struct about *about, struct audit *audit, char *error)
{
    struct xlsx *x = calloc(1, sizeof *x);
    if (!x) {
        snprintf(error, TARGET_ERROR, "out of memory");
        return NULL;
    }
    x->output = (struct output){.finish = finish, .commit = commit, .abandon = abandon, .error = x->error, .about = about};
    x->path = strdup(path);
    bool ok = x->path && reserve(x);
    if (ok) {
        lxw_workbook_options options = {.constant_memory = LXW_TRUE};
        x->book = workbook_new_opt(x->temporary, &options);
        ok = (x->book && make_sheets(x)) || failed(x, "the workbook cannot be set up");
    }
    if (!ok) {
        snprintf(error, TARGET_ERROR, "%s", x->error);
        abandon(&x->output);
        return NULL;
    }
    set_properties(x);
    audit->listeners[audit->listeners_n++] = (struct listener){
        .self = x, .report = put_report, .exception = put_exception, .wants_duplicates = true};
    return &x->output;
}
