#include "lib/base/addresscut.h"

#include <stdio.h>

#include "lib/base/address.h"

enum { IPV4_KEPT = 15, IPV6_KEPT = 6, SIXTOFOUR_KEPT = 5 }; /* bytes; IPv4 is v4-mapped */

bool addresscut_may_hold(struct slice text)
{
    size_t dots = 0, colons = 0;
    for (size_t i = 0; i < text.n; i++) {
        dots += text.at[i] == '.';
        colons += text.at[i] == ':';
    }
    return dots >= 3 || colons >= 2;
}

/* Behind 2002: stands an IPv4 address (RFC 3056, 2), all of which is in the /48. */
static bool is_6to4(const struct address *a)
{
    return a->bytes[0] == 0x20 && a->bytes[1] == 0x02;
}

static void append_cut(struct address a, struct buffer *to)
{
    char room[ADDRESS_TEXT];
    size_t kept = address_is_ipv4(&a) ? IPV4_KEPT : is_6to4(&a) ? SIXTOFOUR_KEPT : IPV6_KEPT;
    memset(a.bytes + kept, 0, sizeof a.bytes - kept);
    buffer_append(to, address_write(&a, room));
}

static bool in_address(char c)
{
    return ascii_is_hex(c) || c == '.' || c == ':';
}

/* The bytes of the IPv4 address at the start, whose numbers may begin with zeros: logs write
 * 192.000.002.077, too. 0: none begins here. */
static size_t ipv4_length(struct slice s, struct address *a)
{
    char plain[ADDRESS_TEXT];
    unsigned parts[4];
    size_t n = 0;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        if (part > 0 && (n == s.n || s.at[n++] != '.'))
            return 0;
        for (parts[part] = 0; digits < 3 && n < s.n && ascii_is_digit(s.at[n]); digits++)
            parts[part] = parts[part] * 10 + (unsigned)(s.at[n++] - '0');
        if (digits == 0)
            return 0;
    }
    if (n < s.n && ascii_is_digit(s.at[n]))
        return 0;
    snprintf(plain, sizeof plain, "%u.%u.%u.%u", parts[0], parts[1], parts[2], parts[3]);
    return address_read(slice_of(plain), a) ? n : 0;
}

/* How many bytes from the start may be an IPv6 address: groups of four hex digits, eight of them,
 * or seven before "::" (RFC 4291, 2.2). A text may be full of what looks like one. */
static size_t most_of_ipv6(struct slice s, size_t *colons)
{
    enum { MOST_DIGITS = 4, MOST_COLONS = 8 };
    size_t n = 0;
    *colons = 0;
    for (size_t digits = 0; n < s.n && n < ADDRESS_TEXT - 1 && in_address(s.at[n]); n++) {
        bool is_colon = s.at[n] == ':', is_digit = !is_colon && s.at[n] != '.';
        digits = is_digit ? digits + 1 : 0;
        if (digits > MOST_DIGITS || *colons + is_colon > MOST_COLONS)
            break;
        *colons += is_colon;
    }
    return n;
}

/* The longest IPv6 address from the start on; 0: none begins here. */
static size_t ipv6_length(struct slice s, struct address *a)
{
    size_t colons, n = most_of_ipv6(s, &colons);
    for (; colons >= 2 && n > 2; n--)
        if (address_read(slice_first(s, n), a) && slice_has(slice_first(s, n), ':'))
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
    return ipv4_length(s, a);
}

static bool in_name(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* Of a name below the zone all labels but the last ones become zero. False: it is not below it. */
static bool cut_below(struct slice name, struct slice zone, size_t labels_kept, struct buffer *to)
{
    struct slice rest = name, labels = slice_first(name, name.n < zone.n ? 0 : name.n - zone.n);
    if (labels.n == 0 || !slice_equal_nocase(slice_from(name, labels.n), zone))
        return false;

    size_t labels_n = 1;
    for (size_t i = 0; i < labels.n; i++)
        labels_n += labels.at[i] == '.';
    for (; labels_n > labels_kept; labels_n--) {
        slice_until(&rest, '.');
        buffer_append_text(to, "0.");
    }
    buffer_append(to, rest);
    return true;
}

/* The name at which the DNS keeps what an address is called begins with the host (RFC 1035, 3.5;
 * RFC 3596, 2.5). Gives how many bytes of the text it is; 0: no such name begins here. */
static size_t cut_reverse_name(struct slice text, struct buffer *to)
{
    static const struct slice ipv4 = SLICE(".in-addr.arpa"), ipv6 = SLICE(".ip6.arpa"),
                              sixtofour = SLICE(".2.0.0.2.ip6.arpa");
    enum { IPV4_LABELS = 3, IPV6_LABELS = 12, SIXTOFOUR_LABELS = 6 }; /* of /24, /48, /24 */
    struct slice name = slice_first(text, slice_run(text, in_name));
    while (name.n > 0 && name.at[name.n - 1] == '.')
        name.n--;
    bool was_cut = cut_below(name, ipv4, IPV4_LABELS, to) ||
                   cut_below(name, sixtofour, SIXTOFOUR_LABELS, to) ||
                   cut_below(name, ipv6, IPV6_LABELS, to);
    return was_cut ? name.n : 0;
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
        size_t n = in_name(before) ? 0 : cut_reverse_name(text, to);
        if (n == 0 && (n = length_at(text, before, &a)) > 0)
            append_cut(a, to);
        if (n == 0) {
            buffer_append_char(to, text.at[0]);
            n = 1;
        }
        before = text.at[n - 1];
        text = slice_from(text, n);
    }
}
