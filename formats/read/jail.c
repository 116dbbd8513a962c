#include "formats/read/jail.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "lib/base/callfilter.h"
#include "lib/base/pathrules.h"
#include "lib/base/sanitized.h"
#include "lib/base/slice.h"

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit l = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

/* The timer counts microseconds of processor time, and its signal ends the process; a process that
 * could stop it meets the limit in whole seconds. RLIMIT_NOFILE 0: no new descriptors, so nothing
 * can be opened even where the kernel has no seccomp. */
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

#ifdef CALLFILTER_KNOWS_CALLS
static const struct call_rule rules[] = {
    {.call = SYS_read},
    {.call = SYS_pread64},
    {.call = SYS_readv},
    {.call = SYS_write},
    {.call = SYS_writev},
    {.call = SYS_lseek},
    {.call = SYS_fstat},
    {.call = SYS_close},
    {.call = SYS_munmap},
    {.call = SYS_mremap},
    {.call = SYS_madvise},
    {.call = SYS_brk},
    {.call = SYS_futex},
    {.call = SYS_getrandom},
    {.call = SYS_clock_gettime},
    {.call = SYS_sched_yield},
    {.call = SYS_rt_sigreturn},
    {.call = SYS_exit},
    {.call = SYS_exit_group},
    {.call = SYS_mmap, .argument = 2, .mask = PROT_EXEC},
    {.call = SYS_mprotect, .argument = 2, .mask = PROT_EXEC},
};

static void forbid_calls(void)
{
    callfilter_enter(rules, COUNT_OF(rules));
}
#else
static void forbid_calls(void)
{
}
#endif

/* Where the kernel has neither Landlock nor seccomp, the limits have to do. */
bool jail_enter(uint64_t processor_us)
{
    struct path_rules none;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    if (!IS_SANITIZED && pathrules_begin(&none))
        pathrules_enter(&none);
    if (!set_limits(processor_us))
        return false;
    if (!IS_SANITIZED)
        forbid_calls();
    return true;
}
