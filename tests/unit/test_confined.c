/* Tests of containers that are decoded in a process apart (formats/read): whatever the decoder
 * does, it costs its own container, from the place where it did so. */
#include <stddef.h>
#include "tests/unit/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "formats/read/streams/framing.h"
#include "lib/base/callfilter.h"
#include "lib/base/sanitized.h"

enum { CONTAINERS = 4 };

/* A decoder of the test's own: the letter behind the mark of a RAR says what it does, when it has
 * sent one good message. */
/* Volatile: memory that nobody looks at need not be taken, and clang does not take it. */
static bool grab(size_t n)
{
    volatile char *at = malloc(n);
    if (at)
        at[0] = at[n - 1] = 1;
    return at != NULL;
}

static void say_number(struct framing_writer *to, const char *what, int number)
{
    char text[200];
    snprintf(text, sizeof text, "%s %d", what, number);
    framing_failed(to, text);
}

static void break_out(struct framing_writer *to)
{
    int done = 0;
    done += open("/etc/passwd", O_RDONLY) >= 0;
    done += socket(AF_INET, SOCK_STREAM, 0) >= 0;
    done += fork() >= 0;
    done += kill(getppid(), 0) == 0;
    done += unlink("/tmp/there-is-no-such-file") == 0 || errno == ENOENT;
    say_number(to, "things done that are forbidden:", done);
}

/* A page of a file that is not there any more: to read it is SIGBUS. */
static const volatile char *lost_page;

static void lose_page(void)
{
    int file = memfd_create("lost", MFD_CLOEXEC);
    assert_return_code(ftruncate(file, 1), errno);
    lost_page = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    assert_ptr_not_equal(lost_page, MAP_FAILED);
    assert_return_code(ftruncate(file, 0), errno);
    close(file);
}

static void misbehave(char how, struct framing_writer *to)
{
    volatile uint64_t turns = 0;
    size_t n = 0;
    switch (how) {
    case 'c':
        abort();
    case 'f':
        raise(SIGSEGV);
        break;
    case 'l':
        turns = (uint64_t)*lost_page;
        break;
    case 'x':
        _exit(1);
    case 'e':
        exit(1);
    case 'h':
        for (;;)
            turns = turns + 1;
    case 'm':
        while (n < 640 && grab(16 << 20))
            n++;
        say_number(to, n < 32 ? "memory ended," : "it had pieces of 16 MB:", n < 32 ? 0 : (int)n);
        break;
    case 'g':
        for (int i = 0; i < 5000; i++)
            if (write(to->file, "\xFFgarbage, and more of it ", 24) < 0)
                break;
        break;
    case 'b':
        break_out(to);
        break;
    case 'q': /* closes early */
        break;
    default:
        framing_end(to);
    }
}

static void decode_badly(struct stream *packed, unsigned kind, struct framing_writer *to)
{
    char head[8] = "";
    (void)kind;
    for (size_t n = 0, got; n < sizeof head; n += got)
        if ((got = stream_read(packed, head + n, sizeof head - n)) == 0)
            break;
    framing_member(to, SLICE("in.eml"));
    framing_bytes(to, SLICE(REPORT_MAIL("inside", 10, 0)));
    framing_member(to, SLICE("note"));
    framing_bytes(to, SLICE("just a note\n"));
    framing_member(to, SLICE("another note"));
    misbehave(head[7], to);
}

static void read_misbehaving(struct reading *r, const char *how, unsigned jobs)
{
    static const _Atomic bool stop = false;
    static char rar[8] = "Rar!\x1A\x07\0";
    rar[7] = how[0];
    reading_start(r);
    r->options.confined = confined_start(decode_badly, &stop);
    assert_non_null(r->options.confined);
    r->sources_n = CONTAINERS + 2;
    for (size_t i = 0; i < r->sources_n; i++)
        r->sources[i] = (struct slice){rar, sizeof rar};
    r->sources[2] = SLICE(REPORT_MAIL("before", 1, 0));
    r->sources[CONTAINERS + 1] = SLICE(REPORT_MAIL("behind", 2, 0));
    r->piece = SIZE_MAX;
    reading_run(r, jobs);
    confined_stop(r->options.confined);
    r->options.confined = NULL;
    buffer_append_char(&r->troubles, '\0');
}

/* Containers of one good message each; each ends so that `sentence` is said, or soundly. */
static void check_misbehaving(const char *how, const char *sentence)
{
    for (unsigned jobs = 1; jobs <= 4; jobs += 3) {
        struct reading r;
        read_misbehaving(&r, how, jobs);
        assert_int_equal(r.account.audit.totals.messages, CONTAINERS + 2);
        assert_int_equal(r.account.audit.totals.reports, 3);
        size_t said = 0;
        for (const char *at = r.troubles.at; sentence && (at = strstr(at, sentence)); at++)
            said++;
        if (said != (sentence ? CONTAINERS : 0u) || (!sentence && r.troubles.n > 1))
            fail_msg("%s with %u jobs: said %zu times: %s", how, jobs, said, r.troubles.at);
        reading_end(&r);
    }
}

/* A mail with some containers as parts, all of which do the same. */
static struct slice make_mail(char *room, size_t size, const char *how, int parts)
{
    size_t n = (size_t)snprintf(room, size,
                                "Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n");
    for (int i = 0; i < parts; i++) {
        n += (size_t)snprintf(room + n, size - n,
                              "--o\nContent-Type: application/vnd.rar\nContent-Transfer-Encoding: "
                              "binary\n\n");
        memcpy(room + n, "Rar!\x1A\x07\0", 7);
        room[n + 7] = how[0];
        room[n + 8] = '\n';
        n += 9;
    }
    n += (size_t)snprintf(room + n, size - n, "--o--\n");
    return (struct slice){room, n};
}

static void a_container_in_a_mail_is_decoded_apart(void **state)
{
    (void)state;
    static char room[10000];
    static const char *const ways[] = {".", "c", "g", "q"};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct reading r;
        reading_start(&r);
        r.options.confined = confined_start(decode_badly, NULL);
        reading_add(&r, make_mail(room, sizeof room, ways[i], 1), SIZE_MAX);
        assert_int_equal(r.account.audit.totals.messages, 1);
        assert_int_equal(r.account.audit.totals.reports, 1);
        confined_stop(r.options.confined);
        r.options.confined = NULL;
        reading_end(&r);
    }
}

/* Processor time of those that have ended: it does not depend on what else runs. */
static double seconds_of_children(void)
{
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
    return (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6;
}

static void many_containers_in_a_mail_share_their_time(void **state)
{
    (void)state;
    static char room[10000];
    struct reading r;
    double took = seconds_of_children();
    reading_start(&r);
    r.options.confined = confined_start(decode_badly, NULL);
    reading_add(&r, make_mail(room, sizeof room, "h", 90), SIZE_MAX);
    assert_int_equal(r.account.audit.totals.messages, 1);
    confined_stop(r.options.confined);
    took = seconds_of_children() - took;
    assert_true(took > 0.2 && took < 15); /* 90 would take 45 s */
    r.options.confined = NULL;
    reading_end(&r);
}

static void a_sound_decoder_is_heard(void **state)
{
    (void)state;
    check_misbehaving(".", NULL);
}

static void a_decoder_that_crashes_costs_its_container(void **state)
{
    (void)state;
    check_misbehaving("c", "its decoder ");
    check_misbehaving("f", "its decoder ");
    check_misbehaving("x", "is damaged: its decoder gave up");
}

static void end_the_run(int number)
{
    (void)number;
    _exit(1);
}

static void a_decoder_has_no_handler_of_the_run(void **state)
{
    (void)state;
    struct sigaction run = {.sa_handler = end_the_run}, before;
    lose_page();
    sigaction(SIGBUS, &run, &before);
    check_misbehaving("l", "is damaged: its decoder crashed");
    sigaction(SIGBUS, &before, NULL);
}

/* In memory that all processes share: how many of them did what the run does at its end. */
static unsigned *ended;

static void end_as_the_run(void)
{
    ++*ended;
}

static void a_library_that_calls_exit_ends_its_decoder_alone(void **state)
{
    (void)state;
    ended = mmap(NULL, sizeof *ended, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(ended, MAP_FAILED);
    assert_int_equal(atexit(end_as_the_run), 0);
    check_misbehaving("e", "is damaged: its decoder gave up");
    assert_int_equal(*ended, 0);
}

static void a_decoder_that_hangs_is_ended(void **state)
{
    (void)state;
    check_misbehaving("h", "far too long for its size");
}

/* The first process that a process has started; 0: none. */
static pid_t child_of(pid_t p)
{
    char path[100], text[100] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)p, (int)p);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    if (!fgets(text, sizeof text, f))
        text[0] = '\0';
    fclose(f);
    return (pid_t)atoi(text);
}

static void a_decoder_that_is_stopped_is_ended(void **state)
{
    (void)state;
    struct confined *confined = confined_start(decode_badly, NULL);
    struct expansion expansion = {.packed = 8, .most_ratio = 500, .most = UINT64_MAX};
    struct dribble d = {.stream.pull = dribble_pull, .rest = SLICE("Rar!\x1A\x07\0h"), .piece = 8};
    struct container *c = confined_open(confined, &d.stream, CONTENT_RAR, &expansion);
    struct slice name;
    struct stream *member;
    assert_int_equal(container_next(c, &name, &member), CONTAINER_MEMBER);
    pid_t server = child_of(getpid()), decoder = server > 0 ? child_of(server) : 0;
    if (decoder <= 0) /* it had its time before this process had any; 0 would be oneself */
        skip();
    assert_int_equal(kill(decoder, SIGSTOP), 0);
    while (container_next(c, &name, &member) == CONTAINER_MEMBER)
        ;
    assert_non_null(strstr(c->failure, "its decoder was stopped"));
    container_close(c);
    confined_stop(confined);
}

static void what_takes_long_is_not_tried_for_ever(void **state)
{
    (void)state;
    struct confined *confined = confined_start(decode_badly, NULL);
    struct expansion expansion = {.packed = 80, .most_ratio = 500, .most = UINT64_MAX};
    for (int i = 0; i < 3; i++) {
        struct dribble d = {
            .stream.pull = dribble_pull, .rest = SLICE("Rar!\x1A\x07\0h"), .piece = 8};
        struct container *c = confined_open(confined, &d.stream, CONTENT_RAR, &expansion);
        struct slice name;
        struct stream *member;
        while (container_next(c, &name, &member) == CONTAINER_MEMBER)
            ;
        assert_non_null(strstr(c->failure, i < 2 ? "is damaged: to decode it takes far too long"
                                                 : "what stood before it took far too long"));
        container_close(c);
    }
    confined_stop(confined);
}

/* qemu-user keeps no memory limit and knows no seccomp (tests/release/cross.sh). */
static void skip_where_emulated(void)
{
    if (getenv("EMULATED"))
        skip();
}

static void a_decoder_gets_no_more_memory_than_its_share(void **state)
{
    (void)state;
    skip_where_emulated();
    if (!IS_SANITIZED)
        check_misbehaving("m", "memory ended, 0");
}

static void garbage_is_not_believed(void **state)
{
    (void)state;
    check_misbehaving("g", "answered nonsense");
}

static void a_pipe_that_is_closed_early_is_told(void **state)
{
    (void)state;
    check_misbehaving("q", "its decoder gave up");
}

static void a_decoder_cannot_reach_anything(void **state)
{
    (void)state;
    skip_where_emulated();
#ifndef CALLFILTER_KNOWS_CALLS
    skip(); /* descriptors, memory and files are all that is out of reach there */
#endif
    if (!IS_SANITIZED)
        check_misbehaving("b", "things done that are forbidden: 0");
}

static void without_a_server_the_form_is_named(void **state)
{
    (void)state;
    struct expansion expansion = {.packed = 8, .most_ratio = 500, .most = UINT64_MAX};
    struct dribble d = {.stream.pull = dribble_pull, .rest = SLICE("Rar!\x1A\x07\0"), .piece = 8};
    struct container *c = confined_open(NULL, &d.stream, CONTENT_RAR, &expansion);
    struct slice name;
    struct stream *member;
    assert_int_equal(container_next(c, &name, &member), CONTAINER_FAILED);
    assert_non_null(strstr(c->failure, "needs a process of its own"));
    container_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_decoder_is_heard),
        cmocka_unit_test(a_container_in_a_mail_is_decoded_apart),
        cmocka_unit_test(many_containers_in_a_mail_share_their_time),
        cmocka_unit_test(a_decoder_that_crashes_costs_its_container),
        cmocka_unit_test(a_decoder_has_no_handler_of_the_run),
        cmocka_unit_test(a_library_that_calls_exit_ends_its_decoder_alone),
        cmocka_unit_test(a_decoder_that_hangs_is_ended),
        cmocka_unit_test(a_decoder_that_is_stopped_is_ended),
        cmocka_unit_test(what_takes_long_is_not_tried_for_ever),
        cmocka_unit_test(a_decoder_gets_no_more_memory_than_its_share),
        cmocka_unit_test(garbage_is_not_believed),
        cmocka_unit_test(a_pipe_that_is_closed_early_is_told),
        cmocka_unit_test(a_decoder_cannot_reach_anything),
        cmocka_unit_test(without_a_server_the_form_is_named),
    };
    return cmocka_run_group_tests_name("confined", tests, NULL, NULL);
}
