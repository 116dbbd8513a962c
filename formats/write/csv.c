/*
 * csv: the tables as RFC 4180 files in a folder, with a datapackage.json that describes them (SPEC
 * 6.3); or one of them on standard output (--table).
 */
#include <stdlib.h>

#include "formats/write/datapackage.h"
#include "formats/write/output.h"

struct csv {
    struct output output;
    struct folder_target folder;
    struct target single; /* --table: standard output */
    FILE *files[TABLES];  /* NULL: not written */
    struct buffer line, joined;
    struct cell cell;
    char (*buffers)[TARGET_BUFFER]; /* of the files, TABLES of them, until they are closed */
};

/* QUOTE: the text has to be quoted. CUT: a spreadsheet may begin a new cell behind this byte. */
enum { QUOTE = 1, CUT = 2 };
static const unsigned char special[256] = {
    [0] = QUOTE,          ['"'] = QUOTE, [','] = QUOTE, ['\n'] = QUOTE | CUT,
    ['\r'] = QUOTE | CUT, ['\t'] = CUT,  [';'] = CUT};

/* Does it begin like a formula, also behind quote marks? If a text that looks guarded already got
 * no guard, it would become equal to another one, and two keys of a table the same. Spreadsheets
 * read the full-width forms of = + - @ (U+FF1D, U+FF0B, U+FF0D, U+FF20) as these. */
static bool begins_formula(struct slice text)
{
    static const struct slice wide[] = {SLICE("\xEF\xBC\x9D"), SLICE("\xEF\xBC\x8B"),
                                        SLICE("\xEF\xBC\x8D"), SLICE("\xEF\xBC\xA0")};
    while (slice_skip(&text, SLICE("'")))
        ;
    if (text.n > 0 && memchr("=+-@\t\r", text.at[0], 6))
        return true;
    return slice_any(text, slice_starts, wide, COUNT_OF(wide));
}

/* If the text were cut behind this byte, would a formula begin there? A program that cuts there
 * takes quote marks in front of it for quoting. */
static bool cuts_before_formula(struct slice text, size_t at)
{
    struct slice rest = slice_from(text, at + 1);
    if (!(special[(unsigned char)text.at[at]] & CUT))
        return false;
    while (slice_skip(&rest, SLICE("\"")) || slice_skip(&rest, SLICE("'")))
        ;
    return begins_formula(rest);
}

/* Would a spreadsheet take the text, or a piece that may become a cell of its own, for a formula?
 * It gets a quote mark in front: anyone can mail a report. */
static bool is_like_formula(struct slice text, unsigned char has)
{
    if (begins_formula(text))
        return true;
    for (size_t i = 0; (has & CUT) && i < text.n; i++)
        if (cuts_before_formula(text, i))
            return true;
    return false;
}

static void put_byte(struct csv *c, char byte)
{
    if (byte == '"')
        buffer_append_char(&c->line, '"');
    if (byte == '\0')
        buffer_append(&c->line, cell_nul);
    else
        buffer_append_char(&c->line, byte);
}

static void put_text(struct csv *c, struct slice text)
{
    unsigned char has = 0;
    for (size_t i = 0; i < text.n; i++)
        has |= special[(unsigned char)text.at[i]];
    bool guard = !c->output.about->csv_raw && is_like_formula(text, has);
    if (has & QUOTE)
        buffer_append_char(&c->line, '"');
    if (guard)
        buffer_append_char(&c->line, '\'');
    if (has == 0)
        buffer_append(&c->line, text);
    for (size_t i = 0; has != 0 && i < text.n; i++) {
        put_byte(c, text.at[i]);
        if (guard && cuts_before_formula(text, i)) /* the first mark would be in another cell */
            buffer_append_char(&c->line, '\'');
    }
    if (has & QUOTE)
        buffer_append_char(&c->line, '"');
}

static void put_cell(struct csv *c, const struct column *column)
{
    char text[40];
    if (c->cell.absent)
        return;
    switch (column->kind) {
    case CELL_TEXT:
    case CELL_PROSE:
        put_text(c, c->cell.text);
        break;
    case CELL_INTEGER:
        buffer_append_number(&c->line, c->cell.integer);
        break;
    case CELL_RATIO:
        snprintf(text, sizeof text, "%.17g", c->cell.ratio);
        buffer_append_text(&c->line, text);
        break;
    case CELL_DAY:
        buffer_append_text(&c->line, when_day(c->cell.day).text);
        break;
    case CELL_TIME:
        buffer_append_text(&c->line, when_time(c->cell.time).text);
        break;
    case CELL_TEXTS:
    case CELL_SPANS:
        put_text(c, cell_joined(&c->cell, column->kind, &c->joined));
        c->line.failed |= c->joined.failed;
        break;
    }
}

static bool write_line(struct csv *c, FILE *file)
{
    buffer_append_char(&c->line, '\n');
    return file == c->single.file ? target_put(&c->single, &c->line)
                                  : folder_target_put(&c->folder, file, &c->line);
}

static bool put_row(void *self, const struct table *t, const void *row)
{
    struct csv *c = self;
    for (size_t i = 0; i < t->columns_n; i++) {
        if (i > 0)
            buffer_append_char(&c->line, ',');
        cell_get(&t->columns[i], row, &c->cell);
        put_cell(c, &t->columns[i]);
    }
    return write_line(c, c->files[t->id]);
}

static bool put_header(struct csv *c, const struct table *t)
{
    for (size_t i = 0; i < t->columns_n; i++) {
        if (i > 0)
            buffer_append_char(&c->line, ',');
        buffer_append_text(&c->line, t->columns[i].name);
    }
    return write_line(c, c->files[t->id]);
}

static bool put_report(void *self, const struct report *report, const char *key)
{
    struct csv *c = self;
    for (int i = TABLE_REPORTS; i <= TABLE_FAILURES; i++)
        if (c->files[i] && !table_each_line(tables[i], report, key, put_row, c))
            return false;
    return true;
}

static bool put_exception(void *self, const struct exception *e)
{
    struct csv *c = self;
    return !c->files[TABLE_EXCEPTIONS] || put_row(c, tables[TABLE_EXCEPTIONS], e);
}

static bool put_tables(struct csv *c, const struct account *a)
{
    for (int i = 0; i < TABLES; i++) {
        const struct table *t = tables[i];
        if (!c->files[i] || !t->row)
            continue;
        for (size_t k = 0; k < t->count(a); k++)
            if (!put_row(c, t, t->row(a, k)))
                return false;
    }
    return true;
}

static bool finish_folder(struct output *o, struct account *a)
{
    struct csv *c = (struct csv *)o;
    if (!put_tables(c, a))
        return false;
    for (int i = 0; i < TABLES; i++) {
        FILE *file = c->files[i];
        c->files[i] = NULL;
        if (file && !folder_target_close(&c->folder, file))
            return false;
    }
    FILE *file = folder_target_file(&c->folder, "datapackage.json");
    if (!file)
        return false;
    bool ok = datapackage_write(file, o->about, a) || folder_target_no_memory(&c->folder);
    free(c->buffers);
    c->buffers = NULL;
    buffer_free(&c->line);
    buffer_free(&c->joined);
    return folder_target_close(&c->folder, file) && ok;
}

static bool commit_folder(struct output *o)
{
    return folder_target_commit(&((struct csv *)o)->folder);
}

static bool finish_single(struct output *o, struct account *a)
{
    return put_tables((struct csv *)o, a);
}

static bool commit_single(struct output *o)
{
    struct csv *c = (struct csv *)o;
    memset(c->files, 0, sizeof c->files);
    return target_commit(&c->single);
}

static void abandon(struct output *o)
{
    struct csv *c = (struct csv *)o;
    for (int i = 0; i < TABLES; i++)
        if (c->files[i] && c->files[i] != c->single.file)
            fclose(c->files[i]);
    folder_target_abandon(&c->folder);
    target_abandon(&c->single);
    buffer_free(&c->line);
    buffer_free(&c->joined);
    free(c->buffers);
    free(c);
}

static bool is_ours(const char *folder, const char *name)
{
    (void)folder;
    size_t n = strlen(name);
    if (strcmp(name, "datapackage.json") == 0)
        return true;
    for (int i = 0; i < TABLES; i++)
        if (tables[i]->in_csv && n == strlen(tables[i]->name) + 4 &&
            strncmp(name, tables[i]->name, n - 4) == 0 && strcmp(name + n - 4, ".csv") == 0)
            return true;
    return false;
}

static struct output *opened(struct csv *c, bool ok, char *error)
{
    for (int i = 0; ok && i < TABLES; i++)
        ok = !c->files[i] || put_header(c, tables[i]);
    if (!ok) {
        snprintf(error, TARGET_ERROR, "%s", c->output.error);
        abandon(&c->output);
        return NULL;
    }
    struct listener *l = &c->output.listener;
    l->self = c;
    if (c->files[TABLE_REPORTS] || c->files[TABLE_POLICIES] || c->files[TABLE_FAILURES])
        l->report = put_report;
    if (c->files[TABLE_EXCEPTIONS]) {
        l->exception = put_exception;
        l->wants_duplicates = true;
    }
    return &c->output;
}

static struct csv *new_csv(const struct about *about, char *error)
{
    struct csv *c = calloc(1, sizeof *c);
    if (!c) {
        snprintf(error, TARGET_ERROR, "out of memory");
        return NULL;
    }
    c->output = (struct output){.finish = finish_folder,
                                .commit = commit_folder,
                                .abandon = abandon,
                                .error = c->folder.error,
                                .about = about};
    return c;
}

struct output *csv_open(const char *folder, const struct about *about,
                        const struct account *account, char *error)
{
    struct csv *c = new_csv(about, error);
    if (!c)
        return NULL;
    bool ok = folder_target_open(&c->folder, folder, about_mode(about), is_ours, about->placer);
    if (ok && !(c->buffers = calloc(TABLES, sizeof *c->buffers)))
        ok = folder_target_no_memory(&c->folder);
    for (int i = 0; ok && i < TABLES; i++) {
        char name[64];
        if (!tables[i]->in_csv || !table_is_there(tables[i], account))
            continue;
        snprintf(name, sizeof name, "%s.csv", tables[i]->name);
        ok = (c->files[i] = folder_target_file(&c->folder, name)) != NULL;
        if (ok)
            setvbuf(c->files[i], c->buffers[i], _IOFBF, sizeof c->buffers[i]);
    }
    return opened(c, ok, error);
}

struct output *table_open(const char *name, const struct about *about,
                          const struct account *account, char *error)
{
    (void)account;
    const struct table *t = table_find(name);
    struct csv *c = new_csv(about, error);
    if (!c)
        return NULL;
    c->output.finish = finish_single;
    c->output.commit = commit_single;
    c->output.error = c->single.error;
    bool ok = t && target_open(&c->single, "-", PLACEMENT_PUBLIC, NULL);
    if (ok)
        c->files[t->id] = c->single.file;
    return opened(c, ok, error);
}
