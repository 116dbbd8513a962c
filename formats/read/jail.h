/*
 * jail: confines a process that decodes what strangers have sent: it can compute, use the files
 * that it has open, and end.
 *
 * It cannot open or start anything, signal anybody or use the network. Its memory and processor
 * time are limited: more memory is refused, more time kills it.
 */
#ifndef READ_JAIL_H
#define READ_JAIL_H

#include <stdbool.h>
#include <stdint.h>

enum { JAIL_MEMORY = 512 << 20 }; /* bytes of address space */

/* Cannot be undone. False: even the limits could not be set. */
bool jail_enter(uint64_t processor_us);

/* Does the limit of processor time end processes by this signal? */
bool jail_is_timeout(int signal);

#endif
