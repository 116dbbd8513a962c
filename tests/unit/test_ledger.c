/* Tests of the ledger: duplicates and conflicts. */
#include "lib/tlsrpt/identity.h"
#include "tests/unit/check.h"
#include "tests/unit/crowding.h"

static void duplicates_and_conflicts_are_not_summed(void **state)
{
    (void)state;
    struct reading r;
    reading_of(&r, FROM REPORT_MAIL("a", 5, 1) "\n" FROM REPORT_MAIL(
                       "a", 5, 1) "\n" FROM REPORT_MAIL("a", 6, 1) "\n");
    assert_int_equal(r.account.audit.figures.sessions.successful, 5);
    assert_int_equal(r.account.audit.totals.reports_found, 3);
    assert_string_equal(r.reasons.at, "duplicate conflict ");
    reading_end(&r);
}

/* The n-th of reports that differ in their ids alone, as it is identified with a key. */
static struct report identified(unsigned n, char id[static 16], const struct hash_key *key)
{
    static struct buffer scratch;
    snprintf(id, 16, "%x", n);
    struct report r = {.report_id = slice_of(id), .organization_name = SLICE("Org")};
    assert_true(report_identify(&r, DEDUP_IDENTITY, key, &scratch));
    return r;
}

static size_t probe_ledger(const struct hash_key *key)
{
    struct ledger l;
    char id[16];
    uint32_t first;
    ledger_init(&l, key);
    for (unsigned i = 0; l.rows.n < AIMED; i++) {
        if (!is_aimed(identified(i, id, &key_known).identity.low))
            continue;
        struct report r = identified(i, id, key);
        assert_int_equal(ledger_take(&l, 0, &r, &first), LEDGER_NEW);
    }
    size_t most = longest_probe(&l.index);
    ledger_free(&l);
    return most;
}

static void reports_cannot_be_aimed_at_one_slot(void **state)
{
    (void)state;
    assert_cannot_be_aimed(probe_ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duplicates_and_conflicts_are_not_summed),
        cmocka_unit_test(reports_cannot_be_aimed_at_one_slot),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
