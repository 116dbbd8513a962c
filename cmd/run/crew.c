#include "cmd/run/crew.h"

#include <stdlib.h>

#include "cmd/run/reader.h"

struct worker {
    struct pipeline *pipeline;
    struct extractor extractor;
    pthread_t thread;
};

/* Reads and extracts until nothing is left. Called with the lock held, and holds it when it
 * returns. */
static void work(struct worker *w)
{
    struct pipeline *p = w->pipeline;
    while (p->lanes) {
        struct lane *l;
        if (p->first) {
            lanes_extract_one(p, &w->extractor);
        } else if ((l = reader_next_lane(p, NULL))) {
            reader_read_branch(p, l, &w->extractor);
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

bool crew_start(struct pipeline *p)
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

struct extractor *crew_extractor(struct pipeline *p)
{
    return &p->workers[0].extractor;
}

void crew_help(struct pipeline *p)
{
    work(&p->workers[0]);
}

void crew_end(struct pipeline *p)
{
    for (unsigned i = 1; i < p->threads; i++)
        pthread_join(p->workers[i].thread, NULL);
    for (unsigned i = 0; i < p->threads; i++)
        extractor_free(&p->workers[i].extractor);
    free(p->workers);
}
