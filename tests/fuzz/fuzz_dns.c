/* DNS texts and records, rules files: whatever is read is UTF-8 or within bounds, and a sound
 * record stays sound. */
#include "tests/fuzz/fuzz.h"

#include "formats/read/given/dnstext.h"
#include "formats/read/given/rulesfile.h"
#include "lib/base/utf8.h"
#include "lib/findings/causes.h"
#include "lib/tlsrpt/dnsrecord.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n};
    struct dns_records records = {0};
    struct tuning tuning;
    char error[RULES_ERROR];
    MUST(dnstext_read(text, &records) && dnsrecords_sort(&records));
    for (size_t i = 0; i < records.n; i++) {
        struct texts rua = {0};
        bool no_memory;
        MUST(utf8_is_valid(records.at[i].owner) && utf8_is_valid(records.at[i].data));
        const char *problem = dnsrecord_check_tlsrpt(records.at[i].data, &records.arena, &rua,
                                                     &no_memory);
        MUST(problem || rua.n > 0);
        dnsrecord_check_mta_sts(records.at[i].data);
        for (size_t k = 0; k < rua.n; k++) {
            char *room = malloc(rua.at[k].n + 1);
            MUST(room && dnsrecord_mail_address(rua.at[k], room).n <= rua.at[k].n);
            free(room);
        }
    }
    tuning_init(&tuning, causes_new());
    MUST(tuning.causes);
    if (!rulesfile_read(text, &tuning, error))
        MUST(error[0] != '\0');
    causes_find(tuning.causes, text);
    causes_free(tuning.causes);
    dnsrecords_free(&records);
    return 0;
}
