#include "cmd/run/reader.h"

#include <stdlib.h>

enum { LANES_A_JOB = 32 };

/* A thread while it reads. Its lane changes when it branches off. */
struct reader {
    struct sink sink; /* first: the sink is the reader */
    struct pipeline *pipeline;
    struct extractor *extractor;
    struct lane *lane;
};

/*
 * Has a reader that may not go on yet extract a batch, or read a lane before its own; else it
 * waits. A lane behind its own could have to wait for the rest of this one, which would wait for
 * it. Waiting cannot lock up: the first lane's reader waits for nobody, the audit drains that lane,
 * and then the next lane is the first one.
 */
static void help(struct pipeline *p, const struct lane *own, struct extractor *x)
{
    struct lane *next;
    if (p->first)
        lanes_extract_one(p, x);
    else if ((next = reader_next_lane(p, own)))
        reader_read_branch(p, next, x);
    else
        pthread_cond_wait(&p->room, &p->lock);
}

static struct batch *free_batch(struct pipeline *p) /* NULL: out of memory */
{
    struct batch *b = p->free;
    if (!b)
        return batch_new();
    p->free = b->next;
    return b;
}

/* NULL: there is no memory for a single one, or reading has to stop. */
static struct batch *empty_batch(struct pipeline *p, struct lane *l, struct extractor *x)
{
    while (!lanes_have_stopped(p)) {
        struct batch *b = lanes_may_hold_more(p, l) ? free_batch(p) : NULL;
        if (b) {
            l->held++;
            p->held++;
            return b;
        }
        if (p->held == 0)
            break;
        help(p, l, x);
    }
    return NULL;
}

/* Of a sink, so called without the lock. */
static struct batch *submit(struct sink *sink, struct batch *full)
{
    struct reader *r = (struct reader *)sink;
    struct pipeline *p = r->pipeline;
    pthread_mutex_lock(&p->lock);
    lanes_submit(p, r->lane, full);
    if (p->threads == 1)
        lanes_extract_one(p, r->extractor);
    struct batch *b = empty_batch(p, r->lane, r->extractor);
    pthread_mutex_unlock(&p->lock);
    return b;
}

static void end_lane(struct reader *r)
{
    struct pipeline *p = r->pipeline;
    struct batch *rest = r->sink.batch;
    r->sink.batch = NULL;
    if (rest && rest->items_n > 0) {
        lanes_submit(p, r->lane, rest);
    } else if (rest) {
        lanes_give_back(p, r->lane, rest);
        lanes_wake_one(p);
    }
    r->lane->ended = true;
    lanes_hand_over(p);
}

/* Adds a lane for the branch behind the reader's, and behind that a lane for what the reader finds
 * next. */
static bool split_lane(struct reader *r, struct branch branch)
{
    struct lane *apart = lanes_add(r->pipeline, r->lane, branch);
    if (!apart)
        free(branch.self);
    struct lane *rest = apart ? lanes_add(r->pipeline, apart, (struct branch){0}) : NULL;
    if (!rest)
        return false;
    end_lane(r);
    lanes_wake_one(r->pipeline);
    r->lane = rest;
    r->sink.batch = empty_batch(r->pipeline, rest, r->extractor);
    return r->sink.batch != NULL;
}

/* Of a sink, so called without the lock. A single thread reads everything in order. */
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
    while (r->lane != p->lanes && p->lanes_n > p->threads * LANES_A_JOB && !lanes_have_stopped(p))
        help(p, r->lane, r->extractor);
    bool ok = split_lane(r, branch);
    pthread_mutex_unlock(&p->lock);
    return ok;
}

void reader_read(struct pipeline *p, struct lane *l, struct extractor *x,
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
    if (!ok && !lanes_have_stopped(p))
        p->failed = true;
    end_lane(&r);
}

void reader_read_branch(struct pipeline *p, struct lane *l, struct extractor *x)
{
    struct branch branch = l->branch;
    l->branch.read = NULL;
    reader_read(p, l, x, branch.read, branch.self);
    free(branch.self);
}

struct lane *reader_next_lane(const struct pipeline *p, const struct lane *end)
{
    struct lane *l = p->lanes;
    while (l != end && !l->branch.read)
        l = l->next;
    return l != end && (l == p->lanes || lanes_may_be_ahead(p)) ? l : NULL;
}
