/*
 * The probe: inside of the sandbox, and of the jail of confined processes, it tries what must not
 * be done, in the first thread and in one that began later. With --table it shows which feature of
 * the kernel forbids what (docs/ROBUSTNESS.md). Nothing that it tries would do harm if it could.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/run/sandbox.h"
#include "formats/read/jail.h"
#include "lib/base/slice.h"

enum { X32 = 0x40000000 };

static char folder[64];
static int terminal = -1, sock = -1, tcp = -1; /* open when the probe begins */

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Attempts. Each gives what a system call gives: under 0 with errno when it was refused. */

static long read_secret(void)
{
    return open(in_folder("secret"), O_RDONLY);
}

static long list_root(void)
{
    return open("/", O_RDONLY | O_DIRECTORY);
}

static long write_input(void)
{
    return open(in_folder("in"), O_WRONLY);
}

static long make_beside(void)
{
    return open(in_folder("new"), O_WRONLY | O_CREAT, 0600);
}

static long remove_beside(void)
{
    return unlink(in_folder("victim"));
}

static long rename_over(void)
{
    char from[128];
    strcpy(from, in_folder("fresh/mine"));
    return rename(from, in_folder("victim"));
}

static long cut_other(void)
{
    return truncate(in_folder("victim"), 0);
}

static long make_in_tmp(void)
{
    return open("/tmp/probe-of-the-sandbox", O_WRONLY | O_CREAT, 0600);
}

static long own_memory(void)
{
    return open("/proc/self/mem", O_RDWR);
}

static long parents_environment(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/environ", (long)getppid());
    return open(path, O_RDONLY);
}

static long open_device(void)
{
    return open("/dev/zero", O_RDONLY);
}

static long make_link(void)
{
    return symlink("/etc/passwd", in_folder("fresh/link"));
}

static long make_hard_link(void)
{
    char from[128];
    strcpy(from, in_folder("in"));
    return link(from, in_folder("fresh/hard"));
}

static long make_fifo(void)
{
    return mkfifo(in_folder("fresh/fifo"), 0600);
}

static long chmod_own(void)
{
    return chmod(in_folder("fresh/mine"), 06777);
}

static long chown_own(void)
{
    return chown(in_folder("fresh/mine"), getuid(), getgid());
}

static long set_attribute(void)
{
    return syscall(SYS_setxattr, in_folder("fresh/mine"), "user.x", "", 0L, 0);
}

static long change_time(void)
{
    return utimensat(AT_FDCWD, in_folder("in"), NULL, 0);
}

/* The probe itself listens there, before it enters anything. */
static socklen_t abstract_name(struct sockaddr_un *to)
{
    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    int n = snprintf(to->sun_path + 1, sizeof to->sun_path - 1, "probe %s", folder);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
}

static long connect_abstract(void)
{
    struct sockaddr_un to;
    socklen_t n = abstract_name(&to);
    return connect(sock, (struct sockaddr *)&to, n);
}

static long connect_tcp(void)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(9)};
    return connect(tcp, (struct sockaddr *)&to, sizeof to);
}

static long run_program(void)
{
    char *arguments[] = {"true", NULL};
    return execv("/bin/true", arguments);
}

static long ended_child(long child)
{
    if (child == 0)
        _exit(0);
    return child;
}

static long start_process(void)
{
    return ended_child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static long start_in_namespace(void)
{
    return ended_child(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

static long signal_parent(void)
{
    return kill(getppid(), 0);
}

static long signal_group(void)
{
    return kill(0, 0);
}

static long signal_thread_of_parent(void)
{
    return syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static long queue_signal(void)
{
    siginfo_t info = {.si_signo = 0, .si_code = SI_QUEUE};
    return syscall(SYS_rt_sigqueueinfo, getppid(), 0, &info);
}

static long handle_on_parent(void)
{
    return syscall(SYS_pidfd_open, getppid(), 0);
}

static long send_signals_of_file(void)
{
    return fcntl(terminal, F_SETOWN, getppid());
}

static long limits_of_parent(void)
{
    struct rlimit old;
    return prlimit(getppid(), RLIMIT_NOFILE, NULL, &old);
}

static long read_parents_memory(void)
{
    return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static long map_to_write_and_run(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                    0);
    return at == MAP_FAILED ? -1 : 0;
}

static long make_memory_run(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? 0 : mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

/* By a function of its own, or by a call and two arguments. */
struct attempt {
    const char *what;
    long (*act)(void);
    long call, first, second;
    bool is_told_apart; /* of terminals and sockets: the descriptor goes before the arguments */
};

static const struct attempt attempts[] = {
    {.what = "read another file", .act = read_secret},
    {.what = "list a folder", .act = list_root},
    {.what = "write to an input", .act = write_input},
    {.what = "make a file beside an output", .act = make_beside},
    {.what = "remove a file beside an output", .act = remove_beside},
    {.what = "rename over a file beside an output", .act = rename_over},
    {.what = "cut another file short", .act = cut_other},
    {.what = "make a file in `/tmp`", .act = make_in_tmp},
    {.what = "open `/proc/self/mem`", .act = own_memory},
    {.what = "read another process's environment", .act = parents_environment},
    {.what = "open a device", .act = open_device},
    {.what = "make a symbolic link", .act = make_link},
    {.what = "link an input under another name", .act = make_hard_link},
    {.what = "make a FIFO", .act = make_fifo},
    {.what = "`chmod`", .act = chmod_own},
    {.what = "`chown`", .act = chown_own},
    {.what = "set an extended attribute", .act = set_attribute},
    {.what = "change a file's times", .act = change_time},
    {.what = "a TCP or UDP socket", .call = SYS_socket, .first = AF_INET, .second = SOCK_STREAM},
    {.what = "a socket to the kernel (netlink)",
     .call = SYS_socket,
     .first = AF_NETLINK,
     .second = SOCK_RAW},
    {.what = "a Unix socket", .call = SYS_socket, .first = AF_UNIX, .second = SOCK_DGRAM},
    {.what = "connect an open TCP socket", .act = connect_tcp},
    {.what = "connect an open Unix socket to an abstract name", .act = connect_abstract},
    {.what = "`execve`", .act = run_program},
    {.what = "start a process (`fork`)", .act = start_process},
    {.what = "start one in a user namespace", .act = start_in_namespace},
    {.what = "`unshare`", .call = SYS_unshare, .first = CLONE_NEWUSER},
    {.what = "`setns`", .call = SYS_setns, .first = -1},
    {.what = "signal another process", .act = signal_parent},
    {.what = "signal its own process group", .act = signal_group},
    {.what = "signal another process's thread", .act = signal_thread_of_parent},
    {.what = "queue a signal to another process", .act = queue_signal},
    {.what = "`pidfd_open`", .act = handle_on_parent},
    {.what = "have signals sent (`F_SETOWN`)", .act = send_signals_of_file},
    {.what = "another process's limits", .act = limits_of_parent},
    {.what = "another process's memory", .act = read_parents_memory},
    {.what = "`ptrace`", .call = SYS_ptrace, .first = 1},
    {.what = "type into the terminal (`TIOCSTI`)",
     .call = SYS_ioctl,
     .first = TIOCSTI,
     .is_told_apart = true},
    {.what = "paste on a console (`TIOCLINUX`)",
     .call = SYS_ioctl,
     .first = TIOCLINUX,
     .is_told_apart = true},
    {.what = "the terminal's line discipline (`TIOCSETD`)",
     .call = SYS_ioctl,
     .first = TIOCSETD,
     .is_told_apart = true},
    {.what = "memory that can be written and run", .act = map_to_write_and_run},
    {.what = "make memory run", .act = make_memory_run},
    {.what = "`memfd_create`", .call = SYS_memfd_create},
    {.what = "`setuid`", .call = SYS_setuid, .first = 12345},
    {.what = "`setgid`", .call = SYS_setgid, .first = 12345},
    {.what = "`prctl`", .call = SYS_prctl, .first = 4 /* PR_SET_DUMPABLE */, .second = 1},
    {.what = "`personality`", .call = SYS_personality, .first = 0xffffffff},
    {.what = "`chroot`", .call = SYS_chroot},
    {.what = "`mount`", .call = SYS_mount},
    {.what = "`umount`", .call = SYS_umount2},
    {.what = "`pivot_root`", .call = SYS_pivot_root},
    {.what = "`fsopen`", .call = SYS_fsopen},
    {.what = "`open_tree`", .call = SYS_open_tree, .first = -1},
    {.what = "`move_mount`", .call = SYS_move_mount, .first = -1},
    {.what = "`open_by_handle_at`", .call = SYS_open_by_handle_at, .first = -1},
    {.what = "load a module", .call = SYS_init_module},
    {.what = "load a module from a file", .call = SYS_finit_module, .first = -1},
    {.what = "remove a module", .call = SYS_delete_module},
    {.what = "load a kernel (`kexec_load`)", .call = SYS_kexec_load, .second = 1000},
    {.what = "`bpf`", .call = SYS_bpf, .first = -1},
    {.what = "`io_uring_setup`", .call = SYS_io_uring_setup, .first = 1},
    {.what = "`perf_event_open`", .call = SYS_perf_event_open},
    {.what = "`userfaultfd`", .call = SYS_userfaultfd},
    {.what = "`keyctl`", .call = SYS_keyctl, .first = -1},
    {.what = "`add_key`", .call = SYS_add_key},
    {.what = "`request_key`", .call = SYS_request_key},
    {.what = "the kernel's log", .call = SYS_syslog, .first = 10},
    {.what = "set the clock", .call = SYS_clock_settime, .first = -1},
    {.what = "the host's name", .call = SYS_sethostname, .second = -1},
    {.what = "`reboot`", .call = SYS_reboot},
    {.what = "`swapon`", .call = SYS_swapon},
    {.what = "`quotactl`", .call = SYS_quotactl, .first = -1},
};
enum { ATTEMPTS = COUNT_OF(attempts) };

/* The errno with which an attempt was refused; 0: it was not. */
static int attempt(const struct attempt *a)
{
    long n;
    errno = 0;
    if (a->act)
        n = a->act();
    else if (a->is_told_apart)
        n = syscall(a->call, terminal, a->first, NULL);
    else
        n = syscall(a->call, a->first, a->second, NULL, NULL, NULL, NULL);
    return n < 0 ? errno : 0;
}

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
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* nothing is forbidden there, so the attempts would be made */
#endif
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
