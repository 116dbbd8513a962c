#include "lib/base/callfilter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef CALLFILTER_KNOWS_CALLS
static const uint32_t native = 0;
#elif defined(__x86_64__)
static const uint32_t native = AUDIT_ARCH_X86_64;
#else
static const uint32_t native = AUDIT_ARCH_AARCH64;
#endif

enum {
    X32 = 0x40000000, /* x86-64 has a second set of numbers from here on */
    STEPS_BEFORE = 6,
    STEPS_A_RULE = 6,
    STEPS_AFTER = 1,
};

struct program {
    struct sock_filter *steps;
    unsigned short n;
};

static void step(struct program *p, struct sock_filter s)
{
    p->steps[p->n++] = s;
}

static void load_number(struct program *p)
{
    step(p,
         (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
}

static void end_with(struct program *p, uint32_t what)
{
    step(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

static void check_architecture(struct program *p)
{
    step(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                         offsetof(struct seccomp_data, arch)));
    step(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0));
    end_with(p, SECCOMP_RET_KILL_PROCESS);
    load_number(p);
    step(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1));
    end_with(p, SECCOMP_RET_KILL_PROCESS);
}

/* The lower half of an argument comes first on both processors. */
static void check_rule(struct program *p, const struct call_rule *r)
{
    uint32_t mask = r->of_itself ? UINT32_MAX : r->mask;
    uint32_t bits = r->of_itself ? (uint32_t)getpid() : r->bits;
    uint32_t verdict = r->failure != 0 ? SECCOMP_RET_ERRNO | (uint32_t)r->failure
                                       : SECCOMP_RET_ALLOW;
    unsigned argument = (unsigned)offsetof(struct seccomp_data, args) +
                        r->argument * (unsigned)sizeof(uint64_t);
    unsigned char to_next = mask == 0 ? 1 : 5;
    step(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->call, 0, to_next));
    if (mask == 0) {
        end_with(p, verdict);
        return;
    }
    step(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument));
    step(p, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
    step(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, bits, 0, 1));
    end_with(p, verdict);
    load_number(p);
}

bool callfilter_enter(const struct call_rule *rules, size_t n)
{
    struct sock_filter steps[STEPS_BEFORE + CALLFILTER_MOST * STEPS_A_RULE + STEPS_AFTER];
    struct program p = {.steps = steps};
    if (native == 0 || n > CALLFILTER_MOST || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    check_architecture(&p);
    for (size_t i = 0; i < n; i++)
        check_rule(&p, &rules[i]);
    end_with(&p, SECCOMP_RET_ERRNO | EPERM);
    const struct sock_fprog program = {.len = p.n, .filter = steps};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
