#include "cmd/tlsrpt-audit/progress.h"

#include <stdio.h>
#include <time.h>

#include "lib/base/thousands.h"

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_start(struct progress_line *p, bool shown, uint64_t total)
{
    *p = (struct progress_line){.shown = shown, .total = total, .started = seconds()};
    p->last = p->started;
}

/* Works out the rate of the last seconds: how quick or slow reading was before (a cache, a disk)
 * tells nothing of what is to come. */
static void measure(struct progress_line *p, double t, uint64_t bytes)
{
    enum { MEMORY = 5 };
    double passed = t - p->last, rate = passed > 0 ? (double)(bytes - p->last_bytes) / passed : 0;
    double weight = passed < MEMORY ? passed / MEMORY : 1;
    p->rate = p->rate > 0 ? p->rate + (rate - p->rate) * weight : rate;
    p->last = t;
    p->last_bytes = bytes;
}

static void put(const struct progress_line *p, const struct progress *now, double t)
{
    double elapsed = t - p->started;
    if (p->total > 0 && now->bytes <= p->total)
        fprintf(stderr, "%.0f %% of %.1f MB", (double)now->bytes / (double)p->total * 100,
                (double)p->total / 1e6);
    else
        fprintf(stderr, "%.1f MB", (double)now->bytes / 1e6);
    fprintf(stderr, ", %s, %s, %s messages/s",
            counted((int64_t)now->messages, "message", "messages").text,
            counted((int64_t)now->reports, "report", "reports").text,
            thousands(elapsed > 0 ? (int64_t)((double)now->messages / elapsed + 0.5) : 0).text);
    if (p->total > now->bytes && p->rate > 0 && elapsed > 1)
        fprintf(stderr, ", %.0f s left", (double)(p->total - now->bytes) / p->rate);
}

void progress_update(struct progress_line *p, const struct progress *now)
{
    if (!p->shown)
        return;
    double t = seconds();
    if (t - p->last < 0.1)
        return;
    measure(p, t, now->bytes);
    p->written = true;
    fputs("\r\033[K", stderr);
    put(p, now, t);
    fflush(stderr);
}

void progress_print(struct progress_line *p, const struct progress *now)
{
    double t = seconds();
    progress_clear(p);
    if (!p->shown) /* nobody has measured on the way: the mean has to do */
        p->rate = t > p->started ? (double)now->bytes / (t - p->started) : 0;
    fputs("tlsrpt-audit: ", stderr);
    put(p, now, t);
    fputc('\n', stderr);
}

void progress_clear(struct progress_line *p)
{
    if (p->written)
        fputs("\r\033[K", stderr);
    p->written = false;
}
