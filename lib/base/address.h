/*
 * address: IPv4 and IPv6 addresses, and their one normal form (RFC 5952).
 *
 * An IPv6 address that stands for an IPv4 one (::ffff:192.0.2.1, RFC 4291, 2.5.5.2) is that IPv4
 * address, so that one mail server is one address whatever the reporter's system calls it.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include "lib/base/slice.h"

/* Texts with their NUL. */
enum { ADDRESS_TEXT = 46, ADDRESS_BYTES = 16, ADDRESS_REVERSE = 4 * ADDRESS_BYTES + 9 };

struct address { /* in network byte order; an IPv4 one is v4-mapped */
    unsigned char bytes[ADDRESS_BYTES];
};

/*
 * Reads an address, leaving out white space and brackets around it and a zone behind it (%eth0).
 * False: the text is not an address.
 */
bool address_read(struct slice text, struct address *a);

/*
 * Finds the address in a text that also has what mail servers write around one: [192.0.2.1]:25,
 * mx.example.com[192.0.2.1], 192.0.2.1:25, 192.0.2.1#25, 192.0.2.1/32, IPv6:2001:db8::1,
 * fe80::1%eth0. *text becomes the address, as it is written there. False: there is none.
 */
bool address_alone(struct slice *text);

bool address_is_ipv4(const struct address *a);

/* Is it 0.0.0.0 or ::, which stand for an address that is not known (RFC 4291, 2.5.2)? */
bool address_is_unspecified(const struct address *a);

/* The address in normal form, written into `room`. */
struct slice address_write(const struct address *a, char room[ADDRESS_TEXT]);

/* The address of a text in normal form, written into `room`. Empty: the text is no address. */
struct slice address_normal(struct slice text, char room[ADDRESS_TEXT]);

static inline bool address_text_is_ipv6(struct slice normal) /* of an address in normal form */
{
    return slice_has(normal, ':');
}

/* The name of the address's PTR record, without the dot at its end, written into `room`:
 * 1.2.0.192.in-addr.arpa (RFC 1035, 3.5), or one label per hex digit below ip6.arpa (RFC 3596,
 * 2.5). */
struct slice address_reverse_name(const struct address *a, char room[ADDRESS_REVERSE]);

#endif
