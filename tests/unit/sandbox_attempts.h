/*
 * What the probe of test_sandbox.c tries: one row per thing that must not be done, by a function of
 * its own or by the number of a system call. Nothing of it would do harm if it could.
 */
#ifndef SANDBOX_ATTEMPTS_H
#define SANDBOX_ATTEMPTS_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

#include "lib/base/slice.h"

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

/* Cuts it short, too, which what is asked of reading alone does not say. */
static long cut_input(void)
{
    return open(in_folder("in"), O_RDONLY | O_TRUNC);
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
    {.what = "cut an input short that is opened to be read", .act = cut_input},
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

#endif
