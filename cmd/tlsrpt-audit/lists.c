#include "cmd/tlsrpt-audit/lists.h"

#include "formats/write/shown.h"
#include "formats/write/tables/tables.h"
#include "lib/findings/tuning.h"
#include "lib/tlsrpt/terms.h"

enum { INDENT = 4 };

static void put(size_t indent, const char *text, size_t columns)
{
    printf("%*s", (int)indent, "");
    shown_wrapped(stdout, slice_of(text), indent, columns);
}

static void put_terms(const char *title, const struct term *terms, int n, size_t columns)
{
    put(0, title, columns);
    for (int i = 0; i < n; i++) {
        printf("\n%s\n", terms[i].name);
        put(INDENT, terms[i].meaning, columns);
    }
}

void list_deviations(size_t columns)
{
    put_terms("What senders get wrong. The report is counted, and the deviation noted on it:",
              deviations, DEVIATIONS, columns);
    putchar('\n');
    put_terms("Why a report, or a mail that claims to hold one, is rejected:", reasons, REASONS,
              columns);
}

static void put_thresholds(int rule, size_t columns)
{
    char line[300];
    for (int i = 0; i < THRESHOLDS; i++) {
        const struct threshold *t = &thresholds[i];
        if ((int)t->rule != rule)
            continue;
        snprintf(line, sizeof line, "%s (%.15g, from %.15g to %.15g): %s", t->name, t->value,
                 t->least, t->most, t->meaning);
        put(INDENT, line, columns);
    }
}

void list_findings(size_t columns)
{
    put(0,
        "The rules of findings, with their severity, condition, thresholds (to be set with "
        "--rules) and advice:",
        columns);
    char line[200];
    for (int i = 0; i < RULES; i++) {
        printf("\n%s (%s)\n", rules[i].id, severity_names[rules[i].severity]);
        put(INDENT, rules[i].when, columns);
        put_thresholds(i, columns);
        snprintf(line, sizeof line, "%s: %s", rules[i].ends ? "Ends with" : "Closed by",
                 rule_ends((enum rule_id)i));
        put(INDENT, line, columns);
        put(INDENT, rules[i].advice, columns);
        if (rules[i].remedy)
            put(INDENT, rules[i].remedy, columns);
        put(INDENT, rules[i].rfc, columns);
    }
}

void list_tables(size_t columns)
{
    char line[200];
    put(0,
        "The tables and their columns. The name is that of the CSV file and for --table, the key "
        "that of the array in the summary:",
        columns);
    for (int i = 0; i < TABLES; i++) {
        const struct table *t = tables[i];
        snprintf(line, sizeof line, "%s%s%s%s: %s", t->name, t->json ? " (key " : "",
                 t->json ? t->json : "", t->json ? ")" : "", t->meaning);
        putchar('\n');
        put(0, line, columns);
        for (size_t c = 0; c < t->columns_n; c++) {
            printf("    %-24s", t->columns[c].name);
            shown_wrapped(stdout, slice_of(t->columns[c].meaning), 28, columns);
        }
    }
}
