#include "cmd/run/pipeline.h"

#include "cmd/run/crew.h"
#include "cmd/run/reader.h"

/* The calling thread reads, since it is the one that a signal interrupts while it waits for a
 * pipe. */
static bool run(struct pipeline *p)
{
    struct lane *first = crew_start(p) ? lanes_add(p, NULL, (struct branch){0}) : NULL;
    if (!first)
        return false;
    reader_read(p, first, crew_extractor(p), p->job->read, p->job->self);
    crew_help(p);
    return !p->failed;
}

static void clean_up(struct pipeline *p)
{
    crew_end(p);
    for (struct batch *b; (b = p->free);) {
        p->free = b->next;
        batch_free(b);
    }
    turn_free(&p->turn);
    pthread_cond_destroy(&p->room);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
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
