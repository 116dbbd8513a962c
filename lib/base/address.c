#include "lib/base/address.h"

#include <arpa/inet.h>
#include <stdio.h>

_Static_assert(ADDRESS_TEXT == INET6_ADDRSTRLEN, "every address has room");

static const unsigned char mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* inet_pton wants a NUL behind the text; what is longer than any address is none. */
static bool as_text(struct slice s, char to[ADDRESS_TEXT])
{
    if (s.n == 0 || s.n >= ADDRESS_TEXT || slice_has(s, '\0'))
        return false;
    memcpy(to, s.at, s.n);
    to[s.n] = '\0';
    return true;
}

static struct slice without_tag(struct slice s) /* of an address literal: RFC 5321, 4.1.3 */
{
    slice_skip_nocase(&s, SLICE("IPv6:"));
    return s;
}

static struct slice without_dress(struct slice s)
{
    s = slice_trim(s);
    if (s.n > 2 && s.at[0] == '[' && s.at[s.n - 1] == ']')
        s = (struct slice){.at = s.at + 1, .n = s.n - 2};
    s = without_tag(s);
    return slice_until(&s, '%');
}

static bool read_bare(struct slice text, struct address *a)
{
    char copy[ADDRESS_TEXT];
    if (!as_text(text, copy))
        return false;
    memcpy(a->bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, copy, a->bytes + sizeof mapped) == 1 ||
           inet_pton(AF_INET6, copy, a->bytes) == 1;
}

bool address_read(struct slice text, struct address *a)
{
    return read_bare(without_dress(text), a);
}

static struct slice in_brackets(struct slice s)
{
    struct slice rest = s;
    slice_until(&rest, '[');
    struct slice inner = slice_until(&rest, ']');
    return inner.n > 0 ? inner : s;
}

/* A port behind an IPv4 address; in an IPv6 one there are more colons. */
static struct slice without_port(struct slice s)
{
    struct slice port = s;
    struct slice host = slice_until(&port, ':');
    bool is_port = port.n > 0 && slice_has(host, '.') && !slice_has(port, ':');
    return is_port ? host : s;
}

bool address_alone(struct slice *text)
{
    struct address ignored;
    struct slice s = without_tag(in_brackets(*text));
    for (const char *behind = "%#/"; *behind; behind++) /* a zone, a port, a prefix's length */
        s = slice_until(&s, *behind);
    s = slice_trim(without_port(slice_trim(s)));
    if (!read_bare(s, &ignored))
        return false;
    *text = s;
    return true;
}

bool address_is_ipv4(const struct address *a)
{
    return memcmp(a->bytes, mapped, sizeof mapped) == 0;
}

bool address_is_unspecified(const struct address *a)
{
    static const unsigned char zeros[ADDRESS_BYTES];
    size_t from = address_is_ipv4(a) ? sizeof mapped : 0;
    return memcmp(a->bytes + from, zeros + from, sizeof zeros - from) == 0;
}

/* What inet_ntop writes is RFC 5952's form but for ::192.0.2.1, which nobody sends. */
struct slice address_write(const struct address *a, char room[ADDRESS_TEXT])
{
    bool four = address_is_ipv4(a);
    return slice_of(inet_ntop(four ? AF_INET : AF_INET6, a->bytes + (four ? sizeof mapped : 0),
                              room, ADDRESS_TEXT));
}

struct slice address_normal(struct slice text, char room[ADDRESS_TEXT])
{
    struct address a;
    struct slice bare = without_dress(text);
    if (!read_bare(bare, &a))
        return (struct slice){0};
    if (!address_is_ipv4(&a) || memchr(bare.at, ':', bare.n))
        return address_write(&a, room);

    /* Four numbers have one spelling that inet_pton takes: it is the normal one. */
    memcpy(room, bare.at, bare.n);
    return (struct slice){.at = room, .n = bare.n};
}

struct slice address_reverse_name(const struct address *a, char room[ADDRESS_REVERSE])
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *four = a->bytes + sizeof mapped;
    size_t n = 0;
    if (address_is_ipv4(a)) {
        int length = snprintf(room, ADDRESS_REVERSE, "%u.%u.%u.%u.in-addr.arpa", four[3], four[2],
                              four[1], four[0]);
        return (struct slice){.at = room, .n = (size_t)length};
    }

    for (size_t i = ADDRESS_BYTES; i-- > 0;) {
        room[n++] = digits[a->bytes[i] & 15];
        room[n++] = '.';
        room[n++] = digits[a->bytes[i] >> 4];
        room[n++] = '.';
    }
    memcpy(room + n, "ip6.arpa", sizeof "ip6.arpa");
    return slice_of(room);
}
