/* Tests of CSV. */
#include "tests/unit/writing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_quotes_and_guards_texts),
    };
    return cmocka_run_group_tests_name("csv", tests, make_folder, remove_folder);
}
