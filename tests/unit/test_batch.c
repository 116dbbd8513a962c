/* Tests of batches: how much one holds while a stream is read into it. */
#include <stdlib.h>

#include "formats/read/batch.h"
#include "formats/read/streams/stream.h"
#include "tests/unit/unit.h"

enum { SMALL = 1000, LARGE = 600 * SMALL };

struct gauge {
    struct sink sink; /* first: the sink is the gauge's */
    size_t largest;   /* of the batches that were submitted */
    size_t all;       /* their sum */
    uint32_t next;    /* the item that is to come, each being its number again and again */
};

static const struct source nowhere = {0};

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
    size_t start = g->sink.batch->n, got;
    do {
        assert_true(sink_fill(&g->sink, from, &start, &got));
        for (; g->sink.batch->n - start >= n; start += n) {
            assert_non_null(sink_add(&g->sink, ITEM_MESSAGE, &nowhere, 0));
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

static struct batch *look_at_items(struct sink *s, struct batch *full)
{
    struct gauge *g = (struct gauge *)s;
    for (size_t i = 0; i < full->items_n; i++, g->next++)
        for (size_t k = 0; k < full->items[i].n; k += sizeof g->next)
            assert_memory_equal(full->items[i].bytes + k, &g->next, sizeof g->next);
    g->all += full->n;
    return measure(s, full);
}

/* Gives items only where `ahead` bytes are there, as mbox does where a mail says how long it is. */
static void read_items_ahead(struct gauge *g, struct stream *from, size_t n, size_t ahead)
{
    size_t start = 0, got;
    do {
        assert_true(sink_fill(&g->sink, from, &start, &got));
        while (g->sink.batch->n - start >= (got > 0 ? ahead : n)) {
            struct item *item = sink_add(&g->sink, ITEM_MESSAGE, &nowhere, 0);
            assert_non_null(item);
            item->bytes = g->sink.batch->bytes + start;
            item->n = n;
            start += n;
            assert_true(sink_added(&g->sink, &start));
        }
    } while (got > 0);
    assert_true(sink_flush(&g->sink));
}

/* Each mail of an mbox may say that it ends 60 MB further on: what lies there moves seldom. */
static void what_is_read_ahead_is_not_copied_for_each_batch(void **state)
{
    (void)state;
    enum { ITEM = 40, ITEMS = 200000 };
    uint32_t *text = calloc(ITEMS, ITEM);
    assert_non_null(text);
    for (size_t i = 0; i < (size_t)ITEMS * (ITEM / sizeof *text); i++)
        text[i] = (uint32_t)(i / (ITEM / sizeof *text));
    static const size_t aheads[] = {ITEM, BATCH_BYTES, 4 << 20, (size_t)ITEM * ITEMS, SIZE_MAX};
    for (size_t i = 0; i < sizeof aheads / sizeof *aheads; i++) {
        struct gauge g = {.sink = {.submit = look_at_items, .batch = batch_new()}};
        assert_non_null(g.sink.batch);
        struct memory_stream s;
        memory_stream_init(&s, (struct slice){.at = (char *)text, .n = (size_t)ITEM * ITEMS});
        read_items_ahead(&g, &s.stream, ITEM, aheads[i]);
        assert_int_equal(g.next, ITEMS);
        assert_in_range(g.all, ITEM * ITEMS, (size_t)40 * ITEM * ITEMS);
        batch_free(g.sink.batch);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_ahead_is_not_copied_for_each_batch),
        cmocka_unit_test(one_large_mail_does_not_make_all_batches_large),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
