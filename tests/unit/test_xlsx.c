/* Tests of the workbook. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <xlsxwriter.h>

#include "tests/unit/writing.h"

static int interruptions; /* so many signals come while room for the rows is asked for */

/* The C library's, as it may be when a signal comes (POSIX: EINTR); so it was on tmpfs. */
int posix_fallocate(int file, off_t from, off_t bytes)
{
    if (interruptions > 0) {
        interruptions--;
        return EINTR;
    }
    return fallocate(file, 0, from, bytes) == 0 ? 0 : errno;
}

/* As SIGUSR1 is, which asks how far the run is. */
static void a_signal_does_not_end_a_workbook(void **state)
{
    (void)state;
    interruptions = 2;
    write_with(xlsx_open, "book.xlsx", REPORT_BODY("1", 5, 0), false);
    assert_int_equal(interruptions, 0);
}

static bool has_no_chart;

/* The library's, or as it is without memory. */
lxw_chart *workbook_add_chart(lxw_workbook *book, uint8_t type)
{
    lxw_chart *(*real)(lxw_workbook *, uint8_t);
    *(void **)&real = dlsym(RTLD_NEXT, "workbook_add_chart");
    return has_no_chart ? NULL : real(book, type);
}

static void a_chart_without_memory_is_told(void **state)
{
    (void)state;
    struct reading r;
    char error[TARGET_ERROR] = "";
    reading_start(&r);
    struct about about = {.selection = &r.selection, .limits = &r.options.limits, .folder = "/"};
    struct output *o = xlsx_open("book.xlsx", &about, &r.account, error);
    assert_non_null(o);
    reading_add(&r, SLICE(REPORT_BODY("1", 5, 0)), SIZE_MAX);
    assert_true(account_finish(&r.account));
    has_no_chart = true;
    assert_false(o->finish(o, &r.account));
    has_no_chart = false;
    assert_non_null(strstr(o->error, "Memory"));
    o->abandon(o);
    reading_end(&r);
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
        cmocka_unit_test(a_full_sheet_goes_on_in_another),
        cmocka_unit_test(a_signal_does_not_end_a_workbook),
        cmocka_unit_test(a_chart_without_memory_is_told),
    };
    return cmocka_run_group_tests_name("xlsx", tests, make_folder, remove_folder);
}
