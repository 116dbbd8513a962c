/*
 * The whole program in memory: the two sums hold, and cutting the stream anywhere gives the same totals. The first byte says where.
 */
#include "tests/fuzz/fuzz.h"

#include "cmd/tlsrpt-audit/pipeline.h"
#include "lib/audit/audit.h"
#include "tests/dribble.h"

static bool take(void *audit, const struct item *item)
{
    return audit_take(audit, &item->outcome);
}

static struct totals read_in_pieces(struct slice bytes, size_t piece)
{
    static const _Atomic bool stop = false;
    static struct selection all;
    struct extract_options options = {.limits = LIMITS_DEFAULT};
    struct input_row input = {0};
    struct audit audit;
    options.limits.message = options.limits.report = 1 << 20;
    options.limits.depth = 4;
    MUST(hash_key_draw(&options.key) && audit_init(&audit, &options.key));
    audit.selection = &all;
    audit.inputs = &input;
    audit.inputs_n = 1;
    struct pipeline *p = pipeline_new(1, &options, take, &audit, NULL, &stop);
    struct dribble c = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    struct walk walk = {.sink = pipeline_sink(p), .limits = &options.limits};
    struct place place = {.path = SLICE("memory"), .is_input = true};
    MUST(walk_stream(&walk, &c.stream, &place));
    MUST(pipeline_finish(p));
    MUST(audit_finish(&audit) && audit_adds_up(&audit));
    struct totals totals = audit.totals;
    pipeline_free(p);
    audit_free(&audit);
    return totals;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2)
        return 0;
    struct slice bytes = {(const char *)data + 1, n - 1};
    struct totals whole = read_in_pieces(bytes, SIZE_MAX), cut = read_in_pieces(bytes, (size_t)data[0] + 1);
    MUST(memcmp(&whole, &cut, sizeof whole) == 0);
    return 0;
}
