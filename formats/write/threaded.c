#include "formats/write/threaded.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/audit/deepcopy.h"

enum { LOADS = 4, EVENTS = 256, LOAD_BYTES = 1 << 20 };

struct threaded_event {
    bool is_report;
    struct report report;
    char key[REPORT_KEY_TEXT + 1];
    struct exception exception;
};

struct load {
    struct arena arena;
    struct threaded_event events[EVENTS];
    size_t n;
};

struct threaded {
    struct output output;
    struct output *inner;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct load *loads[LOADS];
    /* Numbers of loads: loads[filled % LOADS] is filled now, loads[emptied % LOADS] told next. */
    size_t filled, emptied;
    bool running, refused; /* the thread runs; it could not be started, or has ended */
    bool closing, failed;
    _Atomic bool dropping; /* the output need not hear of what is left */
};

static bool tell(const struct listener *l, const struct threaded_event *e)
{
    if (e->is_report)
        return l->report(l->self, &e->report, e->key);
    return l->exception(l->self, &e->exception);
}

static void *work(void *self)
{
    struct threaded *t = self;
    pthread_mutex_lock(&t->lock);
    while (!t->closing || t->emptied < t->filled) {
        if (t->emptied == t->filled) {
            pthread_cond_wait(&t->changed, &t->lock);
            continue;
        }
        struct load *load = t->loads[t->emptied % LOADS];
        bool ok = !t->dropping && !t->failed;
        pthread_mutex_unlock(&t->lock);
        for (size_t i = 0; ok && i < load->n; i++)
            ok = tell(&t->inner->listener, &load->events[i]);
        load->n = 0;
        arena_reset(&load->arena);
        pthread_mutex_lock(&t->lock);
        t->failed |= !ok && !t->dropping;
        t->emptied++;
        pthread_cond_broadcast(&t->changed);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

/* Hands over the load that was filled, and waits for an empty one. False: the output has failed. */
static bool hand_over(struct threaded *t)
{
    pthread_mutex_lock(&t->lock);
    t->filled++;
    pthread_cond_broadcast(&t->changed);
    while (t->filled - t->emptied >= LOADS)
        pthread_cond_wait(&t->changed, &t->lock);
    bool ok = !t->failed;
    pthread_mutex_unlock(&t->lock);
    return ok;
}

/* Starts the thread with the first event: the sandbox holds only for threads that start after it is
 * entered. */
static bool start_thread(struct threaded *t)
{
    if (!t->running && !t->refused) {
        t->running = pthread_create(&t->thread, NULL, work, t) == 0;
        t->refused = !t->running;
    }
    return t->running;
}

/* NULL: the output has failed. */
static struct threaded_event *next_event(struct threaded *t, struct load **load)
{
    const struct load *full = t->loads[t->filled % LOADS];
    bool is_full = full->n == EVENTS || /* or few, but large ones */
                   (full->n > 0 && full->arena.taken > LOAD_BYTES);
    if (is_full && !hand_over(t))
        return NULL;
    *load = t->loads[t->filled % LOADS];
    return &(*load)->events[(*load)->n];
}

static bool out_of_memory(struct threaded *t)
{
    t->output.error = "out of memory"; /* the thread may be writing the output's own error */
    return false;
}

static bool take_report(void *self, const struct report *report, const char *key)
{
    struct threaded *t = self;
    struct load *load;
    if (!start_thread(t))
        return t->inner->listener.report(t->inner->listener.self, report, key);
    struct threaded_event *e = next_event(t, &load);
    if (!e)
        return false;
    e->is_report = true;
    memcpy(e->key, key, sizeof e->key);
    if (!report_copy(&load->arena, report, &e->report))
        return out_of_memory(t);
    load->n++;
    return true;
}

static bool take_exception(void *self, const struct exception *exception)
{
    struct threaded *t = self;
    struct load *load;
    if (!start_thread(t))
        return t->inner->listener.exception(t->inner->listener.self, exception);
    struct threaded_event *e = next_event(t, &load);
    if (!e)
        return false;
    e->is_report = false;
    if (!exception_copy(&load->arena, exception, &e->exception))
        return out_of_memory(t);
    load->n++;
    return true;
}

/* Lets the thread tell the output of what is left, and waits for its end. False: the output has
 * failed. */
static bool join(struct threaded *t)
{
    if (!t->running)
        return !t->failed;
    pthread_mutex_lock(&t->lock);
    t->filled += t->loads[t->filled % LOADS]->n > 0;
    t->closing = true;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    t->running = false;
    t->refused = true; /* nothing comes any more */
    return !t->failed;
}

static void free_loads(struct threaded *t)
{
    for (int i = 0; i < LOADS; i++) {
        if (t->loads[i])
            arena_free(&t->loads[i]->arena);
        free(t->loads[i]);
        t->loads[i] = NULL;
    }
}

static bool finish(struct output *o, struct account *a)
{
    struct threaded *t = (struct threaded *)o;
    bool ok = join(t);
    free_loads(t);
    return ok && t->inner->finish(t->inner, a);
}

static bool commit(struct output *o)
{
    struct threaded *t = (struct threaded *)o;
    return t->inner->commit(t->inner);
}

static void abandon(struct output *o)
{
    struct threaded *t = (struct threaded *)o;
    t->dropping = true;
    join(t);
    t->inner->abandon(t->inner);
    free_loads(t);
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

struct output *threaded_open(struct output *inner)
{
    struct threaded *t = calloc(1, sizeof *t);
    bool ok = t != NULL;
    for (int i = 0; ok && i < LOADS; i++)
        ok = (t->loads[i] = calloc(1, sizeof *t->loads[i])) != NULL;
    if (!ok) {
        if (t)
            free_loads(t);
        free(t);
        return inner;
    }
    t->inner = inner;
    t->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = inner->error,
                                .about = inner->about};
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
    t->output.listener = (struct listener){.self = t,
                                           .report = take_report,
                                           .exception = take_exception,
                                           .wants_duplicates = t->inner->listener.wants_duplicates};
    return &t->output;
}
