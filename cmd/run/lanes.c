#include "cmd/run/lanes.h"

#include <stdlib.h>

#include "formats/read/extract.h"

enum {
    BATCHES_A_JOB = 4,    /* of the lane whose turn it is */
    AHEAD_A_JOB = 8,      /* batches of all lanes behind it */
    HELD_AHEAD = 1 << 20, /* bytes of outcomes in each of these batches */
};

bool lanes_have_stopped(const struct pipeline *p)
{
    return p->failed || *p->job->stop;
}

void lanes_wake_one(struct pipeline *p)
{
    pthread_cond_signal(p->idle > 0 ? &p->work : &p->room);
}

static void wake_all(struct pipeline *p)
{
    pthread_cond_broadcast(&p->work);
    pthread_cond_broadcast(&p->room);
}

void lanes_give_back(struct pipeline *p, struct lane *l, struct batch *b)
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
    lanes_give_back(p, l, b);
}

static void end_first_lane(struct pipeline *p)
{
    struct lane *l = p->lanes;
    p->lanes = l->next;
    p->lanes_n--;
    free(l);
    wake_all(p);
}

void lanes_hand_over(struct pipeline *p)
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

void lanes_submit(struct pipeline *p, struct lane *l, struct batch *b)
{
    b->lane = l;
    b->extracted = false;
    b->next = b->behind = NULL;
    *l->last = b;
    l->last = &b->behind;
    *p->last = b;
    p->last = &b->next;
    lanes_wake_one(p);
}

void lanes_extract_one(struct pipeline *p, struct extractor *x)
{
    struct batch *b = p->first;
    p->first = b->next;
    if (!p->first)
        p->last = &p->first;
    size_t most = b->lane == p->lanes ? BATCH_HELD : HELD_AHEAD;
    /* One thread alone never holds two large ones. */
    size_t most_item = p->threads > 1 ? most : SIZE_MAX;
    pthread_mutex_unlock(&p->lock);
    if (!p->failed && !extract_batch(x, b, most, most_item))
        p->failed = true;
    pthread_mutex_lock(&p->lock);
    b->extracted = true;
    lanes_hand_over(p);
}

bool lanes_may_be_ahead(const struct pipeline *p)
{
    return p->held - p->lanes->held < p->threads * AHEAD_A_JOB;
}

bool lanes_may_hold_more(const struct pipeline *p, const struct lane *l)
{
    unsigned most = p->threads > 1 ? p->threads * BATCHES_A_JOB : 2;
    return l == p->lanes ? l->held < most : lanes_may_be_ahead(p);
}

struct lane *lanes_add(struct pipeline *p, struct lane *before, struct branch branch)
{
    struct lane *l = malloc(sizeof *l), **at = before ? &before->next : &p->lanes;
    if (!l)
        return NULL;
    *l = (struct lane){.last = &l->first, .branch = branch, .next = *at};
    *at = l;
    p->lanes_n++;
    return l;
}
