/*
 * jail: what a process may still do that decodes what strangers have sent: compute, use the files
 * that it has open, and end.
 *
 * It opens nothing, starts nothing, signals nobody and knows no network; its memory and processor
 * time have limits, at which it is killed or told that there is no more.
 */
#ifndef READ_JAIL_H
#define READ_JAIL_H

#include <stdbool.h>
#include <stdint.h>

enum { JAIL_MEMORY = 512 << 20 }; /* bytes of addresses */

/* Cannot be undone. False: not even the limits could be set. */
bool jail_enter(uint64_t processor_us);

/* Was it the limit of processor time that ended a process by this signal? */
bool jail_is_timeout(int signal);

#endif
