/* Tests of formats/write and of the summary's rows. */
#include <stddef.h>
#include "tests/unit/reading.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/output.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/test_out.XXXXXX");
    return mkdtemp(folder) ? chdir(folder) : -1;
}

static int remove_folder(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 ? system(command) : -1;
}

static size_t entries(void)
{
    DIR *d = opendir(".");
    size_t n = 0;
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void check_file(const char *path, const char *text)
{
    static char got[100000];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(got, text);
}

static void a_target_is_the_old_file_until_it_is_committed(void **state)
{
    (void)state;
    struct target t;
    put("x", "old");
    assert_true(target_open(&t, "x"));
    fputs("new", t.file);
    fflush(t.file);
    check_file("x", "old");
    assert_true(target_commit(&t));
    check_file("x", "new");
    assert_true(target_open(&t, "x"));
    target_abandon(&t);
    check_file("x", "new");
    assert_int_equal(entries(), 1);
    unlink("x");
}

static void a_target_that_cannot_be_opened_says_why(void **state)
{
    (void)state;
    struct target t;
    assert_false(target_open(&t, "no/such/folder"));
    assert_string_equal(t.error, "no/such/folder: No such file or directory");
    assert_false(target_open(&t, folder));
    assert_non_null(strstr(t.error, "Is a directory"));
}

static bool is_csv(const char *name)
{
    return strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".csv") == 0;
}

static void a_folder_is_replaced_as_a_whole_if_it_is_ours(void **state)
{
    (void)state;
    struct folder_target t;
    for (int round = 0; round < 2; round++) {
        assert_true(folder_target_open(&t, "d/", is_csv));
        FILE *f = folder_target_file(&t, round ? "b.csv" : "a.csv");
        assert_true(f && folder_target_close(&t, f));
        assert_true(folder_target_commit(&t));
        assert_int_equal(access("d/a.csv", F_OK), round ? -1 : 0);
    }
    put("d/mine", "");
    assert_false(folder_target_open(&t, "d", is_csv));
    folder_target_abandon(&t);
    assert_int_equal(access("d/b.csv", F_OK), 0);
    assert_int_equal(entries(), 1);
    assert_int_equal(system("rm -r d"), 0);
}

static void every_table_is_described_well(void **state)
{
    (void)state;
    for (int i = 0; i < TABLES; i++) {
        const struct table *t = tables[i];
        assert_int_equal(t->id, i);
        assert_non_null(t->name);
        assert_ptr_equal(table_find(t->name), t);
        assert_true(strlen(t->title) <= 20); /* so that "Title (2)" is a valid sheet name */
        assert_true(t->keys <= t->columns_n && t->columns_n <= t->sheet_columns_n);
        for (size_t k = 0; k < t->sheet_columns_n; k++) {
            assert_true(t->columns[k].title[0] && t->columns[k].meaning[0]);
            assert_true(t->sheet_columns_n <= 32); /* XLSX_MOST_COLUMNS */
            for (size_t l = 0; l < k; l++)
                assert_string_not_equal(t->columns[k].name, t->columns[l].name);
        }
    }
}

/* Reads a text with one output open, and commits it. */
static void write_with(struct output *(*open)(const char *, const struct about *,
                                              const struct account *, char *),
                       const char *target, const char *text, bool csv_raw)
{
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    struct about about = {.version = "0",
                          .selection = &r.selection,
                          .limits = &r.options.limits,
                          .columns = 80,
                          .csv_raw = csv_raw};
    struct output *o = open(target, &about, &r.account, error);
    assert_non_null(o);
    assert_true(audit_listen(&r.account.audit, o->listener));
    reading_add(&r, slice_of(text), SIZE_MAX);
    assert_true(account_finish(&r.account));
    assert_true(o->finish(o, &r.account));
    assert_true(o->commit(o));
    o->abandon(o);
    reading_end(&r);
}

#define BAD_NAME                                                                                   \
    "{\"organization-name\":\"=1+1\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\"," \
    "\"end-datetime\":"                                                                            \
    "\"2024-05-01T23:59:59Z\"},\"contact-info\":\"a,\\\"b\\\"\\nc\",\"report-id\":\"1\","          \
    "\"policies\":[{\"policy\":{"                                                                  \
    "\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"},\"summary\":{\"total-successful-"    \
    "session-count\":1,"                                                                           \
    "\"total-failure-session-count\":1}}]}"

static void csv_quotes_and_guards_texts(void **state)
{
    (void)state;
    for (int raw = 0; raw < 2; raw++) {
        write_with(csv_open, "csv", BAD_NAME, raw);
        check_file(
            "csv/reporters.csv",
            raw ? "organization_name,reports,domains,successful_sessions,failed_sessions,success_"
                  "rate,first_day,last_day,authentic_reports,unauthenticated_reports,unchecked_"
                  "reports\n=1+1,1,1,1,1,0.5,2024-05-01,2024-05-01,,,\n"
                : "organization_name,reports,domains,successful_sessions,failed_sessions,success_"
                  "rate,first_day,last_day,authentic_reports,unauthenticated_reports,unchecked_"
                  "reports\n'=1+1,1,1,1,1,0.5,2024-05-01,2024-05-01,,,\n");
        FILE *f = fopen("csv/reports.csv", "r");
        char line[2000];
        size_t n = fread(line, 1, sizeof line - 1, f);
        line[n] = '\0';
        fclose(f);
        assert_non_null(strstr(line, ",\"a,\"\"b\"\"\nc\","));
    }
    assert_int_equal(system("rm -r csv"), 0);
}

static void extract_keeps_the_document(void **state)
{
    (void)state;
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    r.options.keep_documents = true;
    struct about about = {.selection = &r.selection, .limits = &r.options.limits};
    struct output *o = originals_open("out", &about, &r.account, error);
    reading_add(&r, SLICE(BAD_NAME), SIZE_MAX);
    assert_true(o->commit(o));
    o->abandon(o);
    reading_end(&r);
    DIR *d = opendir("out");
    struct dirent *e;
    char path[400];
    while ((e = readdir(d)))
        if (e->d_name[0] != '.') {
            assert_true(strncmp(e->d_name, "_1_1!a.example!1714521600!1714607999!", 37) == 0);
            snprintf(path, sizeof path, "out/%s", e->d_name);
            check_file(path, BAD_NAME);
        }
    closedir(d);
    assert_int_equal(system("rm -r out"), 0);
}

static void the_text_is_honest_about_nothing(void **state)
{
    (void)state;
    write_with(text_open, "text", "Subject: x\nFrom: y\n\nno report\n", false);
    check_file(
        "text",
        "TLS reports (RFC 8460), read by tlsrpt-audit 0\n\nNo reports in this "
        "period.\n\nWhat was read\n"
        "             1 message: 0 with reports, 0 rejected, 0 unread, 1 other mail\n        "
        "     0 reports found: 0 counted, 0 duplicates, 0 conflicts\n");
    unlink("text");
}

static void add_day(struct figures *f, int month, int day, int64_t ok)
{
    struct policy p = {.type = SLICE("sts"),
                       .domain = SLICE("a"),
                       .attributed = SLICE("a"),
                       .successful_sessions = ok};
    struct report r = {.organization_name = SLICE("o"),
                       .policies = &p,
                       .policies_n = 1,
                       .begin = (time_seconds)day_of_civil((struct civil){2024, month, day}) *
                                SECONDS_A_DAY};
    assert_true(figures_add(f, &r, "0123456789abcdef0123456789abcdef"));
}

static void the_summary_finds_gaps_and_months(void **state)
{
    (void)state;
    struct hash_key key;
    struct figures f;
    struct summary s;
    struct buffer scratch = {0};
    assert_true(hash_key_draw(&key) && figures_init(&f, &key, &scratch));
    add_day(&f, 3, 2, 5);
    add_day(&f, 1, 31, 7);
    add_day(&f, 3, 2, 1);
    add_day(&f, 2, 28, 0);
    assert_true(summary_build(&s, &f, &(struct selection){0}, NULL));
    assert_int_equal(s.domains_n, 1);
    assert_int_equal(s.domains[0].reports, 4);
    assert_int_equal(s.domains[0].days_covered, 3);
    assert_int_equal(s.domains[0].gaps_n, 2);
    assert_int_equal(s.domains[0].days_missing,
                     27 + 2); /* February 1 to 27; 29 and March 1: a leap year */
    assert_int_equal(s.months_n, 3);
    assert_int_equal(s.months[2].reports, 2);
    assert_int_equal(s.months[2].sessions.successful, 6);
    assert_int_equal(s.days_n, 3);
    double rate;
    assert_false(sessions_rate(s.days[1].sessions, &rate));
    summary_free(&s);
    figures_free(&f);
    buffer_free(&scratch);
}

static void threads_keep_the_order(void **state)
{
    (void)state;
    struct buffer box = {0};
    struct slice kept = {0};
    for (int i = 0; i < 3000; i++)
        buffer_append_text(&box, "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("a", 1, 0) "\n");
    for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
        struct reading r;
        reading_start(&r);
        r.sources[0] = buffer_slice(&box);
        r.sources_n = 1;
        r.piece = SIZE_MAX;
        reading_run(&r, jobs);
        assert_int_equal(r.account.audit.totals.duplicates, 2999);
        assert_true(kept.n == 0 || slice_equal(kept, buffer_slice(&r.records)));
        if (kept.n == 0)
            kept = (struct slice){strndup(r.records.at, r.records.n), r.records.n};
        reading_end(&r);
    }
    free((void *)kept.at);
    buffer_free(&box);
}

/*
 * Long ones, short ones and empty ones, some of the same reports: read side by side, they are taken
 * one behind the other, however few threads there are for the branches that wait for each other.
 */
static void sources_keep_the_order(void **state)
{
    (void)state;
    alarm(120); /* threads that wait for each other shall not hang the tests */
    struct buffer all = {0};
    size_t ends[READING_SOURCES];
    for (int i = 0; i < READING_SOURCES; i++) {
        for (int k = 0; i % 3 > 0 && k < (i % 7 == 0 ? 4000 : 3); k++) {
            char mail[2000];
            int id = (i * 7 + k) % 5000;
            int n = snprintf(mail, sizeof mail,
                             "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("r%d", 1, 0) "\n", id,
                             id, id);
            buffer_append(&all, (struct slice){mail, (size_t)n});
        }
        ends[i] = all.n;
    }
    struct buffer kept = {0};
    for (unsigned jobs = 1; jobs <= 8; jobs += jobs < 4 ? 1 : 4) {
        struct reading r;
        reading_start(&r);
        for (size_t i = 0; i < READING_SOURCES; i++)
            r.sources[i] = (struct slice){all.at + (i > 0 ? ends[i - 1] : 0),
                                          ends[i] - (i > 0 ? ends[i - 1] : 0)};
        r.sources_n = READING_SOURCES;
        r.piece = 50000;
        reading_run(&r, jobs);
        assert_true(r.account.audit.totals.reports > 4000 &&
                    r.account.audit.totals.duplicates > 4000);
        if (jobs == 1)
            buffer_append(&kept, buffer_slice(&r.records));
        assert_true(slice_equal(buffer_slice(&kept), buffer_slice(&r.records)));
        reading_end(&r);
    }
    alarm(0);
    buffer_free(&kept);
    buffer_free(&all);
}

/* 25 reports in sheets of ten rows: a header each, nine reports each, and a remark in Method. */
static void a_full_sheet_goes_on_in_another(void **state)
{
    (void)state;
    struct reading r;
    char error[TARGET_ERROR] = "", body[600];
    reading_start(&r);
    struct about about = {
        .selection = &r.selection, .limits = &r.options.limits, .folder = "/", .sheet_rows = 10};
    struct output *o = xlsx_open("book.xlsx", &about, &r.account, error);
    assert_non_null(o);
    assert_true(audit_listen(&r.account.audit, o->listener));
    for (int i = 0; i < 25; i++) {
        snprintf(body, sizeof body, REPORT_BODY("%02d", 5, 0), i);
        reading_add(&r, slice_of(body), SIZE_MAX);
    }
    assert_true(account_finish(&r.account));
    assert_true(o->finish(o, &r.account) && o->commit(o));
    o->abandon(o);
    reading_end(&r);
    const char *names =
        "unzip -p book.xlsx xl/workbook.xml | grep -q '\"Reports (2)\".*\"Reports (3)\"' || exit 1;"
        "unzip -p book.xlsx xl/worksheets/sheet13.xml | grep -o '<row ' | wc -l | grep -qx 10 || "
        "exit 2;"
        "unzip -p book.xlsx 'xl/worksheets/*.xml' | grep -q 'full at 10 rows and goes on in 2 "
        "more' || exit 3";
    assert_int_equal(system(names), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_the_old_file_until_it_is_committed),
        cmocka_unit_test(a_target_that_cannot_be_opened_says_why),
        cmocka_unit_test(a_folder_is_replaced_as_a_whole_if_it_is_ours),
        cmocka_unit_test(every_table_is_described_well),
        cmocka_unit_test(csv_quotes_and_guards_texts),
        cmocka_unit_test(extract_keeps_the_document),
        cmocka_unit_test(the_text_is_honest_about_nothing),
        cmocka_unit_test(the_summary_finds_gaps_and_months),
        cmocka_unit_test(threads_keep_the_order),
        cmocka_unit_test(sources_keep_the_order),
        cmocka_unit_test(a_full_sheet_goes_on_in_another),
    };
    return cmocka_run_group_tests_name("out", tests, make_folder, remove_folder);
}
