/*
 * formats_page: prints tlsrpt-audit-formats(5), the manual page of all that the program writes,
 * from the tables that the program itself uses. `make docs` puts it into
 * docs/tlsrpt-audit-formats.5.
 */
#include <stdio.h>

#include "formats/write/tables.h"

struct entry {
    const char *name, *meaning;
};

static const struct entry summary_keys[] = {
    {"schema", "tlsrpt-audit/summary/1; the JSON schema is installed as summary.schema.json"},
    {"generator", "name and version of the program"},
    {"generated", "when the summary was made; SOURCE_DATE_EPOCH sets it"},
    {"options", "what was in force: dedup, limits, since, until, domain, reporter"},
    {"period", "first_day, last_day and days of all counted reports; null without any"},
    {"inputs", "each INPUT in the order read: path, kind, messages, reports; with --hash-inputs "
               "its sha256 and bytes"},
    {"totals", "the sums of the whole run, below"},
    {"conflicts",
     "reports with an identity that was counted with other content: report_key, source, first"},
    {"rejected", "what was not counted: reason, source"},
    {"unread", "messages and files that could not be looked into: form, reason, source"},
};

static const struct entry record_keys[] = {
    {"report_key", "first 32 hex digits of the SHA-256 over the report's identity"},
    {"organization_name", "organization that sent the report"},
    {"report_id", "the sender's own id"},
    {"begin_date", "start of the period, UTC"},
    {"end_date", "end of the period, UTC"},
    {"contact_info", "whom to ask at the reporter's"},
    {"policies", "each with policy_domain, policy_type, policy_strings, mx_host_patterns, "
                 "successful_session_count, failed_session_count and "
                 "failure_details"},
    {"failure_details", "each with result_type, failed_session_count and, where told, "
                        "sending_mta_ip, receiving_ip, receiving_mx_hostname, "
                        "receiving_mx_helo, additional_info_uri and failure_reason_code"},
    {"deviations",
     "what the report gets wrong and was read all the same (tlsrpt-audit --list-deviations)"},
    {"source", "where it was found: path and, where they apply, member, message, offset, "
               "message_id, submitter, report_domain, received; "
               "dkim with --authserv-id"},
};

static const char *const kinds[] = {[CELL_TEXT] = "text",
                                    [CELL_PROSE] = "text",
                                    [CELL_INTEGER] = "integer",
                                    [CELL_RATIO] = "number, 0 to 1",
                                    [CELL_DAY] = "date",
                                    [CELL_TIME] = "date and time, UTC",
                                    [CELL_TEXTS] = "list of texts",
                                    [CELL_SPANS] = "list of day ranges"};

/* A line of text, safe from roff's own signs; it is broken at blanks to keep the source
 * readable. */
static void put(const char *text)
{
    size_t column = 0;
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == ' ' && column > 64) {
            putchar('\n');
            column = 0;
            if (text[1] == '.' || text[1] == '\'')
                fputs("\\&", stdout);
            continue;
        }
        fputs(*text == '\\' ? "\\e" : *text == '-' ? "\\-" : (char[]){*text, '\0'}, stdout);
        column++;
    }
    putchar('\n');
}

static void put_entry(const char *name, const char *meaning)
{
    printf(".It Li %s\n", name);
    put(meaning);
}

static void put_entries(const struct entry *entries, size_t n)
{
    puts(".Bl -tag -width successful_sessions");
    for (size_t i = 0; i < n; i++)
        put_entry(entries[i].name, entries[i].meaning);
    puts(".El");
}

static void put_totals(void)
{
    puts(".Bl -tag -width successful_sessions");
    for (size_t i = 0; i < total_rows_n; i++)
        if (total_rows[i].key)
            put_entry(total_rows[i].key, total_rows[i].meaning);
    put_entry("success_rate", "secured sessions of all, 0 to 1; null without sessions");
    puts(".El");
}

static void put_table(const struct table *t)
{
    printf(".Ss %s\n", t->name);
    put(t->meaning);
    printf("(%s%s%s%ssheet\n.Dq %s ) .\n", t->in_csv ? "CSV; " : "", t->json ? "key\n.Li " : "",
           t->json ? t->json : "", t->json ? " ;\n" : "", t->title);
    if (t->keys > 0) {
        printf("Primary key: ");
        for (unsigned i = 0; i < t->keys; i++)
            printf("%s%s", i > 0 ? ", " : "", t->columns[i].name);
        puts(".");
    }
    puts(".Bl -tag -width successful_sessions");
    for (size_t i = 0; i < t->columns_n; i++) {
        printf(".It Li %s\n(%s)\n", t->columns[i].name, kinds[t->columns[i].kind]);
        put(t->columns[i].meaning);
    }
    puts(".El");
}

int main(void)
{
    puts(".\\\" Made by docs/formats_page.c (make docs): do not edit.\n.Dd November 25, 2026\n.Dt "
         "TLSRPT-AUDIT-FORMATS 5\n.Os\n.Sh NAME\n"
         ".Nm tlsrpt-audit-formats\n.Nd what tlsrpt-audit writes: every table, column and key\n.Sh "
         "DESCRIPTION\n"
         "All outputs of\n.Xr tlsrpt-audit 1\nare made from the same tables:\n.Fl -csv\nand\n.Fl "
         "-sqlite\nhave them as tables,\n.Fl "
         "-xlsx\nas sheets,\n"
         ".Fl -json\nas arrays of objects under the keys named here.\n.Pp\nDays are "
         "YYYY\\-MM\\-DD, times YYYY\\-MM\\-DDThh:mm:ssZ.\n"
         "In CSV an absent value is an empty field, a list is joined by\n.Dq \" | \" ,\na range of "
         "days is FIRST/LAST.\nIn JSON an absent "
         "value is null or left "
         "out, a list an array, a range of days\nan object with first_day and last_day.\nCSV files "
         "are UTF\\-8 with a header line (RFC "
         "4180); datapackage.json "
         "beside them\nhas the types and keys (Frictionless Data).\n.Sh SUMMARY "
         "(\\-\\-json)\nBesides the arrays of the tables it has "
         "these keys:");
    put_entries(summary_keys, sizeof summary_keys / sizeof *summary_keys);
    puts(".Pp\nKeys of\n.Li totals :");
    put_totals();
    puts(".Sh RECORDS (\\-\\-ndjson)\nOne JSON object a line for each counted report; they can be "
         "read again as an INPUT.\nThe JSON schema "
         "is installed as "
         "record.schema.json.");
    put_entries(record_keys, sizeof record_keys / sizeof *record_keys);
    puts(".Sh TABLES");
    for (int i = 0; i < TABLES; i++)
        put_table(tables[i]);
    puts(".Sh SEE ALSO\n.Xr tlsrpt-audit 1 ,\n.Xr tlsrpt-audit-tutorial 7\n.Pp\nRFC 8460 (SMTP TLS "
         "Reporting), RFC 8461 (MTA\\-STS), RFC "
         "7672 (DANE for SMTP).");
    return 0;
}
