#include "formats/read/jail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "lib/base/slice.h"

#if defined(__x86_64__)
static const uint32_t native = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t native = AUDIT_ARCH_AARCH64;
#else
static const uint32_t native = 0; /* numbers of calls are not known for sure: no filter */
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = true }; /* their shadow memory alone is over any limit of addresses */
#else
enum { IS_SANITIZED = false };
#endif

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit l = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

/*
 * The timer counts microseconds of processor time, and its signal ends the process; whoever could
 * stop that meets the limit of whole seconds behind it. RLIMIT_NOFILE 0: no new descriptors, so
 * nothing can be opened even where the kernel has no seccomp.
 */
static bool set_limits(uint64_t processor_us)
{
    rlim_t seconds = processor_us / 1000000 + 2;
    struct itimerval timer = {.it_value = {.tv_sec = (time_t)(processor_us / 1000000),
                                           .tv_usec = (suseconds_t)(processor_us % 1000000)}};
    bool ok = limit(RLIMIT_CPU, seconds, seconds + 1) && limit(RLIMIT_CORE, 0, 0) &&
              limit(RLIMIT_FSIZE, 0, 0) && setitimer(ITIMER_PROF, &timer, NULL) == 0;
    if (!IS_SANITIZED)
        ok = ok && limit(RLIMIT_AS, JAIL_MEMORY, JAIL_MEMORY) && limit(RLIMIT_NOFILE, 0, 0);
    return ok;
}

bool jail_is_timeout(int signal)
{
    return signal == SIGPROF || signal == SIGXCPU;
}

#define ALLOW(call)                                                                                \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1),                                         \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* EPERM for everything else: what a library tries in vain is its own matter. Where the kernel has
 * no seccomp, the limits have to do. */
static void forbid_calls(void)
{
    static struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(read),
        ALLOW(pread64),
        ALLOW(readv),
        ALLOW(write),
        ALLOW(writev),
        ALLOW(lseek),
        ALLOW(fstat),
        ALLOW(close),
        ALLOW(mmap),
        ALLOW(munmap),
        ALLOW(mremap),
        ALLOW(mprotect),
        ALLOW(madvise),
        ALLOW(brk),
        ALLOW(futex),
        ALLOW(getrandom),
        ALLOW(clock_gettime),
        ALLOW(sched_yield),
        ALLOW(rt_sigreturn),
        ALLOW(exit),
        ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    static const struct sock_fprog program = {.len = COUNT_OF(filter), .filter = filter};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

bool jail_enter(uint64_t processor_us)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !set_limits(processor_us))
        return false;
    if (native != 0 && !IS_SANITIZED)
        forbid_calls();
    return true;
}
