/* Reports: a report that is accepted writes a record that reads back to the same record, and reads
 * the same when its policies are known. */
#include "tests/fuzz/roundtrip.h"

enum { TIMES = 3 }; /* met, kept, and known again (policycache.h) */

static void read_again(struct slice document, const struct limits *limits, enum reason reason,
                       const struct report *report)
{
    static const struct hash_key key = {{1}};
    struct arena arena = {0};
    struct policycache *cache = policycache_new(&key);
    const struct decoding with = {.limits = limits, .arena = &arena, .cache = cache};
    struct report again;
    struct buffer scratch = {0};
    bool no_memory;
    for (int i = 0; i < TIMES; i++) {
        MUST(report_decode(document, &with, &again, &no_memory) == reason);
        if (reason != REASON_NONE)
            continue;
        MUST(report_identify(&again, DEDUP_IDENTITY, &key, &scratch));
        MUST(again.content == report->content && again.deviations == report->deviations);
    }
    policycache_free(cache);
    buffer_free(&scratch);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct hash_key key = {{1}};
    struct limits limits = LIMITS_DEFAULT;
    struct arena arena = {0};
    const struct decoding with = {.limits = &limits, .arena = &arena};
    struct slice document = {(const char *)data, n};
    struct report report;
    struct buffer scratch = {0};
    bool no_memory;
    enum reason reason = report_decode(document, &with, &report, &no_memory);
    if (reason == REASON_NONE)
        MUST(report_identify(&report, DEDUP_IDENTITY, &key, &scratch));
    read_again(document, &limits, reason, &report);
    if (reason == REASON_NONE) {
        report_attribute(&report, SLICE("mail.example"));
        report.source.path = SLICE("p");
        report.source.report_domain = SLICE("mail.example");
        roundtrip(&report, &limits, &arena);
    }
    buffer_free(&scratch);
    arena_free(&arena);
    return 0;
}
