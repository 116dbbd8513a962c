#include "cmd/run/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    BATCHES_A_JOB = 4,    /* of the lane whose turn it is */
    AHEAD_A_JOB = 8,      /* of all lanes behind it */
    HELD_AHEAD = 1 << 20, /* bytes of outcomes in each of those */
    LANES_A_JOB = 32,
};

/* Batches that follow each other in the order, as one thread submits them; the lanes follow each
 * other, too. */
struct lane {
    struct batch *first, **last; /* submitted, not taken yet */
    unsigned
        held; /* batches: these, the one that is being taken, and the one that is being filled */
    struct branch branch; /* what it comes from, while nobody has begun to read it */
    bool ended;           /* nothing more will be submitted */
    struct lane *next;
};

struct worker {
    struct pipeline *pipeline;
    struct extractor extractor;
    pthread_t thread;
};

struct pipeline {
    const struct pipeline_job *job;
    struct turn turn;
    struct worker *workers; /* [0] is the calling thread */
    unsigned threads;

    pthread_mutex_t lock;
    pthread_cond_t work, room;   /* what idle threads wait for; what readers wait for */
    unsigned idle;               /* threads that wait for `work` */
    struct batch *first, **last; /* submitted, extracted by nobody yet */
    struct batch *free;

    struct lane *lanes; /* in order; the first one has its turn */
    unsigned lanes_n, held /* batches, by all lanes */;
    bool handing_over;
    _Atomic bool failed;
};

/* One thread that reads. Its lane changes when it branches. */
struct reader {
    struct sink sink; /* first: the sink is the reader */
    struct pipeline *pipeline;
    struct extractor *extractor;
    struct lane *lane;
};

/* All functions from here on, but for those that say so, are called with the lock held, and hold
 * it when they return. */

static bool has_stopped(const struct pipeline *p)
{
    return p->failed || *p->job->stop;
}

static void wake_one(struct pipeline *p)
{
    pthread_cond_signal(p->idle > 0 ? &p->work : &p->room);
}

static void wake_all(struct pipeline *p)
{
    pthread_cond_broadcast(&p->work);
    pthread_cond_broadcast(&p->room);
}

static void give_back(struct pipeline *p, struct lane *l, struct batch *b)
{
    l->held--;
    p->held--;
    b->next = p->free;
    p->free = b;
    pthread_cond_broadcast(&p->room);
}

static void take_first_batch(struct pipeline *p, struct lane *l)
{
    struct batch *b = l->first;
    l->first = b->behind;
    if (!l->first)
        l->last = &l->first;
    pthread_mutex_unlock(&p->lock);
    if (!p->failed && !turn_take(&p->turn, b))
        p->failed = true;
    batch_reset(b);
    pthread_mutex_lock(&p->lock);
    give_back(p, l, b);
}

static void end_first_lane(struct pipeline *p)
{
    struct lane *l = p->lanes;
    p->lanes = l->next;
    p->lanes_n--;
    free(l);
    wake_all(p);
}

/* Hands over whatever has its turn. */
static void hand_over(struct pipeline *p)
{
    if (p->handing_over)
        return;
    p->handing_over = true;
    for (struct lane *l; (l = p->lanes);) {
        if (l->first && l->first->extracted)
            take_first_batch(p, l);
        else if (!l->first && l->ended)
            end_first_lane(p);
        else
            break;
    }
    p->handing_over = false;
}

static void enqueue(struct pipeline *p, struct lane *l, struct batch *b)
{
    b->lane = l;
    b->extracted = false;
    b->next = b->behind = NULL;
    *l->last = b;
    l->last = &b->behind;
    *p->last = b;
    p->last = &b->next;
    wake_one(p);
}

/* Makes the outcomes of the batch that was submitted first. */
static void extract_one(struct pipeline *p, struct extractor *x)
{
    struct batch *b = p->first;
    p->first = b->next;
    if (!p->first)
        p->last = &p->first;
    size_t most = b->lane == p->lanes ? BATCH_HELD : HELD_AHEAD;
    size_t most_item = p->threads > 1 ? most
                                      : SIZE_MAX; /* one thread alone never holds two large ones */
    pthread_mutex_unlock(&p->lock);
    if (!p->failed && !extract_batch(x, b, most, most_item))
        p->failed = true;
    pthread_mutex_lock(&p->lock);
    b->extracted = true;
    hand_over(p);
}

/* Reading. */

static bool may_be_ahead(const struct pipeline *p)
{
    return p->held - p->lanes->held < p->threads * AHEAD_A_JOB;
}

static bool may_hold_more(const struct pipeline *p, const struct lane *l)
{
    unsigned most = p->threads > 1 ? p->threads * BATCHES_A_JOB : 2;
    return l == p->lanes ? l->held < most : may_be_ahead(p);
}

static void read_branch(struct pipeline *p, struct lane *l, struct extractor *x);

/*
 * A reader without a batch makes itself useful, else it waits. That cannot lock up: the first lane's
 * reader waits for nobody, the audit drains that lane, and then the next lane is the first one.
 */
static void help(struct pipeline *p, struct extractor *x)
{
    if (p->first)
        extract_one(p, x);
    else if (p->lanes->branch.read)
        read_branch(p, p->lanes, x);
    else
        pthread_cond_wait(&p->room, &p->lock);
}

/* NULL: no memory for a single one, or reading has to stop. */
static struct batch *empty_batch(struct pipeline *p, struct lane *l, struct extractor *x)
{
    while (!has_stopped(p)) {
        struct batch *b = may_hold_more(p, l) ? p->free ? p->free : batch_new() : NULL;
        if (b) {
            if (b == p->free)
                p->free = b->next;
            l->held++;
            p->held++;
            return b;
        }
        if (p->held == 0)
            break;
        help(p, x);
    }
    return NULL;
}

/* A sink's: called without the lock. */
static struct batch *submit(struct sink *sink, struct batch *full)
{
    struct reader *r = (struct reader *)sink;
    struct pipeline *p = r->pipeline;
    pthread_mutex_lock(&p->lock);
    enqueue(p, r->lane, full);
    if (p->threads == 1)
        extract_one(p, r->extractor);
    struct batch *b = empty_batch(p, r->lane, r->extractor);
    pthread_mutex_unlock(&p->lock);
    return b;
}

/* A new lane behind another one; `before` NULL: the first. NULL: out of memory. */
static struct lane *add_lane(struct pipeline *p, struct lane *before, struct branch branch)
{
    struct lane *l = malloc(sizeof *l), **at = before ? &before->next : &p->lanes;
    if (!l)
        return NULL;
    *l = (struct lane){.last = &l->first, .branch = branch, .next = *at};
    *at = l;
    p->lanes_n++;
    return l;
}

/* The reader's lane ends. */
static void end_lane(struct reader *r)
{
    struct pipeline *p = r->pipeline;
    struct batch *rest = r->sink.batch;
    r->sink.batch = NULL;
    if (rest && rest->items_n > 0) {
        enqueue(p, r->lane, rest);
    } else if (rest) {
        give_back(p, r->lane, rest);
        wake_one(p);
    }
    r->lane->ended = true;
    hand_over(p);
}

/* Puts a lane for the branch behind the reader's, and behind that one for what the reader finds
 * next. */
static bool split_lane(struct reader *r, struct branch branch)
{
    struct lane *apart = add_lane(r->pipeline, r->lane, branch);
    if (!apart)
        free(branch.self);
    struct lane *rest = apart ? add_lane(r->pipeline, apart, (struct branch){0}) : NULL;
    if (!rest)
        return false;
    end_lane(r);
    wake_one(r->pipeline);
    r->lane = rest;
    r->sink.batch = empty_batch(r->pipeline, rest, r->extractor);
    return r->sink.batch != NULL;
}

/* A sink's, called without the lock. One thread alone reads everything in order. */
static bool branch_off(struct sink *sink, struct branch branch)
{
    struct reader *r = (struct reader *)sink;
    struct pipeline *p = r->pipeline;
    if (p->threads == 1) {
        bool ok = branch.read(branch.self, sink);
        free(branch.self);
        return ok;
    }
    pthread_mutex_lock(&p->lock);
    while (r->lane != p->lanes && p->lanes_n > p->threads * LANES_A_JOB && !has_stopped(p))
        help(p, r->extractor);
    bool ok = split_lane(r, branch);
    pthread_mutex_unlock(&p->lock);
    return ok;
}

static void read_into(struct pipeline *p, struct lane *l, struct extractor *x,
                      bool (*read)(void *, struct sink *), void *self)
{
    struct reader r = {
        .sink = {.submit = submit, .branch = branch_off}, .pipeline = p, .extractor = x, .lane = l};
    r.sink.batch = empty_batch(p, l, x);
    bool ok = r.sink.batch != NULL;
    if (ok) {
        pthread_mutex_unlock(&p->lock);
        ok = read(self, &r.sink);
        pthread_mutex_lock(&p->lock);
    }
    if (!ok && !has_stopped(p))
        p->failed = true;
    end_lane(&r);
}

static void read_branch(struct pipeline *p, struct lane *l, struct extractor *x)
{
    struct branch branch = l->branch;
    l->branch.read = NULL;
    read_into(p, l, x, branch.read, branch.self);
    free(branch.self);
}

/* The first one that nobody reads yet, if it may be read now. */
static struct lane *next_to_read(const struct pipeline *p)
{
    struct lane *l = p->lanes;
    while (l && !l->branch.read)
        l = l->next;
    return l && (l == p->lanes || may_be_ahead(p)) ? l : NULL;
}

static void work(struct worker *w)
{
    struct pipeline *p = w->pipeline;
    while (p->lanes) {
        struct lane *l;
        if (p->first) {
            extract_one(p, &w->extractor);
        } else if ((l = next_to_read(p))) {
            read_branch(p, l, &w->extractor);
        } else {
            p->idle++;
            pthread_cond_wait(&p->work, &p->lock);
            p->idle--;
        }
    }
}

/* Called without the lock. */
static void *worker_main(void *argument)
{
    struct worker *w = argument;
    pthread_mutex_lock(&w->pipeline->lock);
    work(w);
    pthread_mutex_unlock(&w->pipeline->lock);
    return NULL;
}

static bool start(struct pipeline *p)
{
    p->workers = calloc(p->job->jobs, sizeof *p->workers);
    for (; p->workers && p->threads < p->job->jobs; p->threads++) {
        struct worker *w = &p->workers[p->threads];
        w->pipeline = p;
        if (!extractor_init(&w->extractor, p->job->options, p->job->bytes))
            break;
        if (p->threads > 0 && pthread_create(&w->thread, NULL, worker_main, w) != 0) {
            extractor_free(&w->extractor);
            break;
        }
    }
    return p->threads > 0;
}

/* The calling thread reads: a signal interrupts its waiting for a pipe. */
static bool run(struct pipeline *p)
{
    struct lane *first = start(p) ? add_lane(p, NULL, (struct branch){0}) : NULL;
    if (!first)
        return false;
    read_into(p, first, &p->workers[0].extractor, p->job->read, p->job->self);
    work(&p->workers[0]);
    return !p->failed;
}

static void clean_up(struct pipeline *p)
{
    for (unsigned i = 1; i < p->threads; i++)
        pthread_join(p->workers[i].thread, NULL);
    for (unsigned i = 0; i < p->threads; i++)
        extractor_free(&p->workers[i].extractor);
    for (struct batch *b; (b = p->free);) {
        p->free = b->next;
        batch_free(b);
    }
    turn_free(&p->turn);
    pthread_cond_destroy(&p->room);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p->workers);
}

bool pipeline_run(const struct pipeline_job *job)
{
    struct pipeline p = {.job = job, .last = &p.first};
    p.turn = (struct turn){.take = job->take,
                           .self = job->self,
                           .options = job->options,
                           .bytes = job->bytes,
                           .stop = job->stop};
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.work, NULL);
    pthread_cond_init(&p.room, NULL);
    pthread_mutex_lock(&p.lock);
    bool ok = run(&p);
    pthread_mutex_unlock(&p.lock);
    clean_up(&p);
    return ok;
}
