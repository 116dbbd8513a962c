/*
 * tlsrpt-audit: reads a pile of TLS reports once, and writes any number of outputs in that one
 * pass.
 */
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/descriptors.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "cmd/tlsrpt-audit/run.h"

/* What a report is unpacked into may have tens of megabytes. In a thread, glibc gives them back to
 * the kernel with each report, and has them filled with zeros for the next one: eight times the
 * work. Where it takes no such threshold (32 bits), it adapts its own. */
static void keep_freed_memory(void)
{
#ifdef __GLIBC__
    enum { LARGEST = 32 << 20, MOST_KEPT = 256 << 20 }; /* bytes */
    if (mallopt(M_MMAP_THRESHOLD, LARGEST) == 1)
        mallopt(M_TRIM_THRESHOLD, MOST_KEPT);
#endif
}

/* A stack that is full ends a process without a word. The threads, and the processes that decode,
 * may have as much as this one. */
static bool has_stack(void)
{
    enum { LEAST = 256 }; /* kilobytes: twice what a run was seen to need */
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= LEAST << 10)
        return true;
    complain("a run needs a stack of %d KB (ulimit -s), and may have %d", LEAST,
             (int)(limit.rlim_cur >> 10));
    return false;
}

int main(int argc, char **argv)
{
    static struct run r = {.interrupted = &ending_asked, .asked = &ending_question};
    keep_freed_memory();
    /* All days are UTC, and libarchive would look up the zone for every zip. */
    setenv("TZ", "UTC0", 1);
    /* Only libarchive needs it, to give members' names in UTF-8. */
    setlocale(LC_CTYPE, "C.UTF-8");
    if (!descriptors_fill_standard())
        return STATUS_TROUBLE; /* and no stream to say so */
    if (!has_stack())
        return STATUS_TROUBLE;

    ending_watch(); /* lists and settings, too, may come from a pipe that waits */
    int status = options_read(&r.options, argc, argv);
    if (status > STATUS_DONE && ending_asked)
        status = STATUS_INTERRUPTED;
    if (status < 0) {
        descriptors_close_inherited(&r.options);
        status = run_set_up(&r, argc, argv)            ? run_finish(&r, run_read(&r))
                 : ending_asked                        ? STATUS_INTERRUPTED
                 : r.refused || r.given.is_usage_error ? STATUS_USAGE
                                                       : STATUS_TROUBLE;
    }
    if (status == STATUS_INTERRUPTED)
        ending_say(ENDING_UNPLACED);
    run_tear_down(&r);
    ending_is_regular();
    return status;
}
