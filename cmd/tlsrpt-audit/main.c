/*
 * tlsrpt-audit: reads a pile of TLS reports once, and writes any number of outputs in that one
 * pass.
 */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "cmd/tlsrpt-audit/run.h"

static _Atomic bool interrupted, asked; /* set by the signal handlers only; asked: for progress */

static void on_signal(int number)
{
    (void)number;
    interrupted = true;
}

static void on_question(int number)
{
    (void)number;
    asked = true;
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN},
                     ask = {.sa_handler = on_question, .sa_flags = SA_RESTART};
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < COUNT_OF(stopping); i++)
        sigaction(stopping[i], &stop, NULL);
    sigaction(SIGUSR1, &ask, NULL);
    sigaction(SIGPIPE, &ignore, NULL); /* a closed pipe is an output that cannot be written */
}

int main(int argc, char **argv)
{
    static struct run r = {.interrupted = &interrupted, .asked = &asked};
    /* All days are UTC; and libarchive would look up the zone for every zip. */
    setenv("TZ", "UTC0", 1);
    /* So that libarchive gives member names in UTF-8; nothing else depends on it. */
    setlocale(LC_CTYPE, "C.UTF-8");

    int status = options_read(&r.options, argc, argv);
    if (status < 0) {
        catch_signals();
        status = run_set_up(&r, argc, argv) ? run_finish(&r, run_read(&r))
                 : interrupted              ? STATUS_INTERRUPTED
                 : r.given.is_usage_error   ? STATUS_USAGE
                                            : STATUS_TROUBLE;
    }
    run_tear_down(&r);
    return status;
}
