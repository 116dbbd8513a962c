#include "cmd/run/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>

#include "lib/base/callfilter.h"
#include "lib/base/pathrules.h"
#include "lib/base/slice.h"

enum { MOST_INPUTS = 1000 }; /* so many have a rule each; with more, any file can be read */

bool sandbox_forbid_files(const struct sandbox_paths *paths)
{
    struct path_rules r;
    if (!pathrules_begin(&r))
        return false;
    for (size_t i = 0; i < paths->build_n; i++)
        pathrules_allow(&r, paths->build[i], PATH_BUILD_IN);
    for (size_t i = 0; i < paths->built_n; i++)
        pathrules_allow(&r, paths->built[i], PATH_READ);
    for (size_t i = 0; i < paths->update_n; i++)
        pathrules_allow(&r, paths->update[i], PATH_UPDATE);
    pathrules_allow(&r, "/usr/lib", PATH_READ); /* character sets of the C library */
    pathrules_allow(&r, "/dev/null", PATH_UPDATE);
    pathrules_allow(&r, "/dev/urandom", PATH_READ); /* SQLite asks it */
    if (paths->read_n > MOST_INPUTS)
        pathrules_allow(&r, "/", PATH_READ);
    for (size_t i = 0; i < paths->read_n && paths->read_n <= MOST_INPUTS; i++)
        pathrules_allow(&r, paths->read[i], PATH_READ);
    return pathrules_enter(&r);
}

#ifdef CALLFILTER_KNOWS_CALLS
#define THREAD ((uint32_t)(CLONE_VM | CLONE_THREAD | CLONE_SIGHAND))
#define NAMESPACES                                                                                 \
    ((uint32_t)(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |      \
                CLONE_NEWPID | CLONE_NEWNET))

/* The most frequent ones first. */
static const struct call_rule rules[] = {
    /* files that are open */
    {.call = SYS_read},
    {.call = SYS_pread64},
    {.call = SYS_write},
    {.call = SYS_futex},
    {.call = SYS_close},
    {.call = SYS_lseek},
    {.call = SYS_fadvise64},
    {.call = SYS_fstat},
    {.call = SYS_readv},
    {.call = SYS_writev},
    {.call = SYS_pwrite64},
    {.call = SYS_fsync},
    {.call = SYS_syncfs},
    {.call = SYS_fdatasync},
    {.call = SYS_ftruncate},
    {.call = SYS_fallocate},
    {.call = SYS_flock},
    {.call = SYS_getdents64},
    {.call = SYS_fstatfs},
    {.call = SYS_dup},
    {.call = SYS_pipe2},
    {.call = SYS_ppoll},
    {.call = SYS_sendmsg}, /* to the server of confined processes (formats/read/confined.h) */
    {.call = SYS_shutdown},

    /* files by their names: Landlock says which, but before Linux 6.2 it let a file that is opened
     * for reading be cut short (O_TRUNC) */
    {.call = SYS_openat, .argument = 2, .mask = O_TRUNC},
    {.call = SYS_openat, .argument = 2, .mask = O_TRUNC | O_ACCMODE, .bits = O_TRUNC | O_WRONLY},
    {.call = SYS_openat, .argument = 2, .mask = O_TRUNC | O_ACCMODE, .bits = O_TRUNC | O_RDWR},
    {.call = SYS_newfstatat},
    {.call = SYS_statx},
    {.call = SYS_faccessat},
#ifdef SYS_faccessat2
    {.call = SYS_faccessat2},
#endif
    {.call = SYS_readlinkat},
    {.call = SYS_mkdirat},
    {.call = SYS_unlinkat},
    {.call = SYS_renameat2},
    {.call = SYS_statfs},
    {.call = SYS_getcwd},
#ifdef SYS_open /* calls that newer processors do not have */
    {.call = SYS_open, .argument = 1, .mask = O_TRUNC},
    {.call = SYS_open, .argument = 1, .mask = O_TRUNC | O_ACCMODE, .bits = O_TRUNC | O_WRONLY},
    {.call = SYS_open, .argument = 1, .mask = O_TRUNC | O_ACCMODE, .bits = O_TRUNC | O_RDWR},
    {.call = SYS_stat},
    {.call = SYS_lstat},
    {.call = SYS_access},
    {.call = SYS_readlink},
    {.call = SYS_mkdir},
    {.call = SYS_rmdir},
    {.call = SYS_unlink},
    {.call = SYS_rename},
    {.call = SYS_poll},
    {.call = SYS_pipe},
    {.call = SYS_alarm},
    {.call = SYS_getpgrp},
#endif
#ifdef SYS_time
    {.call = SYS_time},
#endif
#ifdef SYS_renameat
    {.call = SYS_renameat},
#endif

    /* memory: none can be written and run */
    {.call = SYS_brk},
    {.call = SYS_munmap},
    {.call = SYS_mremap},
    {.call = SYS_madvise},
    {.call = SYS_msync},
    {.call = SYS_mmap, .argument = 2, .mask = PROT_EXEC},
    {.call = SYS_mmap, .argument = 2, .mask = PROT_EXEC | PROT_WRITE, .bits = PROT_EXEC},
    {.call = SYS_mprotect, .argument = 2, .mask = PROT_EXEC},

    /* threads, of this process alone */
    {.call = SYS_clone, .mask = THREAD | NAMESPACES, .bits = THREAD},
    {.call = SYS_clone3, .failure = ENOSYS}, /* a filter cannot see its flags: clone is used then */
    {.call = SYS_set_robust_list},
    {.call = SYS_set_tid_address},
#ifdef SYS_rseq
    {.call = SYS_rseq},
#endif
    {.call = SYS_gettid},
    {.call = SYS_sched_yield},
    {.call = SYS_sched_getaffinity},
    {.call = SYS_exit},

    /* time, chance, and who and where one is */
    {.call = SYS_clock_gettime},
    {.call = SYS_clock_getres},
    {.call = SYS_clock_nanosleep},
    {.call = SYS_nanosleep},
    {.call = SYS_gettimeofday},
    {.call = SYS_setitimer},
    {.call = SYS_getrandom},
    {.call = SYS_getpid},
    {.call = SYS_getppid},
    {.call = SYS_getpgid},
    {.call = SYS_getuid},
    {.call = SYS_geteuid},
    {.call = SYS_getgid},
    {.call = SYS_getegid},
    {.call = SYS_getrusage},
    {.call = SYS_uname},
    {.call = SYS_sysinfo},
    {.call = SYS_prlimit64, .of_itself = true},
    {.call = SYS_prlimit64, .mask = UINT32_MAX, .bits = 0}, /* 0 is itself, too */

    /* signals, to itself alone */
    {.call = SYS_rt_sigaction},
    {.call = SYS_rt_sigprocmask},
    {.call = SYS_rt_sigreturn},
    {.call = SYS_sigaltstack},
    {.call = SYS_restart_syscall},
    {.call = SYS_kill, .of_itself = true},
    {.call = SYS_tgkill, .of_itself = true},
    {.call = SYS_wait4},
    {.call = SYS_exit_group},

    /* what is asked of a terminal and of a descriptor; no owner of signals, no lease */
    {.call = SYS_ioctl, .argument = 1, .mask = UINT32_MAX, .bits = TCGETS},
    {.call = SYS_ioctl, .argument = 1, .mask = UINT32_MAX, .bits = TIOCGWINSZ},
    {.call = SYS_ioctl, .argument = 1, .mask = UINT32_MAX, .bits = TIOCGPGRP},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_GETFD},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_SETFD},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_GETFL},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_GETLK},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_SETLK},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_SETLKW},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_DUPFD_CLOEXEC},
    {.call = SYS_fcntl, .argument = 1, .mask = UINT32_MAX, .bits = F_SETPIPE_SZ},
};
_Static_assert(COUNT_OF(rules) <= CALLFILTER_MOST, "all rules have room");

bool sandbox_forbid_calls(void)
{
    return callfilter_enter(rules, COUNT_OF(rules));
}
#else
bool sandbox_forbid_calls(void)
{
    return false;
}
#endif
