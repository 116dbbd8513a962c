/*
 * address: IPv4 and IPv6 addresses in their one normal form (RFC 5952).
 *
 * An IPv6 address that stands for an IPv4 one (::ffff:192.0.2.1, RFC 4291, 2.5.5.2) becomes that
 * IPv4 address, so that one mail server is one address whatever the reporter's system calls it.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <netinet/in.h>

#include "lib/base/slice.h"

enum { ADDRESS_TEXT = INET6_ADDRSTRLEN }; /* bytes, with the NUL */

/*
 * The address in normal form, written into `room`. Brackets around it, a zone behind it (%eth0)
 * and white space are taken off. An empty slice: the text is no address.
 */
struct slice address_normal(struct slice text, char room[ADDRESS_TEXT]);

#endif
