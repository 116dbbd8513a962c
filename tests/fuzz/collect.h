/* collect: a sink that keeps what a walk gives: each item's kind, place, offset and bytes,
 * without looking into them. */
#ifndef FUZZ_COLLECT_H
#define FUZZ_COLLECT_H

#include "formats/read/walk.h"
#include "lib/base/utf8.h"
#include "tests/dribble.h"
#include "tests/fuzz/fuzz.h"

enum { COLLECT_MOST = 4096 };

struct collected_item {
    enum item_kind kind;
    uint64_t message, offset;
    size_t n;
    uint64_t bytes, member; /* checksums (FNV-1a) */
};

struct collect {
    struct sink sink;
    struct collected_item items[COLLECT_MOST];
    size_t n;
};

static inline uint64_t collect_checksum(struct slice s)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++)
        sum = (sum ^ (unsigned char)s.at[i]) * 1099511628211u;
    return sum;
}

static inline struct batch *collect_batch(struct sink *sink, struct batch *full)
{
    struct collect *c = (struct collect *)sink;
    for (size_t i = 0; i < full->items_n; i++) {
        const struct item *item = &full->items[i];
        MUST(item->n == 0 ||
             (item->bytes >= full->bytes && item->bytes + item->n <= full->bytes + full->n));
        MUST(utf8_is_valid(item->source.path) && utf8_is_valid(item->source.member));
        if (c->n < COLLECT_MOST)
            c->items[c->n++] = (struct collected_item){
                .kind = item->kind,
                .message = item->source.message,
                .offset = item->source.offset,
                .n = item->n,
                .bytes = collect_checksum((struct slice){item->bytes, item->n}),
                .member = collect_checksum(item->source.member)};
    }
    batch_reset(full);
    return full;
}

/* Walks `bytes`, at most `piece` of them at a time. Not to be freed: the room is the caller's,
 * and used again. */
static inline void collect_walk(struct collect *c, struct slice bytes, size_t piece,
                                const struct limits *limits)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    struct walk walk = {.sink = &c->sink, .limits = limits, .expansion.packed = bytes.n};
    struct place place = {.path = SLICE("memory"), .is_input = true};
    c->sink = (struct sink){.batch = batch_new(), .submit = collect_batch};
    c->n = 0;
    MUST(c->sink.batch && walk_stream(&walk, &d.stream, &place) && sink_flush(&c->sink));
    batch_free(c->sink.batch);
}

static inline bool collect_same(const struct collect *a, const struct collect *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        const struct collected_item *x = &a->items[i], *y = &b->items[i];
        if (x->kind != y->kind || x->message != y->message || x->offset != y->offset ||
            x->n != y->n || x->bytes != y->bytes || x->member != y->member)
            return false;
    }
    return a->n == b->n;
}

#endif
