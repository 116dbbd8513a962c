/* Tests of batches: how much one holds while a stream is read into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "formats/read/batch.h"
#include "formats/read/stream.h"

enum { SMALL = 1000, LARGE = 600 * SMALL };

struct gauge {
    struct sink sink; /* first: the sink is the gauge's */
    size_t largest;   /* of the batches that were submitted */
};

static struct batch *measure(struct sink *s, struct batch *full)
{
    struct gauge *g = (struct gauge *)s;
    if (full->n > g->largest)
        g->largest = full->n;
    batch_reset(full);
    return full;
}

/* Cuts a stream into items of n bytes, as a reader of mails does. */
static void read_items(struct gauge *g, struct stream *from, size_t n)
{
    const struct source where = {0};
    size_t start = g->sink.batch->n, got;
    do {
        assert_true(sink_fill(&g->sink, from, &start, &got));
        for (; g->sink.batch->n - start >= n; start += n) {
            assert_non_null(sink_add(&g->sink, ITEM_MESSAGE, &where, 0));
            assert_true(sink_added(&g->sink, &start));
        }
    } while (got > 0);
    assert_true(sink_flush(&g->sink));
}

/* What was read has to be in the processor's cache when it is looked at again. */
static void one_large_mail_does_not_make_all_batches_large(void **state)
{
    (void)state;
    char *text = calloc(2, LARGE);
    assert_non_null(text);
    struct gauge g = {.sink = {.submit = measure, .batch = batch_new()}};
    assert_non_null(g.sink.batch);
    struct memory_stream s;

    memory_stream_init(&s, (struct slice){.at = text, .n = 2 * LARGE});
    read_items(&g, &s.stream, LARGE);
    assert_in_range(g.largest, LARGE, LARGE + BATCH_BYTES);

    g.largest = 0;
    memory_stream_init(&s, (struct slice){.at = text, .n = LARGE});
    read_items(&g, &s.stream, SMALL);
    assert_in_range(g.largest, SMALL, BATCH_BYTES);

    batch_free(g.sink.batch);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_large_mail_does_not_make_all_batches_large),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
