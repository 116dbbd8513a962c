#include "cmd/tlsrpt-audit/ending.h"

#include <openssl/crypto.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/options.h"

enum {
    PATIENCE = 1,      /* seconds that a run has to end in its own way */
    MOST_EXITS = 1025, /* threads that may call exit(3) at once: --jobs and the first */
};

_Atomic bool ending_asked, ending_question;
static struct placer *_Atomic placer; /* NULL: there is nothing to clear away */
static _Atomic bool is_regular = true;

/* May be called from a signal handler, so it goes without stdio. */
static void say_all(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n; /* nobody is left to be told */
}

void ending_say(enum ending_outputs outputs)
{
    static _Atomic bool is_said;
    if (atomic_exchange(&is_said, true))
        return;
    say_all(outputs == ENDING_PLACED
                ? "tlsrpt-audit: interrupted when the outputs were in place\n"
                : "tlsrpt-audit: interrupted: files are as they were before; what went to standard "
                  "output or a pipe is not whole\n");
}

static struct placer *take_placer(void)
{
    return atomic_exchange(&placer, NULL);
}

/* The run has not ended in time. */
static void on_deadline(int number)
{
    (void)number;
    struct placer *p = take_placer();
    ending_say(p && placer_abort(p) ? ENDING_PLACED : ENDING_UNPLACED);
    _exit(STATUS_INTERRUPTED);
}

static void on_stop(int number)
{
    (void)number;
    if (!atomic_exchange(&ending_asked, true))
        alarm(PATIENCE);
}

static void on_question(int number)
{
    (void)number;
    ending_question = true;
}

/* Ends the process, and says why. If several threads come here, the first one does it for all. */
static _Noreturn void end_for(const char *reason)
{
    static _Atomic bool is_taken;
    while (atomic_exchange(&is_taken, true))
        pause();
    struct placer *p = take_placer();
    bool is_placed = p && placer_abort(p);
    say_all("tlsrpt-audit: ");
    say_all(reason);
    say_all(is_placed ? " when the outputs were in place\n" : "; files are as they were before\n");
    _exit(STATUS_TROUBLE);
}

/* A library called exit(3). Each thread that does takes a handler of its own from the C library's
 * list. */
static void at_exit(void)
{
    if (!is_regular)
        end_for("a library ended the run");
}

/* A page of a file that is mapped into memory is not there any more. */
static void on_lost_page(int number)
{
    (void)number;
    end_for("a database (--ip-db, --state) was cut short while it was in use, or its disk failed");
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(number, &action, NULL);
}

void ending_watch(void)
{
    struct sigaction before;
    handle(SIGALRM, on_deadline, 0);
    handle(SIGINT, on_stop, 0);
    handle(SIGTERM, on_stop, 0);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup(1) */
        handle(SIGHUP, on_stop, 0);
    handle(SIGUSR1, on_question, SA_RESTART);
    handle(SIGBUS, on_lost_page, 0);
    handle(SIGPIPE, SIG_IGN, 0);
    handle(SIGXFSZ, SIG_IGN, 0);
    is_regular = false;
    for (int i = 0; i < MOST_EXITS; i++)
        atexit(at_exit);
    /* OpenSSL's own handler would run before ours, and free what other threads are using. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}

void ending_set_placer(struct placer *p)
{
    placer = p;
}

void ending_is_regular(void)
{
    is_regular = true;
}
