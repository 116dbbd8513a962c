#include "formats/read/confined_server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/read/jail.h"

enum { STATUS_NO_JAIL = 3 };

struct child {
    pid_t process;
    int verdict; /* where its end is told */
    bool stopped;
};

struct server {
    int control;
    confined_decoder *decode;
    struct child *children;
    struct pollfd *polled; /* of the control, and of each child's verdict */
    size_t n, room;
};

/* Only to wake ppoll(2). */
static void on_child(int number)
{
    (void)number;
}

static void set_signals(sigset_t *while_waiting)
{
    struct sigaction child = {.sa_handler = on_child}, ignore = {.sa_handler = SIG_IGN};
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, while_waiting);
    sigdelset(while_waiting, SIGCHLD);
    sigaction(SIGCHLD, &child, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

static bool make_room(struct server *s)
{
    if (s->n < s->room)
        return true;
    size_t room = s->room ? 2 * s->room : 16;
    struct child *children = realloc(s->children, room * sizeof *children);
    if (children)
        s->children = children;
    struct pollfd *polled = realloc(s->polled, (room + 1) * sizeof *polled);
    if (polled)
        s->polled = polled;
    if (children && polled)
        s->room = room;
    return children && polled;
}

/* The pipe has room: it holds one verdict and nothing else. */
static void tell(int file, const struct confined_verdict *v)
{
    ssize_t n = write(file, v, sizeof *v);
    (void)n; /* nobody reads any more: nobody asks */
    close(file);
}

/* A library that calls exit(3) ends its decoder alone: what the run does at its own end is not run
 * here, where it would say that all of it ended. */
static void leave(void)
{
    _exit(EXIT_FAILURE);
}

/* In the child. What the server and its other children have open is closed, so that a pipe ends
 * when its own process does. */
static _Noreturn void decode(const struct server *s, const struct confined_request *q,
                             const int *files)
{
    struct framing_writer to;
    struct file_stream packed;
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigaction(SIGPIPE, &usual, NULL);
    sigaction(SIGCHLD, &usual, NULL);
    sigaction(SIGBUS, &usual, NULL); /* the run's handler would speak of a file of the run */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    atexit(leave);
    for (size_t i = 0; i < s->n; i++)
        close(s->children[i].verdict);
    close(files[CONFINED_VERDICT]);
    close(s->control);
    if (!jail_enter(q->processor_us))
        _exit(STATUS_NO_JAIL);
    file_stream_init(&packed, files[CONFINED_INPUT]);
    framing_writer_init(&to, files[CONFINED_MEMBERS]);
    s->decode(&packed.stream, (unsigned)q->kind, &to);
    _exit(0);
}

static void start_child(struct server *s, const struct confined_request *q, const int *files)
{
    pid_t process = make_room(s) ? fork() : -1;
    int failure = errno;
    if (process == 0)
        decode(s, q, files);
    close(files[CONFINED_INPUT]);
    close(files[CONFINED_MEMBERS]);
    if (process < 0)
        tell(files[CONFINED_VERDICT], &(struct confined_verdict){.status = failure});
    else
        s->children[s->n++] = (struct child){.process = process,
                                             .verdict = files[CONFINED_VERDICT]};
}

/* False: nobody will ask any more. */
static bool take_request(struct server *s)
{
    struct confined_request q;
    int files[CONFINED_DESCRIPTORS];
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof files)];
    } beside;
    struct iovec text = {.iov_base = &q, .iov_len = sizeof q};
    struct msghdr m = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
    ssize_t n = recvmsg(s->control, &m, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR)
        return true;
    struct cmsghdr *c = n == (ssize_t)sizeof q ? CMSG_FIRSTHDR(&m) : NULL;
    if (!c || c->cmsg_len != CMSG_LEN(sizeof files))
        return n > 0;
    memcpy(files, CMSG_DATA(c), sizeof files);
    start_child(s, &q, files);
    return true;
}

static uint64_t microseconds(const struct timeval *t)
{
    return (uint64_t)t->tv_sec * 1000000 + (uint64_t)t->tv_usec;
}

static void bury(struct server *s, struct child *c, int status, const struct rusage *used)
{
    struct confined_verdict v = {.started = true,
                                 .stopped = c->stopped,
                                 .status = status,
                                 .processor_us = microseconds(&used->ru_utime) +
                                                 microseconds(&used->ru_stime)};
    tell(c->verdict, &v);
    *c = s->children[--s->n];
}

/* Kills whom somebody has stopped: it would keep its memory, and its reader waiting. */
static void look_after_children(struct server *s)
{
    int status;
    struct rusage used;
    for (pid_t p; (p = wait4(-1, &status, WNOHANG | WUNTRACED, &used)) > 0;) {
        size_t i = 0;
        while (i < s->n && s->children[i].process != p)
            i++;
        if (i == s->n)
            continue;
        if (!WIFSTOPPED(status)) {
            bury(s, &s->children[i], status, &used);
            continue;
        }
        s->children[i].stopped = true;
        kill(p, SIGKILL);
    }
}

static bool wait_and_serve(struct server *s, const sigset_t *mask)
{
    if (!make_room(s)) {
        usleep(10000);
        return true;
    }
    s->polled[0] = (struct pollfd){.fd = s->control, .events = POLLIN};
    for (size_t i = 0; i < s->n; i++)
        s->polled[i + 1] = (struct pollfd){.fd = s->children[i].verdict};
    if (ppoll(s->polled, s->n + 1, NULL, mask) > 0) {
        for (size_t i = 0; i < s->n; i++)
            if (s->polled[i + 1].revents & POLLERR) /* nobody waits for its end */
                kill(s->children[i].process, SIGKILL);
        if (s->polled[0].revents != 0 && !take_request(s))
            return false;
    }
    look_after_children(s);
    return true;
}

void confined_serve(int control, confined_decoder *decode)
{
    struct server s = {.control = control, .decode = decode};
    sigset_t mask;
    set_signals(&mask);
    while (wait_and_serve(&s, &mask))
        ;
    for (size_t i = 0; i < s.n; i++)
        kill(s.children[i].process, SIGKILL);
    _exit(0);
}
