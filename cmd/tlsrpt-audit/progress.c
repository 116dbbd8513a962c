#include "cmd/tlsrpt-audit/progress.h"

#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_start(struct progress_line *p, bool shown, uint64_t total)
{
    *p = (struct progress_line){.shown = shown, .total = total, .started = now()};
}

void progress_update(struct progress_line *p, uint64_t bytes, uint64_t messages, uint64_t reports)
{
    if (!p->shown)
        return;
    double t = now(), elapsed = t - p->started;
    if (t - p->last < 0.1)
        return;
    p->last = t;
    p->written = true;
    fprintf(stderr, "\r\033[K%.1f MB, %llu messages, %llu reports, %.0f messages/s", (double)bytes / 1e6, (unsigned long long)messages,
            (unsigned long long)reports, elapsed > 0 ? (double)messages / elapsed : 0);
    if (p->total > 0 && bytes > 0 && bytes <= p->total && elapsed > 1)
        fprintf(stderr, ", %.0f s left", elapsed * (double)(p->total - bytes) / (double)bytes);
    fflush(stderr);
}

void progress_clear(struct progress_line *p)
{
    if (p->written)
        fputs("\r\033[K", stderr);
    p->written = false;
}
