/* Databases of addresses: whatever the file is, an answer is found, or there is none, or it is
 * damaged; a text that is found stands within the file. The first bytes are the addresses that are
 * asked for. */
#include "tests/fuzz/fuzz.h"

#include "lib/base/mmdb.h"

enum { ASKED = 4 };

static void check_value(const struct mmdb *db, size_t at, const char *const *path)
{
    struct mmdb_value value;
    enum mmdb_status status = mmdb_get(db, at, path, &value);
    if (status != MMDB_FOUND || !value.text.at)
        return;
    MUST(value.text.at >= db->data.at && value.text.n <= db->data.n &&
         (size_t)(value.text.at - db->data.at) <= db->data.n - value.text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const paths[][3] = {
        {"country", "iso_code", NULL}, {"autonomous_system_organization", NULL}, {"asn", NULL}};
    struct mmdb db;
    size_t asked = ASKED * sizeof(struct address);
    if (n < asked || mmdb_open(&db, (struct slice){(const char *)data + asked, n - asked}))
        return 0;
    for (size_t i = 0; i < ASKED; i++) {
        struct address address;
        size_t at;
        memcpy(&address, data + i * sizeof address, sizeof address);
        if (mmdb_find(&db, &address, &at) != MMDB_FOUND)
            continue;
        for (size_t k = 0; k < COUNT_OF(paths); k++)
            check_value(&db, at, paths[k]);
    }
    return 0;
}
