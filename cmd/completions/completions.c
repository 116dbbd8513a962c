/*
 * completions: prints a shell's completions, made from the program's own table of options. `make
 * docs` puts them into this folder.
 *
 *     completions bash|zsh|fish
 */
#include <stdio.h>
#include <string.h>

#include "cmd/tlsrpt-audit/option_rows.h"

/* What an option's argument is, for the shell that completes it. */
enum argument { ARGUMENT_NONE, ARGUMENT_WORD, ARGUMENT_FILE, ARGUMENT_FOLDER, ARGUMENT_FREE };

static enum argument argument_of(const struct option_row *row)
{
    struct slice word;
    if (!row->argument)
        return ARGUMENT_NONE;
    if (option_word(row, 0, &word))
        return ARGUMENT_WORD;
    if (strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "FILE|DIR") == 0)
        return ARGUMENT_FILE;
    return strcmp(row->argument, "DIR") == 0 ? ARGUMENT_FOLDER : ARGUMENT_FREE;
}

static void put_words(const struct option_row *row)
{
    struct slice word;
    for (size_t i = 0; option_word(row, i, &word); i++)
        printf("%s%.*s", i > 0 ? " " : "", (int)word.n, word.at);
}

/* Writes the help without quotes, with a backslash before each of `marked`. */
static void put_help(const struct option_row *row, const char *marked)
{
    const char *text = row->help ? row->help : row->brief ? row->brief : row->name;
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            continue;
        if (strchr(marked, *c))
            putchar('\\');
        putchar(*c);
    }
}

static const struct option_row *each(const struct option_row *row)
{
    const struct option_row *next = row ? row + 1 : option_rows;
    return next < option_rows + option_rows_n ? next : NULL;
}

/* Writes a case for all options whose argument is of one kind. */
static void put_case(enum argument kind, const char *then)
{
    const char *before = "        ";
    for (const struct option_row *row = NULL; (row = each(row));)
        if (argument_of(row) == kind) {
            printf("%s--%s", before, row->name);
            before = " | ";
            if (row->letter)
                printf(" | -%c", row->letter);
        }
    printf(") %s ;;\n", then);
}

static void put_bash(void)
{
    puts("# bash completion for tlsrpt-audit(1)\n"
         "_tlsrpt_audit()\n{\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} kind=-f\n"
         "    case $prev in");
    for (const struct option_row *row = NULL; (row = each(row));)
        if (argument_of(row) == ARGUMENT_WORD) {
            printf("        --%s) COMPREPLY=($(compgen -W '", row->name);
            put_words(row);
            puts("' -- \"$cur\")); return ;;");
        }
    put_case(ARGUMENT_FOLDER, "kind=-d");
    put_case(ARGUMENT_FREE, "return");
    fputs("    esac\n    if [[ $cur == -* ]]; then\n        COMPREPLY=($(compgen -W '", stdout);
    for (const struct option_row *row = NULL; (row = each(row));) {
        printf("%s--%s", row == option_rows ? "" : " ", row->name);
        if (row->letter)
            printf(" -%c", row->letter);
    }
    puts("' -- \"$cur\"))\n        return\n    fi\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    mapfile -t COMPREPLY < <(compgen $kind -- \"$cur\") # names may have blanks\n"
         "}\n"
         "complete -F _tlsrpt_audit tlsrpt-audit");
}

static void put_zsh_argument(const struct option_row *row)
{
    static const char *const actions[] = {[ARGUMENT_NONE] = "",
                                          [ARGUMENT_WORD] = "",
                                          [ARGUMENT_FILE] = "_files",
                                          [ARGUMENT_FOLDER] = "_files -/",
                                          [ARGUMENT_FREE] = " "};
    enum argument kind = argument_of(row);
    if (kind == ARGUMENT_NONE)
        return;
    printf(":%s:%s", row->argument, actions[kind]);
    if (kind == ARGUMENT_WORD) {
        putchar('(');
        put_words(row);
        putchar(')');
    }
}

static void put_zsh(void)
{
    puts("#compdef tlsrpt-audit\n# zsh completion for tlsrpt-audit(1)\n_arguments -s -S \\");
    for (const struct option_row *row = NULL; (row = each(row));) {
        if (row->letter && row->repeatable)
            printf("    '*'{-%c,--%s}'[", row->letter, row->name);
        else if (row->letter)
            printf("    '(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter, row->name);
        else
            printf("    '%s--%s%s[", row->repeatable ? "*" : "", row->name,
                   row->argument ? "=" : "");
        put_help(row, ":[]");
        putchar(']');
        put_zsh_argument(row);
        puts("' \\");
    }
    puts("    '*:INPUT:_files'");
}

static void put_fish(void)
{
    puts("# fish completion for tlsrpt-audit(1)");
    for (const struct option_row *row = NULL; (row = each(row));) {
        enum argument kind = argument_of(row);
        printf("complete -c tlsrpt-audit -l %s", row->name);
        if (row->letter)
            printf(" -s %c", row->letter);
        if (kind == ARGUMENT_WORD) {
            fputs(" -x -a '", stdout);
            put_words(row);
            putchar('\'');
        }
        if (kind == ARGUMENT_FOLDER)
            fputs(" -x -a '(__fish_complete_directories)'", stdout);
        if (kind == ARGUMENT_FREE)
            fputs(" -x", stdout);
        if (kind == ARGUMENT_FILE)
            fputs(" -r -F", stdout);
        fputs(" -d '", stdout);
        put_help(row, "");
        puts("'");
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *shell;
        void (*put)(void);
    } shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
    for (size_t i = 0; argc == 2 && i < COUNT_OF(shells); i++)
        if (strcmp(argv[1], shells[i].shell) == 0) {
            shells[i].put();
            return fflush(stdout) == 0 ? 0 : 1;
        }
    fputs("usage: completions bash|zsh|fish\n", stderr);
    return 2;
}
