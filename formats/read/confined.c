#include "formats/read/confined.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/read/confined_server.h"
#include "formats/read/jail.h"
#include "formats/read/streams/seekable.h"

enum {
    PIPE = 1 << 20,
    SECOND = 1000000,
    TIME_AT_LEAST = SECOND / 2, /* processor time of any container, microseconds */
    TIME_A_BYTE = 4,            /* the slowest of the usual codecs take a quarter of it */
    TIME_FREE = SECOND / 50,    /* what starting a process may take */
    TIME_OF_ALL = 20 * SECOND,  /* once a run has taken so much more than its sizes allow, */
    TIME_LATER = SECOND / 20,   /* a container has this instead of TIME_AT_LEAST */
    SILENCE = 60,               /* seconds without a word, beside ten times its processor time */
};

struct confined {
    int control;
    pid_t server;
    _Atomic uint64_t excess_us; /* processor time beyond what sizes allow, of the whole run */
    const _Atomic bool *stop;
};

/* What comes through the pipe, in large pieces. */
struct pipe_stream {
    struct stream stream;
    int file; /* -1: closed */
    const _Atomic bool *stop;
    uint64_t patience; /* seconds */
    bool is_silent;    /* nothing came in that time */
    size_t at, n;
    char block[FRAMING_MOST];
};

struct confined_member {
    struct stream stream; /* first: the stream is the member */
    struct confined_reader *reader;
};

struct confined_reader {
    struct container container; /* first: the container is the reader */
    struct confined_member member;
    struct seekable packed;
    struct expansion *expansion;
    struct confined *confined; /* NULL: there is no server */
    uint64_t time_for_size;    /* processor time that its size alone allows */
    int verdict;               /* the pipe; -1: closed */
    bool has_ended;
    struct framing_reader frames;
    struct pipe_stream pipe;
};

/* Waits for something to read. False: nothing came in so many seconds, or `stop` is set. A pause of
 * the whole program, as by ^Z, counts as one second: the clock is not asked. */
static bool wait_for(int file, const _Atomic bool *stop, uint64_t patience)
{
    struct pollfd p = {.fd = file, .events = POLLIN};
    for (uint64_t second = 0; second < patience && !(stop && *stop); second++) {
        int n = poll(&p, 1, 1000);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
    return false;
}

static ssize_t pull_pipe(struct stream *base, char *to, size_t n)
{
    struct pipe_stream *s = (struct pipe_stream *)base;
    if (s->at == s->n) {
        s->is_silent = !wait_for(s->file, s->stop, s->patience);
        if (s->is_silent)
            return -1;
        ssize_t got = read(s->file, s->block, sizeof s->block);
        if (got <= 0)
            return got;
        s->at = 0;
        s->n = (size_t)got;
    }
    n = n < s->n - s->at ? n : s->n - s->at;
    memcpy(to, s->block + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

static void close_pipe(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

/* How the decoder ended. If it still writes, it ends because its pipe is closed; if it does not
 * end, it is killed when the pipe of its verdict is closed. */
static struct confined_verdict end_of(struct confined_reader *r)
{
    struct confined_verdict v = {0};
    close_pipe(&r->pipe.file);
    bool told = !r->pipe.is_silent && wait_for(r->verdict, r->pipe.stop, r->pipe.patience) &&
                read(r->verdict, &v, sizeof v) == sizeof v;
    if (!told)
        v = (struct confined_verdict){.started = true, .stopped = true};
    close_pipe(&r->verdict);
    uint64_t allowed = TIME_FREE + r->time_for_size;
    if (v.processor_us > allowed) {
        r->expansion->decoding_us += v.processor_us - allowed;
        r->confined->excess_us += v.processor_us - allowed;
    }
    return v;
}

/* Why the pipe of a process that was started ended before its container. */
static const char *cause_of(const struct confined_verdict *v)
{
    int signal = WIFSIGNALED(v->status) ? WTERMSIG(v->status) : 0;
    if (v->stopped)
        return "was not read to its end: its decoder was stopped, or does not answer";
    if (jail_is_timeout(signal))
        return "is damaged: to decode it takes far too long for its size";
    return signal != 0 ? "is damaged: its decoder crashed" : "is damaged: its decoder gave up";
}

/* failure: the number of an error (errno.h). */
static enum container_event fail_by_system(struct confined_reader *r, const char *what, int failure)
{
    char sentence[STREAM_FAILURE];
    snprintf(sentence, sizeof sentence, "was not read: %s%s", what, strerror(failure));
    return container_fail(&r->container, sentence);
}

/* The framing gave neither a member nor the end. */
static enum container_event fail_of(struct confined_reader *r, enum framing_event event)
{
    r->has_ended |= event == FRAMING_FAILED;
    if (event == FRAMING_FAILED)
        return container_fail(&r->container, r->frames.text);
    if (event == FRAMING_GARBAGE)
        return container_fail(&r->container, "is damaged: its decoder answered nonsense");
    struct confined_verdict v = end_of(r);
    if (!v.started)
        return fail_by_system(r, "no process could be started for it: ", (int)v.status);
    return container_fail(&r->container, cause_of(&v));
}

/* If its pipe has ended, a member fails with the container, which knows why. */
static ssize_t fail_member(struct confined_reader *r)
{
    enum framing_event event = framing_next(&r->frames);
    if (event != FRAMING_MEMBER && event != FRAMING_END)
        fail_of(r, event);
    const char *why = r->container.failure;
    return stream_fail(&r->member.stream, why[0] != '\0' ? why : "is cut short");
}

static ssize_t pull_member(struct stream *base, char *to, size_t n)
{
    struct confined_reader *r = ((struct confined_member *)base)->reader;
    ssize_t got = framing_read(&r->frames, to, n);
    if (got < 0)
        return r->frames.text_n > 0 ? stream_fail(base, r->frames.text) : fail_member(r);
    return got > 0 ? expansion_count(r->expansion, base, got) : 0;
}

static struct stream *begin_member(struct confined_reader *r)
{
    struct confined_member *m = &r->member;
    m->reader = r;
    stream_init(&m->stream, pull_member, NULL);
    return &m->stream;
}

static enum container_event next_member(struct container *c, struct slice *name,
                                        struct stream **member)
{
    struct confined_reader *r = (struct confined_reader *)c;
    if (c->failure[0])
        return CONTAINER_FAILED;
    enum framing_event event = framing_next(&r->frames);
    r->has_ended |= event == FRAMING_END;
    if (event == FRAMING_END)
        return CONTAINER_END;
    if (event != FRAMING_MEMBER)
        return fail_of(r, event);
    *name = (struct slice){.at = r->frames.text, .n = r->frames.text_n};
    *member = begin_member(r);
    return CONTAINER_MEMBER;
}

static void close_reader(struct container *c)
{
    struct confined_reader *r = (struct confined_reader *)c;
    if (r->has_ended)
        end_of(r);
    close_pipe(&r->pipe.file);
    close_pipe(&r->verdict);
    seekable_close(&r->packed);
    free(r);
}

/* Sends the request with copies of the descriptors. Gives 0, or the number of an error. */
static int send_request(const struct confined *c, struct confined_request q, const int *files)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(CONFINED_DESCRIPTORS * sizeof *files)];
    } beside = {0};
    struct iovec text = {.iov_base = &q, .iov_len = sizeof q};
    struct msghdr m = {
        .msg_iov = &text, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
    beside.head = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                   .cmsg_type = SCM_RIGHTS,
                                   .cmsg_len = CMSG_LEN(CONFINED_DESCRIPTORS * sizeof *files)};
    memcpy(CMSG_DATA(&beside.head), files, CONFINED_DESCRIPTORS * sizeof *files);
    ssize_t n;
    do
        n = sendmsg(c->control, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? errno : 0; /* a packet is sent as a whole */
}

/* Asks for a decoder, and keeps our ends of its pipes. Gives likewise. */
static int ask(struct confined_reader *r, const struct confined *c, unsigned kind, int packed)
{
    struct stat status;
    int members[2], verdict[2];
    if (fstat(packed, &status) != 0 || pipe2(members, O_CLOEXEC) != 0)
        return errno;
    r->pipe.file = members[0];
    if (pipe2(verdict, O_CLOEXEC) != 0) {
        int failure = errno;
        close(members[1]);
        return failure;
    }
    r->verdict = verdict[0];
    fcntl(members[1], F_SETPIPE_SZ, PIPE); /* a smaller one does, too */
    r->time_for_size = TIME_A_BYTE * (uint64_t)status.st_size;
    uint64_t least = c->excess_us > TIME_OF_ALL ? TIME_LATER : TIME_AT_LEAST;
    struct confined_request q = {.kind = kind, .processor_us = least + r->time_for_size};
    r->pipe.patience = SILENCE + 10 * q.processor_us / SECOND;
    int failure = send_request(c, q, (const int[]){packed, members[1], verdict[1]});
    close(members[1]);
    close(verdict[1]);
    return failure;
}

/* The containers of one input, or of one mail, may take only so much together beyond what their
 * sizes allow: there may be thousands of small ones. */
static bool has_had_its_time(const struct expansion *e)
{
    return e->decoding_us > TIME_AT_LEAST;
}

static void start(struct confined_reader *r, const struct confined *c, struct stream *packed,
                  unsigned kind)
{
    int file, failure;
    if (!c)
        container_fail(
            &r->container,
            "was not read: it needs a process of its own, which this system does not give");
    else if (has_had_its_time(r->expansion))
        container_fail(&r->container,
                       "was not read: what stood before it took far too long for its size");
    else if ((file = seekable_file(&r->packed, packed)) < 0)
        container_fail(&r->container, seekable_failure());
    else if ((failure = ask(r, c, kind, file)) != 0)
        fail_by_system(r, "", failure);
}

struct container *confined_open(struct confined *c, struct stream *packed, unsigned kind,
                                struct expansion *expansion)
{
    struct confined_reader *r = malloc(sizeof *r);
    if (!r)
        return NULL;
    r->container = (struct container){.next = next_member, .close = close_reader};
    seekable_init(&r->packed);
    r->verdict = -1;
    r->expansion = expansion;
    r->confined = c;
    r->has_ended = false;
    r->pipe = (struct pipe_stream){.stream.pull = pull_pipe, .file = -1};
    r->pipe.stop = c ? c->stop : NULL;
    framing_reader_init(&r->frames, &r->pipe.stream);
    start(r, c, packed, kind);
    return &r->container;
}

/* In the server: it must not keep a terminal, a pipe or a job waiting. */
static _Noreturn void serve(int control, confined_decoder *decode)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (nothing < 0 || dup2(nothing, file) < 0)
            close(file);
    setpgid(0, 0);
    confined_serve(control, decode);
}

struct confined *confined_start(confined_decoder *decode, const _Atomic bool *stop)
{
    struct confined *c = malloc(sizeof *c);
    int ends[2];
    if (!c || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        free(c);
        return NULL;
    }
    *c = (struct confined){.control = ends[0], .server = fork(), .stop = stop};
    if (c->server == 0) {
        close(ends[0]);
        serve(ends[1], decode);
    }
    close(ends[1]);
    if (c->server > 0)
        return c;
    close(ends[0]);
    free(c);
    return NULL;
}

void confined_stop(struct confined *c)
{
    if (!c)
        return;
    close(c->control);
    /* One that somebody has stopped ends when it is let go on: it is not waited for. */
    while (waitpid(c->server, NULL, WUNTRACED) < 0 && errno == EINTR)
        ;
    free(c);
}
