/*
 * Records and mboxes: reading two halves in either order gives the same totals where nothing is in
 * conflict; what was read and written as records reads back to the same sums; the findings come out
 * alike.
 */
#include "formats/read/walk.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "cmd/run/pipeline.h"
#include "lib/findings/account.h"
#include "lib/findings/causes.h"
#include "lib/tlsrpt/record.h"
#include "tests/dribble.h"

struct sums {
    struct totals totals;
    struct sessions sessions;
    uint64_t policies, details;
    size_t domains, days, findings;
};

struct run {
    struct account account;
    struct buffer records;
    const struct extract_options *options;
    struct slice streams[2];
};

static bool walk(void *self, struct sink *sink)
{
    struct run *run = self;
    bool ok = true;
    for (int i = 0; ok && i < 2; i++) {
        struct dribble c = {
            .stream.pull = dribble_pull, .rest = run->streams[i], .piece = SIZE_MAX};
        struct walk walk = {.sink = sink, .limits = &run->options->limits};
        struct place place = {.path = SLICE("memory")};
        ok = run->streams[i].n == 0 || walk_stream(&walk, &c.stream, &place);
    }
    return ok;
}

static bool take(void *self, struct item *item)
{
    return audit_take(&((struct run *)self)->account.audit, &item->outcome) == AUDIT_OK;
}

static bool keep(void *self, const struct report *r, const char *key)
{
    record_write(&((struct run *)self)->records, r, key);
    return true;
}

/* Reads one or two streams; the records of what was counted are appended to *records where it is
 * wanted. */
static struct sums read_all(struct slice first, struct slice second, struct buffer *records)
{
    static const _Atomic bool stop = false;
    static struct selection all;
    struct extract_options options = {.limits = LIMITS_DEFAULT};
    struct input_row input = {0};
    struct run run = {.options = &options};
    struct tuning tuning;
    options.limits.message = options.limits.report = 1 << 20;
    options.limits.depth = 3;
    tuning_init(&tuning, causes_new());
    struct account_options wanted = {
        .audit = {.key = &options.key, .selection = &all, .inputs = &input, .inputs_n = 1},
        .given.tuning = &tuning};
    MUST(hash_key_draw(&options.key) && account_init(&run.account, &wanted));
    MUST(audit_listen(&run.account.audit, (struct listener){.self = &run, .report = keep}));
    run.streams[0] = first;
    run.streams[1] = second;
    struct pipeline_job job = {
        .jobs = 1, .options = &options, .read = walk, .take = take, .self = &run, .stop = &stop};
    MUST(pipeline_run(&job) && account_finish(&run.account) && audit_adds_up(&run.account.audit));
    struct sums sums = {run.account.audit.totals,
                        run.account.audit.figures.sessions,
                        run.account.audit.figures.policies,
                        run.account.audit.figures.failure_details,
                        run.account.audit.summary.domains_n,
                        run.account.audit.summary.days_n,
                        run.account.findings.n};
    account_free(&run.account);
    causes_free(tuning.causes);
    if (records)
        *records = run.records;
    else
        buffer_free(&run.records);
    return sums;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n};
    const char *cut = n > 0 ? memmem(data, n, "\n\nFrom ", 7) : NULL;
    size_t at = cut ? (size_t)(cut - text.at) + 2 : n;
    struct buffer records = {0};
    struct sums one = read_all(slice_first(text, at), slice_from(text, at), &records),
                other = read_all(slice_from(text, at), slice_first(text, at), NULL);
    if (one.totals.conflicts == 0)
        MUST(memcmp(&one, &other, sizeof one) == 0);
    struct sums again = read_all(buffer_slice(&records), (struct slice){0}, NULL);
    MUST(again.totals.reports == one.totals.reports && again.policies == one.policies &&
         again.details == one.details);
    MUST(memcmp(&again.sessions, &one.sessions, sizeof one.sessions) == 0 &&
         again.domains == one.domains && again.days == one.days);
    buffer_free(&records);
    return 0;
}
