/*
 * callfilter: which system calls a process can still make (Linux: seccomp).
 *
 * What no rule allows fails with EPERM, as an error that every library knows; a call by the numbers
 * of another architecture, which nobody makes by mistake, ends the process.
 */
#ifndef BASE_CALLFILTER_H
#define BASE_CALLFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Processors of which the numbers of calls are known for sure. On others there is no filter; some
 * calls have no number there (a 32-bit one opens, maps and asks for the time by others). */
#if defined(__LP64__) && (defined(__x86_64__) || defined(__AARCH64EL__))
#define CALLFILTER_KNOWS_CALLS
#endif

enum { CALLFILTER_MOST = 256 }; /* rules */

/* The call is allowed, whatever its arguments (`mask` 0), or where the lower half of one of them
 * has these bits. A call can have several rules. */
struct call_rule {
    long call;         /* SYS_… */
    unsigned argument; /* from 0 */
    uint32_t mask, bits;
    bool of_itself; /* argument 0 has to be the number of this process */
    int failure;    /* it is not allowed, but fails with this and not with EPERM; 0: it is */
};

/* For this thread and those that it starts, for good. False: there is no such filter here, or the
 * processor's numbers are not known, and nothing changed. */
bool callfilter_enter(const struct call_rule *rules, size_t n);

#endif
