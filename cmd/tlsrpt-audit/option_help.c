#include "cmd/tlsrpt-audit/option_rows.h"

/* Options without a help of their own share lines of this width. */
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
        [GROUP_OUTPUT] = "Outputs (FILE may be -, but not of --sqlite; with none: a page of text):",
        [GROUP_SELECTION] = "Selection:",
        [GROUP_FINDING] = "Findings:",
        [GROUP_INPUT] = "Inputs:",
        [GROUP_EVIDENCE] = "Evidence:",
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
