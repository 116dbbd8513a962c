/*
 * The probe: inside of the sandbox, and of the jail of confined processes, it tries what must not
 * be done, in the first thread and in one that began later. With --table it shows which feature of
 * the kernel forbids what (docs/ROBUSTNESS.md). Nothing that it tries would do harm if it could.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/run/sandbox.h"
#include "formats/read/jail.h"
#include "lib/base/callfilter.h"
#include "lib/base/sanitized.h"
#include "lib/base/slice.h"
#include "tests/unit/sandbox_attempts.h"
#include "tests/unit/unit.h"

enum { X32 = 0x40000000 };

struct results {
    bool entered, threads;
    int first[ATTEMPTS], later[ATTEMPTS]; /* in the first thread, and in one that began later */
};

static void *attempt_later(void *self)
{
    struct results *r = self;
    for (size_t i = 0; i < ATTEMPTS; i++)
        r->later[i] = attempt(&attempts[i]);
    return NULL;
}

enum mode { IN_NOTHING, IN_FILES, IN_CALLS, IN_SANDBOX, IN_JAIL, MODES };

static bool enter(enum mode mode)
{
    char in[128], fresh[128];
    char *read[] = {in};
    const char *build[] = {fresh};
    struct sandbox_paths paths = {.read = read, .read_n = 1, .build = build, .build_n = 1};
    strcpy(in, in_folder("in"));
    strcpy(fresh, in_folder("fresh"));
    if (mode == IN_NOTHING)
        return true;
    if (mode == IN_JAIL)
        return jail_enter(5000000);
    return (mode == IN_CALLS || sandbox_forbid_files(&paths)) &&
           (mode == IN_FILES || sandbox_forbid_calls());
}

static void open_sockets(void)
{
    struct sockaddr_un name;
    socklen_t n = abstract_name(&name);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&name, n) == 0)
        listen(listener, 8);
    sock = socket(AF_UNIX, SOCK_STREAM, 0);
    tcp = socket(AF_INET, SOCK_STREAM, 0);
}

static void probe(enum mode mode, int results)
{
    static struct results r;
    pthread_t thread;
    terminal = open("/dev/tty", O_RDWR);
    if (terminal < 0)
        terminal = STDIN_FILENO;
    open_sockets();
    r.entered = enter(mode);
    for (size_t i = 0; r.entered && i < ATTEMPTS; i++)
        r.first[i] = attempt(&attempts[i]);
    if (r.entered && pthread_create(&thread, NULL, attempt_later, &r) == 0)
        r.threads = pthread_join(thread, NULL) == 0;
    _exit(write(results, &r, sizeof r) == (ssize_t)sizeof r ? 0 : 1);
}

static void run_probe(enum mode mode, struct results *r)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 16);
    pid_t child = fork();
    if (child == 0)
        probe(mode, ends[1]);
    close(ends[1]);
    assert_int_equal(read(ends[0], r, sizeof *r), sizeof *r);
    close(ends[0]);
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
}

/* Refused by the sandbox, and not because the arguments are nonsense. */
static bool is_forbidden(int failure)
{
    return failure == EPERM || failure == EACCES || failure == EXDEV || failure == ENOSYS;
}

static void nothing_that_is_forbidden_can_be_done(void **state)
{
    static struct results r;
    (void)state;
    run_probe(IN_SANDBOX, &r);
    if (!r.entered)
        skip();
    assert_true(r.threads);
    for (size_t i = 0; i < ATTEMPTS; i++)
        if (!is_forbidden(r.first[i]) || !is_forbidden(r.later[i]))
            fail_msg("%s: %s, in a thread: %s", attempts[i].what, strerror(r.first[i]),
                     strerror(r.later[i]));
}

static void calls_alone_forbid_all_but_files(void **state)
{
    static struct results r;
    (void)state;
    run_probe(IN_CALLS, &r);
    if (!r.entered)
        skip();
    for (size_t i = 0; i < ATTEMPTS; i++) {
        bool is_of_files = attempts[i].act == read_secret || attempts[i].act == list_root ||
                           attempts[i].act == write_input || attempts[i].act == make_beside ||
                           attempts[i].act == remove_beside || attempts[i].act == rename_over ||
                           attempts[i].act == make_in_tmp || attempts[i].act == own_memory ||
                           attempts[i].act == parents_environment || attempts[i].act == open_device;
        if (!is_of_files && !is_forbidden(r.first[i]))
            fail_msg("%s: %s", attempts[i].what, strerror(r.first[i]));
    }
}

static void a_jailed_process_can_do_less(void **state)
{
    static struct results r;
    (void)state;
#ifndef CALLFILTER_KNOWS_CALLS
    skip(); /* not all is forbidden there, so the attempts would be made */
#endif
    if (IS_SANITIZED)
        skip(); /* likewise */
    if (getenv("EMULATED"))
        skip(); /* qemu-user knows no seccomp (tests/release/cross.sh) */
    run_probe(IN_JAIL, &r);
    assert_false(r.threads);
    for (size_t i = 0; i < ATTEMPTS; i++)
        if (!is_forbidden(r.first[i]))
            fail_msg("%s: %s", attempts[i].what, strerror(r.first[i]));
}

/* What is needed works. */
static int needed(void)
{
    char path[128];
    if (open(in_folder("in"), O_RDONLY) < 0)
        return 1;
    strcpy(path, in_folder("fresh/x.json"));
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || write(file, "x", 1) != 1 || ftruncate(file, 0) != 0 || fsync(file) != 0)
        return 2;
    if (mkdir(in_folder("fresh/d"), 0700) != 0 || rename(path, in_folder("fresh/d/y")) != 0)
        return 3;
    if (unlink(in_folder("fresh/d/y")) != 0 || rmdir(in_folder("fresh/d")) != 0)
        return 4;
    if (raise(0) != 0 || kill(getpid(), 0) != 0)
        return 5;
    return isatty(STDIN_FILENO) || errno == ENOTTY || errno == EINVAL ? 0 : 6;
}

static int status_of(int (*check)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(enter(IN_SANDBOX) ? check() : 77);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        skip();
    return status;
}

static void inputs_are_read_and_outputs_built(void **state)
{
    (void)state;
    assert_int_equal(status_of(needed), 0);
}

#if defined(__x86_64__)
static int other_numbers(void)
{
    return syscall(X32 | SYS_getpid) < 0 ? 1 : 2;
}

static void calls_by_other_numbers_end_the_process(void **state)
{
    (void)state;
    int status = status_of(other_numbers);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
#endif

static int set_up(void **state)
{
    char command[400];
    (void)state;
    strcpy(folder, "/var/tmp/sandbox.XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command,
             "cd %s && mkdir fresh && echo x >in && echo x >secret && echo x >victim && echo x "
             ">fresh/mine",
             folder);
    return system(command);
}

static int tear_down(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s /tmp/probe-of-the-sandbox", folder);
    return system(command);
}

/* Each attempt in a process of its own, which the ones before have not changed. */
static bool forbids(enum mode mode, const struct attempt *a)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        terminal = STDIN_FILENO;
        open_sockets();
        _exit(enter(mode) ? attempt(a) : 0);
    }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           is_forbidden(WEXITSTATUS(status));
}

/* One row per attempt: what forbids it, and whether a confined process can do it. */
static void print_table(void)
{
    puts("| what is tried | Landlock | seccomp | in a confined process |\n|---|---|---|---|");
    for (size_t i = 0; i < ATTEMPTS; i++) {
        bool is_by[MODES];
        for (enum mode m = 0; m < MODES; m++) {
            set_up(NULL);
            is_by[m] = forbids(m, &attempts[i]);
            tear_down(NULL);
        }
        printf("| %s | %s | %s | %s |\n", attempts[i].what,
               is_by[IN_FILES] && !is_by[IN_NOTHING] ? "forbids" : "",
               is_by[IN_CALLS] ? "forbids" : "", is_by[IN_JAIL] ? "forbidden" : "possible");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--table") == 0) {
        print_table();
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_that_is_forbidden_can_be_done, set_up, tear_down),
        cmocka_unit_test_setup_teardown(calls_alone_forbid_all_but_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_jailed_process_can_do_less, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inputs_are_read_and_outputs_built, set_up, tear_down),
#if defined(__x86_64__)
        cmocka_unit_test_setup_teardown(calls_by_other_numbers_end_the_process, set_up, tear_down),
#endif
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
