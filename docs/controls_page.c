/*
 * controls_page: prints tlsrpt-audit-controls(7), the manual page of the controls that the program
 * speaks of, from the sets and measures that it uses. `make docs` puts it into
 * docs/tlsrpt-audit-controls.7.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/read/given/controlsfile.h"

enum { LINE_MOST = 78 };

static void put_char(char c, bool is_first)
{
    if (is_first && (c == '.' || c == '\''))
        fputs("\\&", stdout); /* roff would take it for a request */
    if (c == '\\' || c == '-')
        printf("\\%c", c == '\\' ? 'e' : '-');
    else
        putchar(c);
}

/* Does what follows the blank at i begin a line? A sentence does, as manual pages want it. */
static bool breaks(struct slice text, size_t i, size_t column)
{
    struct slice rest = slice_from(text, i + 1);
    return text.at[i] == ' ' && i > 0 &&
           (text.at[i - 1] == '.' || column + 1 + slice_until(&rest, ' ').n > LINE_MOST);
}

/* A text behind what stands before it in its line, and what is said after it; a request is one
 * line. */
static void put_line(const char *before, struct slice text, const char *after)
{
    bool is_request = before[0] == '.';
    size_t column = strlen(before);
    fputs(before, stdout);
    for (size_t i = 0; i < text.n; i++, column++)
        if (!is_request && breaks(text, i, column)) {
            putchar('\n');
            column = (size_t)-1;
        } else {
            put_char(text.at[i], column == 0 || i == 0);
        }
    puts(after);
}

static void put_measures(void)
{
    puts(".Sh MEASURES\n.Bl -tag -width collected");
    for (int i = 0; i < MEASURES; i++) {
        const struct measure_row *m = &measure_rows[i];
        printf(".It Li %s\n", m->name);
        put_line("", slice_of(m->shows), ".");
        put_line("Sheet ", slice_of(m->sheet), ".");
        puts(".br");
        put_line("", slice_of(m->rule), ".");
    }
    puts(".El");
}

static void put_control(const struct control *c)
{
    const struct measure_row *m = &measure_rows[c->measure];
    put_line(".It ", c->control, "");
    put_line("Source: ", c->framework, ",");
    put_line("", c->edition, ".\n.br");
    put_line("Asks for: ", c->asks, ".\n.br");
    put_line("Shown: ", slice_of(m->shows), "");
    printf(".Pq Li %s .\n.br\n", m->name);
    put_line("Not shown: ", c->limits, "");
}

static void put_set(const struct control_set *set)
{
    struct control_list list = {0};
    char error[CONTROLS_ERROR];
    if (!controlsfile_read(slice_of(set->text), &list, error)) {
        fprintf(stderr, "controls_page: %s: %s\n", set->name, error);
        exit(1);
    }
    printf(".Ss %s\n.Bl -tag -width Ds\n", set->name);
    for (size_t i = 0; i < list.n; i++)
        put_control(&list.at[i]);
    puts(".El");
    arena_free(&list.arena);
}

int main(void)
{
    puts(".\\\" Made by docs/controls_page.c (make docs): do not edit.\n"
         ".Dd November 26, 2026\n.Dt TLSRPT-AUDIT-CONTROLS 7\n.Os\n.Sh NAME\n"
         ".Nm tlsrpt-audit-controls\n"
         ".Nd controls of frameworks, and what TLS reports can say to them\n"
         ".Sh DESCRIPTION\n.Xr tlsrpt-audit 1\n"
         "says for each control which figures of its own speak to it, and with one of\n"
         "four words how they stand:\n.Bl -tag -width contradicts\n"
         ".It Li supports\nthe figures are what the control would lead to\n"
         ".It Li contradicts\nthey are not\n"
         ".It Li no\\-evidence\nthere are no figures, or too few\n"
         ".It Li out\\-of\\-reach\nTLS reports cannot speak to it\n.El\n.Pp\n"
         "None of them means that a control is met: that is for the auditor to say, who\n"
         "has more than reports.\n"
         "Reports speak of mail received, not sent; they hold no TLS version and no\n"
         "cipher.\n"
         "What controls ask for is told in words of our own, in short, with the edition\n"
         "that was read; the documents themselves decide.\n.Pp\n.Fl -controls\n"
         "chooses sets by name, or takes a file of the user's own in the form of the\n"
         "sets, which are installed in the folder\n.Pa controls\n"
         "beside the JSON schemas: an array of objects with the texts framework, edition,\n"
         "control, asks, measure and limits.");
    put_measures();
    puts(".Sh SETS");
    for (size_t i = 0; i < control_sets_n; i++)
        put_set(&control_sets[i]);
    puts(".Sh SEE ALSO\n.Xr tlsrpt-audit 1 ,\n.Xr tlsrpt-audit-formats 5");
    return 0;
}
