/*
 * callfilter: which system calls a process can still make (Linux: seccomp).
 *
 * A call that no rule allows fails with EPERM, an error that every library knows. A call by the
 * numbers of another architecture ends the process: nobody makes one by mistake.
 */
#ifndef BASE_CALLFILTER_H
#define BASE_CALLFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The processors whose call numbers we know for sure. There is no filter on others, where some of
 * our calls have no number: a 32-bit processor opens, maps and asks for the time by other calls. */
#if defined(__LP64__) && (defined(__x86_64__) || defined(__AARCH64EL__))
#define CALLFILTER_KNOWS_CALLS
#endif

enum { CALLFILTER_MOST = 256 }; /* rules */

/* Allows a call: in any case if `mask` is 0, else only if the lower half of one argument has these
 * bits under the mask. A call can have several rules. */
struct call_rule {
    long call;         /* SYS_… */
    unsigned argument; /* from 0 */
    uint32_t mask, bits;
    bool of_itself; /* argument 0 has to be the id of this process */
    int failure;    /* if not 0: the call is denied with this error instead of EPERM */
};

/* Confines this thread and those that it starts, for good. False: the kernel has no such filter, or
 * the processor's numbers are not known, and nothing changed. */
bool callfilter_enter(const struct call_rule *rules, size_t n);

#endif
