#include "cmd/tlsrpt-audit/settings.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/file.h"
#include "cmd/tlsrpt-audit/option_rows.h"

enum { FIRST_LONG = 256 };

struct setting {
    const struct option_row *row;
    const char *value;  /* NULL: it takes none */
    const char *origin; /* a configuration file's name; NULL: the command line */
    unsigned line;      /* of that file */
};

/* Makes room for one more behind n; capacities are powers of two. NULL: out of memory. */
static void *grown(void *array, size_t n, size_t size)
{
    return (n & (n - 1)) == 0 ? realloc(array, (n ? 2 * n : 1) * size) : array;
}

int options_no_memory(void)
{
    complain("out of memory");
    return STATUS_TROUBLE;
}

static bool add_setting(struct options *o, struct setting setting)
{
    struct setting *wider = grown(o->settings, o->settings_n, sizeof *wider);
    if (!wider)
        return false;
    o->settings = wider;
    o->settings[o->settings_n++] = setting;
    return true;
}

const char *settings_value(const struct options *o, size_t i)
{
    return o->settings[i].value;
}

bool options_add_input(struct options *o, char *path)
{
    char **wider = grown(o->inputs, o->inputs_n, sizeof *wider);
    if (!wider)
        return false;
    o->inputs = wider;
    o->inputs[o->inputs_n++] = path;
    return true;
}

/* Number of letters to add, drop or change to get from a to b (Levenshtein); both are short. */
static unsigned distance(const char *a, const char *b)
{
    enum { MOST = 32 };
    unsigned row[MOST + 1];
    size_t n = strlen(b);
    if (n > MOST)
        return MOST;
    for (unsigned i = 0; i <= n; i++)
        row[i] = i;
    for (unsigned k = 1; a[k - 1]; k++) {
        unsigned corner = row[0];
        row[0] = k;
        for (size_t i = 1; i <= n; i++) {
            unsigned change = corner + (a[k - 1] != b[i - 1]),
                     least = row[i] < row[i - 1] ? row[i] + 1 : row[i - 1] + 1;
            corner = row[i];
            row[i] = change < least ? change : least;
        }
    }
    return row[n];
}

/* Gives the option that a word looks most like. NULL: it looks like none. */
static const struct option_row *nearest_option(const char *word)
{
    enum { NEAR = 3 };
    const struct option_row *nearest = &option_rows[0];
    for (size_t i = 1; i < option_rows_n; i++)
        if (distance(word, option_rows[i].name) < distance(word, nearest->name))
            nearest = &option_rows[i];
    unsigned apart = distance(word, nearest->name);
    return apart <= NEAR && apart <= strlen(word) / 2 ? nearest : NULL;
}

/* Adds the options that a word begins, or else the one that it looks most like. */
static void add_meant(struct buffer *said, const char *word)
{
    size_t n = strlen(word), before = said->n;
    for (size_t i = 0; n > 0 && i < option_rows_n; i++) {
        if (strncmp(option_rows[i].name, word, n) != 0)
            continue;
        buffer_append_text(said, said->n == before ? "; did you mean --" : ", --");
        buffer_append_text(said, option_rows[i].name);
    }
    const struct option_row *nearest = said->n == before ? nearest_option(word) : NULL;
    if (nearest) {
        buffer_append_text(said, "; did you mean --");
        buffer_append_text(said, nearest->name);
    }
    buffer_append_text(said, said->n == before ? "" : "?");
}

static int unknown_option(const char *word, const char *where)
{
    char name[64];
    struct buffer said = {.n = 0};
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "= \t"), word);
    buffer_append_text(&said, where);
    buffer_append_text(&said, "there is no option --");
    buffer_append_text(&said, name);
    add_meant(&said, name);
    int status = said.failed ? options_no_memory() : option_wrong("%.*s", (int)said.n, said.at);
    buffer_free(&said);
    return status;
}

/* An empty value is a slip, such as a shell variable that is not set: to go on would mean to select
 * all, or to read nothing. */
static int check_value(const struct option_row *row, const char *value, const char *where)
{
    if (!row->argument || value[0] != '\0')
        return -1;
    return option_wrong("%s--%s: its %s is empty", where, row->name, row->argument);
}

/* Our table as getopt_long wants it. */
struct getopt_table {
    struct option options[MOST_OPTIONS];
    char letters[2 * MOST_OPTIONS + 2];
};

static void fill_table(struct getopt_table *t)
{
    char *to = t->letters;
    *t = (struct getopt_table){.letters = ""};
    *to++ = ':';
    for (size_t i = 0; i < option_rows_n; i++) {
        const struct option_row *row = &option_rows[i];
        int takes = row->argument ? required_argument : no_argument;
        t->options[i] = (struct option){row->name, takes, NULL, FIRST_LONG + (int)i};
        if (row->letter)
            *to++ = row->letter;
        if (row->letter && row->argument)
            *to++ = ':';
    }
}

/* The row of what getopt_long gave. NULL: it is no option. */
static const struct option_row *row_of(int c)
{
    if (c >= FIRST_LONG)
        return &option_rows[c - FIRST_LONG];
    for (size_t i = 0; i < option_rows_n; i++)
        if (option_rows[i].letter == c)
            return &option_rows[i];
    return NULL;
}

static int wrong_argument(int c, const char *word)
{
    if (c == ':')
        return option_wrong("%s: its argument is missing", word);
    if (optopt >= FIRST_LONG)
        return option_wrong("%s: takes no argument", word);
    if (optopt == 0)
        return unknown_option(word + strspn(word, "-"), "");
    if (optopt > 0 && optopt < 0x80)
        return option_wrong("there is no option -%c", optopt);
    return option_wrong("there is no option with a letter that is not ASCII");
}

static int read_arguments(struct options *o, int argc, char **argv)
{
    struct getopt_table table;
    fill_table(&table);
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, table.letters, table.options, NULL)) != -1;) {
        const struct option_row *row = row_of(c);
        if (!row)
            return wrong_argument(c, argv[optind - 1]);
        int status = check_value(row, optarg, "");
        if (status >= 0)
            return status;
        if (!add_setting(o, (struct setting){.row = row, .value = optarg}))
            return options_no_memory();
    }
    for (int i = optind; i < argc; i++)
        if (!options_add_input(o, argv[i]))
            return options_no_memory();
    return -1;
}

/* Reads a line of a configuration file: NAME, NAME VALUE or NAME=VALUE, perhaps with the two
 * dashes. */
static int read_config_line(struct options *o, const char *file, unsigned number, char *line)
{
    char where[PATH_MAX + 16];
    snprintf(where, sizeof where, "%s:%u: ", file, number);
    line += strspn(line, " \t");
    for (size_t n = strlen(line); n > 0 && strchr(" \t\r", line[n - 1]);)
        line[--n] = '\0';
    if (line[0] == '\0' || line[0] == '#')
        return -1;
    line += strspn(line, "-");
    size_t n = strcspn(line, "= \t");
    char *value = line + n;
    value += strspn(value, " \t");
    value += *value == '=';
    value += strspn(value, " \t");
    bool bare = line[n] == '\0';
    line[n] = '\0';
    const struct option_row *row = option_find(line);
    if (!row)
        return unknown_option(line, where);
    if (strcmp(line, "config") == 0)
        return option_wrong("%sa configuration file cannot name another", where);
    if (bare != (row->argument == NULL))
        return option_wrong("%s--%s %s", where, line, bare ? "needs a value" : "takes no value");
    int status = check_value(row, value, where);
    if (status >= 0)
        return status;
    struct setting setting = {row, bare ? NULL : value, file, number};
    return add_setting(o, setting) ? -1 : options_no_memory();
}

static int read_config(struct options *o, const char *file)
{
    if (!file_read_text(file, &o->config_text))
        return STATUS_TROUBLE;
    size_t mark = file_mark(&o->config_text);
    char *line = o->config_text.at + mark;
    if (mark + strlen(line) + 1 < o->config_text.n)
        return option_wrong("%s: holds a NUL byte", file);
    for (unsigned number = 1; line; number++) {
        char *feed = strchr(line, '\n');
        if (feed)
            *feed = '\0';
        int status = read_config_line(o, file, number, line);
        if (status >= 0)
            return status;
        line = feed ? feed + 1 : NULL;
    }
    return -1;
}

/* Gives the user's own configuration file; NULL: there is none. One that cannot be read is given,
 * too: reading it tells, since it may say what is to be left out. */
static const char *default_config(char *room, size_t n)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    bool has_base = base && base[0] == '/';
    if (!has_base && !home)
        return NULL;
    int length = snprintf(room, n, "%s%s/tlsrpt-audit/config", has_base ? base : home,
                          has_base ? "" : "/.config");
    return length > 0 && (size_t)length < n && access(room, F_OK) == 0 ? room : NULL;
}

static bool has_row(const struct setting *settings, size_t n, const struct option_row *row)
{
    for (size_t i = 0; i < n; i++)
        if (settings[i].row == row)
            return true;
    return false;
}

/*
 * Drops options that the command line gives from the file's settings, and adds the command line's
 * behind them: the last one counts, also where options with different names set the same (--period
 * and --since). False: out of memory.
 */
static bool add_command_line(struct options *o, const struct setting *typed, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < o->settings_n; i++)
        if (!has_row(typed, n, o->settings[i].row))
            o->settings[kept++] = o->settings[i];
    o->settings_n = kept;
    for (size_t i = 0; i < n; i++)
        if (!add_setting(o, typed[i]))
            return false;
    return true;
}

void settings_print(const struct options *o)
{
    for (size_t i = 0; i < o->settings_n; i++) {
        const struct setting *s = &o->settings[i];
        if (strcmp(s->row->name, "print-config") == 0 || strcmp(s->row->name, "config") == 0)
            continue; /* neither belongs into a configuration file */
        printf("# %s\n%s%s%s\n", s->origin ? s->origin : "command line", s->row->name,
               s->value ? " " : "", s->value ? s->value : "");
    }
}

int settings_apply(struct options *o)
{
    for (size_t i = 0; i < o->settings_n; i++) {
        const struct setting *s = &o->settings[i];
        int status = s->row->take(o, s->row, s->value);
        if (status >= 0 && s->origin)
            complain("that is line %u of %s", s->line, s->origin);
        if (status >= 0)
            return status;
    }
    return -1;
}

int settings_collect(struct options *o, int argc, char **argv)
{
    static char room[PATH_MAX];
    int status = read_arguments(o, argc, argv);
    if (status >= 0)
        return status;
    const char *file = NULL;
    for (size_t i = 0; i < o->settings_n; i++)
        if (strcmp(o->settings[i].row->name, "config") == 0)
            file = o->settings[i].value;
    if (!file)
        file = default_config(room, sizeof room);

    struct setting *typed = o->settings;
    size_t typed_n = o->settings_n;
    o->settings = NULL;
    o->settings_n = 0;
    status = file ? read_config(o, file) : -1;
    if (status < 0 && !add_command_line(o, typed, typed_n))
        status = options_no_memory();
    free(typed);
    return status;
}

bool settings_have(const struct options *o, const char *option)
{
    for (size_t i = 0; i < o->settings_n; i++)
        if (strcmp(o->settings[i].row->name, option) == 0)
            return true;
    return false;
}

const char *settings_given(const struct options *o, size_t i)
{
    const char *const one[] = {o->config, o->scope, o->controls, o->rules, o->compare};
    const struct paths *const many[] = {&o->files_from, &o->dns, &o->sts_policy, &o->ip_db};
    if (i < COUNT_OF(one))
        return one[i] ? one[i] : "";
    i -= COUNT_OF(one);
    for (size_t k = 0; k < COUNT_OF(many); i -= many[k++]->n)
        if (i < many[k]->n)
            return many[k]->at[i];
    return NULL;
}
