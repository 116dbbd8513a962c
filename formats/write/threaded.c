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
    /* Counts: loads[filled % LOADS] is being filled, loads[emptied % LOADS] is worked on next. */
    size_t filled, emptied;
    bool running, refused; /* the thread; it could not be started, so there is none */
    bool closing, dropping, failed;
};

static bool tell(const struct listener *l, const struct threaded_event *e)
{
    if (e->is_report)
        return l->report(l->self, &e->report, e->key);
    return l->exception(l->self, &e->exception);
}

static void *work(void *self)
{
    struct threaded *b = self;
    pthread_mutex_lock(&b->lock);
    while (!b->closing || b->emptied < b->filled) {
        if (b->emptied == b->filled) {
            pthread_cond_wait(&b->changed, &b->lock);
            continue;
        }
        struct load *load = b->loads[b->emptied % LOADS];
        bool ok = !b->dropping && !b->failed;
        pthread_mutex_unlock(&b->lock);
        for (size_t i = 0; ok && i < load->n; i++)
            ok = tell(&b->inner->listener, &load->events[i]);
        load->n = 0;
        arena_reset(&load->arena);
        pthread_mutex_lock(&b->lock);
        b->failed |= !ok && !b->dropping;
        b->emptied++;
        pthread_cond_broadcast(&b->changed);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* Hands the load over that is being filled, and waits until there is an empty one. False: the
 * output has failed. */
static bool hand_over(struct threaded *b)
{
    pthread_mutex_lock(&b->lock);
    b->filled++;
    pthread_cond_broadcast(&b->changed);
    while (b->filled - b->emptied >= LOADS)
        pthread_cond_wait(&b->changed, &b->lock);
    bool ok = !b->failed;
    pthread_mutex_unlock(&b->lock);
    return ok;
}

/* It starts with the first event: what the sandbox forbids is forbidden to threads that begin
 * after it was entered. */
static bool has_thread(struct threaded *b)
{
    if (!b->running && !b->refused) {
        b->running = pthread_create(&b->thread, NULL, work, b) == 0;
        b->refused = !b->running;
    }
    return b->running;
}

/* NULL: the output has failed. */
static struct threaded_event *next_event(struct threaded *b, struct load **load)
{
    const struct load *full = b->loads[b->filled % LOADS];
    bool is_full = full->n == EVENTS || /* or few, but large ones */
                   (full->n > 0 && full->arena.taken > LOAD_BYTES);
    if (is_full && !hand_over(b))
        return NULL;
    *load = b->loads[b->filled % LOADS];
    return &(*load)->events[(*load)->n];
}

static bool out_of_memory(struct threaded *b)
{
    b->output.error = "out of memory"; /* the output's own may just be written by the thread */
    return false;
}

static bool take_report(void *self, const struct report *report, const char *key)
{
    struct threaded *b = self;
    struct load *load;
    if (!has_thread(b))
        return b->inner->listener.report(b->inner->listener.self, report, key);
    struct threaded_event *e = next_event(b, &load);
    if (!e)
        return false;
    e->is_report = true;
    memcpy(e->key, key, sizeof e->key);
    if (!report_copy(&load->arena, report, &e->report))
        return out_of_memory(b);
    load->n++;
    return true;
}

static bool take_exception(void *self, const struct exception *exception)
{
    struct threaded *b = self;
    struct load *load;
    if (!has_thread(b))
        return b->inner->listener.exception(b->inner->listener.self, exception);
    struct threaded_event *e = next_event(b, &load);
    if (!e)
        return false;
    e->is_report = false;
    if (!exception_copy(&load->arena, exception, &e->exception))
        return out_of_memory(b);
    load->n++;
    return true;
}

/* Lets the thread finish what was handed over (or drop it), and waits for its end. False: the
 * output has failed. */
static bool join(struct threaded *b, bool dropping)
{
    if (!b->running)
        return !b->failed;
    pthread_mutex_lock(&b->lock);
    b->filled += b->loads[b->filled % LOADS]->n > 0;
    b->closing = true;
    b->dropping = dropping;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    b->running = false;
    b->refused = true; /* nothing comes any more */
    return !b->failed;
}

static void free_loads(struct threaded *b)
{
    for (int i = 0; i < LOADS; i++) {
        if (b->loads[i])
            arena_free(&b->loads[i]->arena);
        free(b->loads[i]);
        b->loads[i] = NULL;
    }
}

static bool finish(struct output *o, struct account *a)
{
    struct threaded *b = (struct threaded *)o;
    bool ok = join(b, false);
    free_loads(b);
    return ok && b->inner->finish(b->inner, a);
}

static bool commit(struct output *o)
{
    struct threaded *b = (struct threaded *)o;
    return b->inner->commit(b->inner);
}

static void abandon(struct output *o)
{
    struct threaded *b = (struct threaded *)o;
    join(b, true);
    b->inner->abandon(b->inner);
    free_loads(b);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
    free(b);
}

struct output *threaded_open(struct output *inner)
{
    struct threaded *b = calloc(1, sizeof *b);
    bool ok = b != NULL;
    for (int i = 0; ok && i < LOADS; i++)
        ok = (b->loads[i] = calloc(1, sizeof *b->loads[i])) != NULL;
    if (!ok) {
        if (b)
            free_loads(b);
        free(b);
        return NULL;
    }
    b->inner = inner;
    b->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = inner->error,
                                .about = inner->about};
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->output.listener = (struct listener){.self = b,
                                           .report = take_report,
                                           .exception = take_exception,
                                           .wants_duplicates = b->inner->listener.wants_duplicates};
    return &b->output;
}
