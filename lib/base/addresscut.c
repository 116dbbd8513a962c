#include "lib/base/addresscut.h"

enum { IPV4_KEPT = 15, IPV6_KEPT = 6 }; /* bytes of a v4-mapped address */

bool addresscut_may_hold(struct slice text)
{
    size_t dots = 0, colons = 0;
    for (size_t i = 0; i < text.n; i++) {
        dots += text.at[i] == '.';
        colons += text.at[i] == ':';
    }
    return dots >= 3 || colons >= 2;
}

static void append_cut(struct address a, struct buffer *to)
{
    char room[ADDRESS_TEXT];
    size_t kept = address_is_ipv4(&a) ? IPV4_KEPT : IPV6_KEPT;
    memset(a.bytes + kept, 0, sizeof a.bytes - kept);
    buffer_append(to, address_write(&a, room));
}

static bool in_address(char c)
{
    return ascii_hex_value(c) >= 0 || c == '.' || c == ':';
}

/* How many bytes from the start are digits and dots of an IPv4 address; 0: none begins here. */
static size_t ipv4_length(struct slice s)
{
    size_t n = 0;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        if (part > 0 && (n == s.n || s.at[n++] != '.'))
            return 0;
        while (digits < 3 && n + digits < s.n && ascii_is_digit(s.at[n + digits]))
            digits++;
        n += digits;
        if (digits == 0)
            return 0;
    }
    return n < s.n && ascii_is_digit(s.at[n]) ? 0 : n;
}

/* The longest IPv6 address from the start on; 0: none begins here. */
static size_t ipv6_length(struct slice s, struct address *a)
{
    size_t n = 0, colons = 0;
    for (; n < s.n && n < ADDRESS_TEXT - 1 && in_address(s.at[n]); n++)
        colons += s.at[n] == ':';
    for (; colons >= 2 && n > 2; n--)
        if (address_read(slice_first(s, n), a) && memchr(s.at, ':', n))
            return n;
    return 0;
}

/* The bytes of the address that begins at s.at[0]; before: what stands in front of it, which is no
 * digit of the same group. */
static size_t length_at(struct slice s, char before, struct address *a)
{
    size_t n = 0;
    if (ascii_hex_value(before) < 0 && in_address(s.at[0]))
        n = ipv6_length(s, a);
    if (n > 0 || !ascii_is_digit(s.at[0]) || ascii_is_digit(before))
        return n;
    n = ipv4_length(s);
    return n > 0 && address_read(slice_first(s, n), a) ? n : 0;
}

void addresscut_text(struct slice text, struct buffer *to)
{
    static const struct slice literal = SLICE("IPv6:"); /* RFC 5321, 4.1.3: its 6 is none */
    char before = ' ';
    while (text.n > 0) {
        if (slice_starts_nocase(text, literal)) {
            buffer_append(to, slice_first(text, literal.n));
            text = slice_from(text, literal.n);
            before = ' ';
            continue;
        }
        struct address a;
        size_t n = length_at(text, before, &a);
        if (n > 0)
            append_cut(a, to);
        else
            buffer_append_char(to, text.at[0]);
        n = n > 0 ? n : 1;
        before = text.at[n - 1];
        text = slice_from(text, n);
    }
}
