/* Tests of the description of all tables. */
#include "tests/unit/reading.h"

#include "formats/write/tables/tables.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_described_well),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
