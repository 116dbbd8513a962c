/*
 * formats_page: prints tlsrpt-audit-formats(5), the manual page of all that the program writes,
 * from the tables that the program itself uses. `make docs` puts it into
 * docs/tlsrpt-audit-formats.5.
 */
#include <stdio.h>

#include "formats/write/xlsx/xlsx.h"
#include "lib/tlsrpt/record.h"

struct entry {
    const char *name, *meaning;
};

static const struct entry summary_keys[] = {
    {"schema", "tlsrpt-audit/summary/1; the JSON schema is installed as summary.schema.json"},
    {"generator", "name and version of the program"},
    {"generated", "when the summary was made; SOURCE_DATE_EPOCH sets it"},
    {"options",
     "what was in force: dedup, max_message, max_report, max_depth (max_ratio, max_header, "
     "max_fields, max_parts, max_members, max_json_depth, max_policies and max_details where they "
     "are not as by default), since, until, domain, reporter, dkim, require_auth, authserv_id; "
     "rules is the SHA-256 of the file of --rules"},
    {"period", "what was asked for: first_day, last_day, days, days_with_reports and "
               "days_without_reports; asked holds since and until, null where the first or last "
               "report stands for it"},
    {"inputs", "each INPUT in the order read: path, kind, messages, reports; with --hash-inputs "
               "its sha256"},
    {"totals", "the sums of the whole run, below"},
    {"scope", "of --scope: listed, reported, silent (entries without a report, but those that "
              "--domain leaves out, in the list's order), foreign and sha256; null without a list"},
    {"sample", "with --sample: seed, size, population, keys_sha256 (of the sorted report keys, a "
               "line feed after each) and reports, the rows of the table sample"},
    {"left_out", "with a selection (--since, --until, --domain, --reporter): reports, how many it "
                 "kept out"},
    {"dns_files", "with --dns: path and bytes of each file; with --hash-inputs its sha256"},
    {"authentication", "where signatures are verified: how many of the counted reports are "
                       "authentic, unaligned, weak, fail, invalid, key_missing, none and not_mail; "
                       "keys: records (given), used and wanted"},
    {"redacted", "with --redact: what was left out, or cut"},
    {"edition", "where the file is one of many (see EDITIONS in tlsrpt-audit(1)): the client or "
                "domain that it is about; messages, files and rejected are those of all mail"},
    {"changes", "with --compare: compared_with, findings, domains, reporters and policies"},
    {"conflicts",
     "copies that contradict a counted report by their content or by what their mail says: "
     "report_key, source, first_source (of the counted copy), and the sessions of both"},
    {"rejected", "what was not counted: reason, source, and report_key where it is a report"},
    {"unread", "messages and files that could not be looked into: form, reason, source"},
    {"unauthenticated", "with --require-auth: reports of which it is not known who sent them: "
                        "reason, report_key, source"},
    {"domains", "beside the columns of the table: last_7_days, last_30_days and last_90_days, each "
                "as a row of windows; readiness_basis with days_clean, days_covered, sessions "
                "(under sts, the failed ones too), reporters and mx_covered, over the last 14 "
                "covered days (ready-after)"},
    {"setup", "with --dns or --sts-policy, one object per domain: policy_domain, tlsrpt, rua, "
              "mta_sts, sts_policy (mode, max_age, mx), mx (an object per host: host, in_policy, "
              "addresses, tlsa, signed), read_at and errors"},
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

static void put_record(void)
{
    static const char *const titles[RECORD_OBJECTS] = {
        [RECORD_POLICY] = ".Pp\nEach of\n.Li policies :",
        [RECORD_DETAIL] = ".Pp\nEach of\n.Li failure_details :",
        [RECORD_SOURCE] = ".Pp\nKeys of\n.Li source :",
        [RECORD_SIGNATURE] = ".Pp\nKeys of\n.Li signature :",
    };
    for (int object = 0; object < RECORD_OBJECTS; object++) {
        const char *meaning, *key;
        if (titles[object])
            puts(titles[object]);
        puts(".Bl -tag -width successful_sessions");
        for (size_t i = 0; (key = record_key((enum record_object)object, i, &meaning)); i++)
            put_entry(key, meaning);
        puts(".El");
    }
    puts(".Pp\nWhat is absent is left out.");
}

static bool is_sheet(const struct table *t)
{
    for (size_t i = 0; i < XLSX_TABLES; i++)
        if (xlsx_order[i] == t->id)
            return true;
    return false;
}

/* Where the table is found. One that is no table of --csv has a key. */
static void put_places(const struct table *t)
{
    printf("(%s", t->in_csv ? "CSV" : "");
    if (t->json)
        printf("%skey\n.Li %s ", t->in_csv ? "; " : "", t->json);
    if (is_sheet(t))
        printf("%ssheet\n.Dq %s ", t->json ? ";\n" : "; ", t->title);
    puts(t->json || is_sheet(t) ? ") ." : ").");
}

/* The columns that stand behind those of the table in the workbook alone. */
static void put_sheet_columns(const struct table *t)
{
    if (!is_sheet(t) || t->sheet_columns_n == t->columns_n)
        return;
    puts(".Pp\nThe sheet alone has these besides:\n.Bl -tag -width successful_sessions");
    for (size_t i = t->columns_n; i < t->sheet_columns_n; i++)
        put_entry(t->columns[i].title, t->columns[i].meaning);
    puts(".El");
}

static void put_table(const struct table *t)
{
    printf(".Ss %s\n", t->name);
    put(t->meaning);
    put_places(t);
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
    put_sheet_columns(t);
}

int main(void)
{
    puts(".\\\" Made by docs/formats_page.c (make docs): do not edit.\n"
         ".Dd November 28, 2026\n.Dt TLSRPT-AUDIT-FORMATS 5\n.Os\n"
         ".Sh NAME\n.Nm tlsrpt-audit-formats\n"
         ".Nd what tlsrpt-audit writes: every table, column and key\n"
         ".Sh DESCRIPTION\nAll outputs of\n.Xr tlsrpt-audit 1\nare made from the same tables:\n"
         ".Fl -csv\nand\n.Fl -sqlite\nhave them as tables,\n.Fl -xlsx\nas sheets,\n"
         ".Fl -json\nas arrays of objects under the keys named here.\n"
         ".Pp\nDays are YYYY\\-MM\\-DD, times YYYY\\-MM\\-DDThh:mm:ssZ.\n"
         "In CSV an absent value is an empty field, a list is joined by\n.Dq \" | \" ,\n"
         "a range of days is FIRST/LAST, or the day where it is one.\n"
         "In JSON an absent value is null or left out, an absent text in a table\n"
         "empty in some columns, a list an array, a range of days\n"
         "an object with first_day and last_day.\n"
         "CSV files are UTF\\-8 with a header line (RFC 4180); datapackage.json beside them\n"
         "has the types and keys (Frictionless Data).\n"
         "A database has more: tables without a primary key begin with\n.Li row_key ,\n"
         "the first 32 hex digits of a SHA\\-256 over the row; and the table\n.Li contents ,\n"
         "by which the next load knows copies, has the sha256 of each report_key.\n"
         "Sheets have titles for the names of columns.\n"
         "Counts go up to 2^63\\-1; sheets, and readers of JSON without whole numbers of\n"
         "64 bits (JavaScript, older versions of jq), round what is over 2^53.\n"
         ".Sh SUMMARY (\\-\\-json)\n"
         "Besides the arrays of the tables it has these keys, and more in some arrays:");
    put_entries(summary_keys, COUNT_OF(summary_keys));
    puts(".Pp\nKeys of\n.Li totals :");
    put_totals();
    puts(".Sh RECORDS (\\-\\-ndjson)\nOne JSON object a line for each counted report; they can "
         "be\nread again as an INPUT.\nThe JSON schema "
         "is installed as "
         "record.schema.json.");
    put_record();
    puts(".Sh TABLES");
    for (int i = 0; i < TABLES; i++)
        put_table(tables[i]);
    puts(".Sh SEE ALSO\n.Xr tlsrpt-audit 1 ,\n.Xr tlsrpt-audit-tutorial 7\n.Pp\nRFC 8460 (SMTP TLS "
         "Reporting), RFC 8461 (MTA\\-STS), RFC "
         "7672 (DANE for SMTP).");
    return 0;
}
