#include "cmd/tlsrpt-audit/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

enum { BATCHES_A_JOB = 4 };

struct worker {
    struct pipeline *pipeline;
    struct extractor extractor;
    pthread_t thread;
};

struct pipeline {
    struct sink sink; /* first: the sink is the pipeline */
    const struct extract_options *options;
    pipeline_taker *take;
    void *self;
    _Atomic uint64_t *bytes;
    const _Atomic bool *stop;

    struct worker *workers;            /* [0] is the reader's own */
    unsigned jobs, started;            /* threads besides the reader */
    struct extractor inline_extractor; /* of the walk of deferred files, and of late items */
    struct arena late;
    bool has_inline;

    pthread_mutex_t lock;
    pthread_cond_t submitted, freed;
    struct batch *first, **last; /* submitted, taken by nobody yet */
    struct batch *free;
    struct batch **finished; /* by number modulo batches_most: waiting for their turn */
    unsigned batches, batches_most;
    uint64_t next_number, next_turn;
    bool handing_over, closing;
    _Atomic bool failed;
};

/* The audit's turn. */

static struct batch *submit_inline(struct sink *s, struct batch *full);

struct inline_sink {
    struct sink sink;
    struct pipeline *pipeline;
};

static bool has_inline(struct pipeline *p)
{
    if (!p->has_inline)
        p->has_inline = extractor_init(&p->inline_extractor, p->options, p->bytes);
    return p->has_inline;
}

static bool walk_item(struct pipeline *p, struct item *item)
{
    struct inline_sink s = {.sink = {.submit = submit_inline, .batch = batch_new()}, .pipeline = p};
    struct walk walk = {.sink = &s.sink, .limits = &p->options->limits, .input = item->input, .kind = "file", .bytes = p->bytes};
    bool ok = has_inline(p) && s.sink.batch && walk_deferred(&walk, item->file, item->in_maildir) && sink_flush(&s.sink);
    batch_free(s.sink.batch);
    return ok;
}

static bool take_item(struct pipeline *p, struct item *item)
{
    return item->deferred ? walk_item(p, item) : p->take(p->self, item);
}

/* One at a time: what a few mails unpack to must not pile up. */
static bool take_late(struct pipeline *p, struct item *item)
{
    if (!has_inline(p))
        return false;
    extract_item(&p->inline_extractor, item, &p->late);
    bool ok = !p->inline_extractor.out_of_memory && take_item(p, item);
    arena_reset(&p->late);
    return ok;
}

static bool take_batch(struct pipeline *p, struct batch *b)
{
    for (size_t i = 0; i < b->items_n; i++)
        if (b->items[i].late ? !take_late(p, &b->items[i]) : !take_item(p, &b->items[i]))
            return false;
    return true;
}

static bool extract_batch(struct extractor *x, struct batch *b)
{
    for (size_t i = 0; i < b->items_n; i++) {
        b->items[i].late = b->arena.size > BATCH_HELD;
        if (!b->items[i].late)
            extract_item(x, &b->items[i], &b->arena);
    }
    return !x->out_of_memory;
}

static struct batch *submit_inline(struct sink *sink, struct batch *full)
{
    struct pipeline *p = ((struct inline_sink *)sink)->pipeline;
    if (!extract_batch(&p->inline_extractor, full) || !take_batch(p, full) || *p->stop) {
        batch_free(full);
        p->failed = p->failed || !*p->stop;
        return NULL;
    }
    batch_reset(full);
    return full;
}

/* Hands over whatever has its turn; the lock is held on entry and exit. */
static void hand_over(struct pipeline *p)
{
    if (p->handing_over)
        return;
    p->handing_over = true;
    struct batch *b;
    while ((b = p->finished[p->next_turn % p->batches_most])) {
        p->finished[p->next_turn % p->batches_most] = NULL;
        pthread_mutex_unlock(&p->lock);
        if (!p->failed && !take_batch(p, b))
            p->failed = true;
        batch_reset(b);
        pthread_mutex_lock(&p->lock);
        p->next_turn++;
        b->next = p->free;
        p->free = b;
        pthread_cond_broadcast(&p->freed);
    }
    p->handing_over = false;
}

/* Takes the oldest submitted batch, makes its outcomes, and hands over; the lock is held on entry and exit. */
static void work_on_one(struct pipeline *p, struct extractor *x)
{
    struct batch *b = p->first;
    p->first = b->next;
    if (!p->first)
        p->last = &p->first;
    pthread_mutex_unlock(&p->lock);
    if (!p->failed && !extract_batch(x, b))
        p->failed = true;
    pthread_mutex_lock(&p->lock);
    p->finished[b->number % p->batches_most] = b;
    hand_over(p);
}

static void *worker_main(void *argument)
{
    struct worker *w = argument;
    struct pipeline *p = w->pipeline;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->first && !p->closing)
            pthread_cond_wait(&p->submitted, &p->lock);
        if (!p->first)
            break;
        work_on_one(p, &w->extractor);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* An empty batch; works on submitted ones while there is none. */
static struct batch *empty_batch(struct pipeline *p)
{
    for (;;) {
        struct batch *b = p->free;
        if (b) {
            p->free = b->next;
            return b;
        }
        if (p->batches < p->batches_most && (b = batch_new())) {
            p->batches++;
            return b;
        }
        if (p->first)
            work_on_one(p, &p->workers[0].extractor);
        else if (p->batches > 0)
            pthread_cond_wait(&p->freed, &p->lock);
        else
            return NULL;
    }
}

static struct batch *submit(struct sink *sink, struct batch *full)
{
    struct pipeline *p = (struct pipeline *)sink;
    pthread_mutex_lock(&p->lock);
    full->number = p->next_number++;
    full->next = NULL;
    *p->last = full;
    p->last = &full->next;
    if (p->started > 0)
        pthread_cond_signal(&p->submitted);
    else
        work_on_one(p, &p->workers[0].extractor);
    struct batch *b = p->failed || *p->stop ? NULL : empty_batch(p);
    pthread_mutex_unlock(&p->lock);
    return b;
}

struct sink *pipeline_sink(struct pipeline *p)
{
    return &p->sink;
}

static bool start(struct pipeline *p)
{
    for (unsigned i = 0; i < p->jobs; i++) {
        struct worker *w = &p->workers[i];
        w->pipeline = p;
        if (!extractor_init(&w->extractor, p->options, p->bytes))
            return false;
        if (i > 0 && pthread_create(&w->thread, NULL, worker_main, w) != 0)
            return p->started > 0; /* fewer threads do, too; without any the reader works alone */
        p->started += i > 0;
    }
    return true;
}

struct pipeline *pipeline_new(unsigned jobs, const struct extract_options *options, pipeline_taker *take, void *self,
                              _Atomic uint64_t *bytes, const _Atomic bool *stop)
{
    struct pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    *p = (struct pipeline){.sink.submit = submit,
                           .options = options,
                           .take = take,
                           .self = self,
                           .bytes = bytes,
                           .stop = stop,
                           .jobs = jobs,
                           .batches_most = jobs > 1 ? jobs * BATCHES_A_JOB : 2,
                           .last = &p->first};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->submitted, NULL);
    pthread_cond_init(&p->freed, NULL);
    p->workers = calloc(jobs, sizeof *p->workers);
    p->finished = calloc(p->batches_most, sizeof(struct batch *));
    if (p->workers && p->finished && start(p)) {
        p->sink.batch = batch_new();
        p->batches = p->sink.batch != NULL;
    }
    if (p->sink.batch)
        return p;
    pipeline_free(p);
    return NULL;
}

bool pipeline_finish(struct pipeline *p)
{
    if (p->sink.batch)
        sink_flush(&p->sink);
    pthread_mutex_lock(&p->lock);
    while (p->next_turn < p->next_number) {
        if (p->first)
            work_on_one(p, &p->workers[0].extractor);
        else
            pthread_cond_wait(&p->freed, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return !p->failed;
}

void pipeline_free(struct pipeline *p)
{
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->submitted);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 1; i <= p->started; i++)
        pthread_join(p->workers[i].thread, NULL);
    for (unsigned i = 0; p->workers && i < p->jobs; i++)
        extractor_free(&p->workers[i].extractor);
    arena_free(&p->late);
    if (p->has_inline)
        extractor_free(&p->inline_extractor);
    while (p->free) {
        struct batch *next = p->free->next;
        batch_free(p->free);
        p->free = next;
    }
    batch_free(p->sink.batch);
    pthread_cond_destroy(&p->freed);
    pthread_cond_destroy(&p->submitted);
    pthread_mutex_destroy(&p->lock);
    free(p->workers);
    free(p->finished);
    free(p);
}
