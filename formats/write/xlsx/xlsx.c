/*
 * xlsx: the workbook for auditors and insurers (SPEC 6.5), through libxlsxwriter in constant
 * memory.
 */
#include "formats/write/method.h"
#include "formats/write/threaded.h"
#include "formats/write/xlsx/xlsx.h"
#include "formats/write/xlsx/xlsx_cells.h"
#include "formats/write/xlsx/xlsx_margin.h"
#include "formats/write/xlsx/xlsx_room.h"
#include "formats/write/xlsx/xlsx_tables.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static bool put_report(void *self, const struct report *r, const char *key)
{
    struct xlsx *x = self;
    return table_each_line(tables[TABLE_REPORTS], r, key, xlsx_row, x) ||
           xlsx_fail(x, lxw_strerror(x->failure));
}

static bool put_exception(void *self, const struct exception *e)
{
    struct xlsx *x = self;
    return xlsx_row(x, tables[TABLE_EXCEPTIONS], e) || xlsx_fail(x, lxw_strerror(x->failure));
}

/* Has a domain's row lead to its policies, which stand together. */
static void link_domain(struct xlsx *x, const struct summary *s, size_t domain, size_t *policy)
{
    char link[64];
    struct slice name = s->domains[domain].policy_domain;
    const struct xlsx_sheet *sheet = &x->sheets[TABLE_DOMAINS];
    while (*policy < s->policies_seen_n &&
           slice_compare(s->policies_seen[*policy].policy_domain, name) < 0)
        ++*policy;
    if (sheet->part > 1 || name.n == 0 || domain >= XLSX_MOST_LINKS ||
        *policy == s->policies_seen_n || *policy + 1 >= x->most_rows)
        return;
    snprintf(link, sizeof link, "internal:'%s'!A%zu", tables[TABLE_POLICIES_SEEN]->title,
             *policy + 2);
    xlsx_link(x, xlsx_at(sheet->sheet, sheet->row - 1, 0), link, name);
}

/* Says below the sample's rows how it was drawn. */
static void note_population(struct xlsx *x, const struct account *a)
{
    enum { GAP = 1 };
    const struct xlsx_sheet *sheet = &x->sheets[TABLE_SAMPLE];
    lxw_row_t row = sheet->row > 1 ? sheet->row : 2;
    struct buffer text = {0};
    method_sample(a, &text);
    if (text.failed)
        x->failure = LXW_ERROR_MEMORY_MALLOC_FAILED;
    else if (row + GAP < x->most_rows)
        xlsx_string(x, xlsx_at(sheet->sheet, row + GAP, 0), buffer_slice(&text), XLSX_NOTE);
    buffer_free(&text);
}

/* The rows of the sheet Findings are long, and a report of a kilobyte can bring eight. If a flood
 * of reports brings more than this, the other outputs have them. Findings about listed domains and
 * DNS records need no report. */
static size_t most_findings(const struct account *a)
{
    enum { IN_ANY_CASE = 100, A_REPORT = 2, A_NAME = 32 };
    const struct scope *scope = a->audit.options.scope;
    size_t names = (scope ? scope_n(scope) : 0) + a->setup.lines_n;
    return IN_ANY_CASE + A_REPORT * (size_t)a->audit.totals.reports + A_NAME * names;
}

static void note_findings_left_out(struct xlsx *x)
{
    const struct xlsx_sheet *sheet = &x->sheets[TABLE_FINDINGS];
    char text[XLSX_FINDINGS_NOTE];
    if (xlsx_findings_left_out(x, text) && sheet->row < x->most_rows)
        xlsx_text(x, xlsx_next(sheet, 0), text, XLSX_NOTE);
}

static bool write_table(struct xlsx *x, enum table_id id, const struct account *a)
{
    const struct table *t = tables[id];
    size_t policy = 0, n = t->count(a);
    if (id == TABLE_FINDINGS && n > most_findings(a)) {
        x->findings_left_out = n - most_findings(a);
        n = most_findings(a);
    }
    for (size_t i = 0; i < n; i++) {
        if (!xlsx_row(x, t, t->row(a, i)))
            return false;
        if (id == TABLE_DOMAINS)
            link_domain(x, &a->audit.summary, i, &policy);
    }
    xlsx_end_sheet(x, t);
    if (id == TABLE_SAMPLE)
        note_population(x, a);
    if (id == TABLE_FINDINGS)
        note_findings_left_out(x);
    return x->failure == LXW_NO_ERROR;
}

/* If a disk is full, the system's words say more than the library's. */
static bool close_book(struct xlsx *x)
{
    errno = 0;
    lxw_error e = workbook_close(x->book);
    x->book = NULL;
    if (e == LXW_ERROR_ZIP_FILE_OPERATION && errno != 0)
        return xlsx_fail(x, strerror(errno));
    if (e != LXW_NO_ERROR || x->failure != LXW_NO_ERROR || x->text.failed)
        return xlsx_fail(x, lxw_strerror(e != LXW_NO_ERROR ? e : x->failure));
    return true;
}

static bool finish(struct output *o, struct account *a)
{
    struct xlsx *x = (struct xlsx *)o;
    bool ok = calendar_build(&x->calendar, &a->audit.figures, &a->audit.summary);
    xlsx_find_tops(x, a);
    for (size_t i = 0; ok && i < XLSX_TABLES; i++)
        ok = !tables[xlsx_order[i]]->row || !xlsx_has_sheet(x, xlsx_order[i]) ||
             write_table(x, xlsx_order[i], a);
    if (!ok || x->failure != LXW_NO_ERROR || !xlsx_write_summary(x, a)) {
        xlsx_keep(x, LXW_ERROR_MEMORY_MALLOC_FAILED); /* where nothing else was wrong */
        return xlsx_fail(x, lxw_strerror(x->failure));
    }
    xlsx_end_sheet(x, tables[TABLE_REPORTS]); /* this and the next one grew while reading */
    xlsx_end_sheet(x, tables[TABLE_EXCEPTIONS]);
    xlsx_write_method(x);
    xlsx_write_signoff(x);
    if (!xlsx_kept_rows(x) || !close_book(x) || !xlsx_place_end(x))
        return false;
    buffer_free(&x->text);
    buffer_free(&x->joined);
    calendar_free(&x->calendar);
    return true;
}

static bool commit(struct output *o)
{
    return xlsx_place_commit((struct xlsx *)o);
}

static void abandon(struct output *o)
{
    struct xlsx *x = (struct xlsx *)o;
    if (x->book)
        lxw_workbook_free(x->book); /* nothing is written */
    xlsx_place_abandon(x);
    free(x->path);
    buffer_free(&x->text);
    buffer_free(&x->joined);
    calendar_free(&x->calendar);
    free(x);
}

static void set_properties(struct xlsx *x)
{
    lxw_doc_properties p = {.title = "Transport security of received mail: TLS reports",
                            .subject = "RFC 8460 TLS reporting: audit evidence",
                            .author = "tlsrpt-audit " VERSION,
                            .keywords = "TLS-RPT, RFC 8460, MTA-STS, DANE",
                            .comments = "Written by tlsrpt-audit " VERSION,
                            .created = (time_t)x->output.about->generated};
    workbook_set_properties(x->book, &p);
}

static bool make_sheets(struct xlsx *x)
{
    if (!xlsx_make_formats(x) || !(x->summary = workbook_add_worksheet(x->book, "Summary")))
        return false;
    for (size_t i = 0; i < XLSX_TABLES; i++)
        if (xlsx_has_sheet(x, xlsx_order[i]) && !xlsx_add_sheet(x, tables[xlsx_order[i]]))
            return false;
    x->method = workbook_add_worksheet(x->book, "Method");
    x->signoff = workbook_add_worksheet(x->book, "Sign-off");
    return x->method && x->signoff;
}

struct output *xlsx_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    struct xlsx *x = calloc(1, sizeof *x);
    if (!x || !(x->path = strdup(path))) {
        snprintf(error, TARGET_ERROR, "out of memory");
        free(x);
        return NULL;
    }
    x->output = (struct output){
        .finish = finish, .commit = commit, .abandon = abandon, .error = x->error, .about = about};
    x->account = account;
    x->most_rows = about->sheet_rows > 0 ? about->sheet_rows : XLSX_MOST_ROWS;
    bool ok = xlsx_has_room(x) && xlsx_place_begin(x);
    if (ok) {
        lxw_workbook_options options = {.constant_memory = LXW_TRUE};
        x->book = workbook_new_opt(xlsx_place_name(x), &options);
        ok = (x->book && make_sheets(x)) ||
             (xlsx_has_room(x) && xlsx_fail(x, "the workbook cannot be set up"));
    }
    if (!ok) {
        snprintf(error, TARGET_ERROR, "%s", x->error);
        abandon(&x->output);
        return NULL;
    }
    set_properties(x);
    x->output.listener = (struct listener){
        .self = x, .report = put_report, .exception = put_exception, .wants_duplicates = true};
    return about->threaded ? threaded_open(&x->output) : &x->output; /* slower than the reading */
}
