/*
 * The whole program in memory: the two sums hold, and cutting the stream anywhere gives the same
 * totals. The first byte says where; where it is even, reports may be so short that JSON and lines
 * are passed over, and cut as those of large files are.
 */
#include "formats/read/walk.h"
#include "tests/fuzz/fuzz.h"

#include "cmd/run/pipeline.h"
#include "lib/audit/audit.h"
#include "tests/dribble.h"

struct run {
    struct audit audit;
    struct extract_options options;
    struct slice bytes;
    size_t piece;
};

static bool walk(void *self, struct sink *sink)
{
    struct run *run = self;
    struct dribble c = {.stream.pull = dribble_pull, .rest = run->bytes, .piece = run->piece};
    struct walk walk = {.sink = sink, .limits = &run->options.limits};
    struct place place = {.path = SLICE("memory"), .is_input = true};
    return walk_stream(&walk, &c.stream, &place);
}

static bool take(void *self, struct item *item)
{
    return audit_take(&((struct run *)self)->audit, &item->outcome) == AUDIT_OK;
}

static struct totals read_in_pieces(struct slice bytes, size_t piece, uint64_t report)
{
    static const _Atomic bool stop = false;
    static struct selection all;
    struct input_row input = {0};
    struct run run = {.options.limits = LIMITS_DEFAULT, .bytes = bytes, .piece = piece};
    run.options.limits.message = 1 << 20;
    run.options.limits.report = report;
    run.options.limits.depth = 4;
    struct audit_options wanted = {
        .key = &run.options.key, .selection = &all, .inputs = &input, .inputs_n = 1};
    MUST(hash_key_draw(&run.options.key));
    audit_init(&run.audit, &wanted);
    struct pipeline_job job = {.jobs = 1,
                               .options = &run.options,
                               .read = walk,
                               .take = take,
                               .self = &run,
                               .stop = &stop};
    MUST(pipeline_run(&job));
    MUST(audit_finish(&run.audit) && audit_adds_up(&run.audit));
    struct totals totals = run.audit.totals;
    audit_free(&run.audit);
    return totals;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2)
        return 0;
    struct slice bytes = {(const char *)data + 1, n - 1};
    uint64_t report = data[0] & 1 ? 1 << 20 : 600;
    struct totals whole = read_in_pieces(bytes, SIZE_MAX, report),
                  cut = read_in_pieces(bytes, (size_t)data[0] + 1, report);
    MUST(memcmp(&whole, &cut, sizeof whole) == 0);
    return 0;
}
