#include "lib/base/address.h"

#include <arpa/inet.h>

/* inet_pton wants a NUL behind the text; what is longer than any address is none. */
static bool as_text(struct slice s, char to[ADDRESS_TEXT])
{
    if (s.n == 0 || s.n >= ADDRESS_TEXT || memchr(s.at, '\0', s.n))
        return false;
    memcpy(to, s.at, s.n);
    to[s.n] = '\0';
    return true;
}

static struct slice without_dress(struct slice s)
{
    s = slice_trim(s);
    if (s.n > 2 && s.at[0] == '[' && s.at[s.n - 1] == ']')
        s = (struct slice){.at = s.at + 1, .n = s.n - 2};
    if (slice_starts_nocase(s, SLICE("IPv6:"))) /* an address literal of RFC 5321, 4.1.3 */
        s = slice_from(s, 5);
    return slice_until(&s, '%');
}

/* What inet_ntop writes is RFC 5952's form but for ::192.0.2.1, which nobody sends. */
struct slice address_normal(struct slice text, char room[ADDRESS_TEXT])
{
    char copy[ADDRESS_TEXT];
    struct in_addr four;
    struct in6_addr six;
    if (!as_text(without_dress(text), copy))
        return (struct slice){0};

    int family = AF_INET6;
    const void *bytes = &six;
    if (inet_pton(AF_INET, copy, &four) == 1) {
        family = AF_INET;
        bytes = &four;
    } else if (inet_pton(AF_INET6, copy, &six) != 1) {
        return (struct slice){0};
    } else if (IN6_IS_ADDR_V4MAPPED(&six)) {
        family = AF_INET;
        bytes = &six.s6_addr[12];
    }
    return slice_of(inet_ntop(family, bytes, room, ADDRESS_TEXT));
}
