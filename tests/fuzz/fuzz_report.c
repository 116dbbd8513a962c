/* Reports: a report that is accepted writes a record that reads back to the same record. */
#include "tests/fuzz/roundtrip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    struct report report;
    bool no_memory;
    if (report_decode((struct slice){(const char *)data, n}, &limits, &arena, &report,
                      &no_memory) == REASON_NONE) {
        report_attribute(&report, SLICE("mail.example"));
        report.source.path = SLICE("p");
        report.source.report_domain = SLICE("mail.example");
        roundtrip(&report, &limits, &arena);
    }
    arena_free(&arena);
    return 0;
}
