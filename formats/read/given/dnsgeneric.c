/* dnsgeneric: records in the form for unknown types (RFC 3597, 5), which dig +unknownformat and
 * kdig +generic print, and older servers where a type is new to them: TYPE52 \# 35 03 01 01 … */
#include <stdio.h>

#include "formats/read/given/dnszone.h"
#include "lib/base/buffer.h"

enum { MOST_BYTES = 65535, MOST_LABEL = 63 };

static const struct {
    unsigned number;
    const char *name;
} types[] = {{1, "A"},    {5, "CNAME"}, {12, "PTR"},   {15, "MX"},
             {16, "TXT"}, {28, "AAAA"}, {46, "RRSIG"}, {52, "TLSA"}};

static const char *name_of(unsigned number)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (types[i].number == number)
            return types[i].name;
    return NULL;
}

struct slice zone_type_of(struct slice word)
{
    unsigned number = 0;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (slice_equal_nocase(word, slice_of(types[i].name)))
            return slice_of(types[i].name);
    if (!slice_starts_nocase(word, SLICE("TYPE")) || word.n == 4 || word.n > 9)
        return word;
    for (size_t i = 4; i < word.n; i++) {
        if (!ascii_is_digit(word.at[i]))
            return word;
        number = number * 10 + (unsigned)(word.at[i] - '0');
    }
    const char *name = name_of(number);
    return name ? slice_of(name) : word;
}

/* Appends the bytes that the hex digits of the tokens from `from` on stand for. False: they are no
 * such digits, or memory ran out, which bytes->failed tells. */
static bool take_bytes(const struct zone *z, size_t from, struct buffer *bytes)
{
    int high = -1;
    for (size_t i = from; i < z->tokens_n; i++)
        for (size_t k = 0; k < z->tokens[i].text.n; k++) {
            int digit = ascii_hex_value(z->tokens[i].text.at[k]);
            if (digit < 0 || bytes->n == MOST_BYTES)
                return false;
            if (high >= 0)
                buffer_append_char(bytes, (char)(high * 16 + digit));
            high = high >= 0 ? -1 : digit;
        }
    return high < 0 && !bytes->failed;
}

/* Appends a name in wire format, uncompressed (RFC 3597, 4), as text with a dot at its end. */
static bool append_name(struct buffer *to, struct slice wire)
{
    while (wire.n > 0 && wire.at[0] != 0) {
        size_t n = (unsigned char)wire.at[0];
        if (n > MOST_LABEL || n >= wire.n)
            return false;
        buffer_append(to, slice_first(slice_from(wire, 1), n));
        buffer_append_char(to, '.');
        wire = slice_from(wire, n + 1);
    }
    return wire.n == 1;
}

static bool append_strings(struct buffer *to, struct slice wire)
{
    while (wire.n > 0) {
        size_t n = (unsigned char)wire.at[0];
        if (n >= wire.n)
            return false;
        buffer_append(to, slice_first(slice_from(wire, 1), n));
        wire = slice_from(wire, n + 1);
    }
    return true;
}

static void append_number(struct buffer *to, const char *format, unsigned n)
{
    char room[16];
    snprintf(room, sizeof room, format, n);
    buffer_append_text(to, room);
}

/* Appends the address of the four bytes of an A record, or the sixteen of an AAAA record. */
static void append_address(struct buffer *to, struct slice wire)
{
    bool is_ipv4 = wire.n == 4;
    for (size_t i = 0; i < wire.n; i++) {
        if (i > 0 && (is_ipv4 || i % 2 == 0))
            buffer_append_char(to, is_ipv4 ? '.' : ':');
        append_number(to, is_ipv4 ? "%u" : "%02x", (unsigned char)wire.at[i]);
    }
}

/* Appends the data in the words of a zone file. False: it is no record of this type. */
static bool append_data(struct buffer *to, struct slice type, struct slice wire)
{
    const unsigned char *at = (const unsigned char *)wire.at;
    if (slice_equal(type, SLICE("CNAME")) || slice_equal(type, SLICE("PTR")))
        return append_name(to, wire);
    if (slice_equal(type, SLICE("MX")))
        return wire.n > 2 && append_name(to, slice_from(wire, 2));
    if (slice_equal(type, SLICE("TXT")))
        return append_strings(to, wire);
    if (slice_equal(type, SLICE("RRSIG"))) {
        const char *covered = wire.n > 2 ? name_of(at[0] * 256U + at[1]) : NULL;
        buffer_append_text(to, covered ? covered : "");
        return covered != NULL;
    }
    if (slice_equal(type, SLICE("TLSA"))) {
        for (size_t i = 3; i < wire.n; i++)
            append_number(to, "%02x", at[i]);
        return wire.n > 3;
    }
    append_address(to, wire);
    return wire.n == (slice_equal(type, SLICE("A")) ? 4 : 16);
}

/* Puts these words in the place of the tokens from the type on: an MX has a preference before its
 * target, a TLSA record three numbers before its data. */
static bool put_tokens(struct zone *z, size_t i, struct slice type, struct slice wire,
                       struct slice text)
{
    char number[4];
    struct slice copy;
    z->tokens_n = i;
    z->tokens[z->tokens_n++] = (struct token){.text = type};
    for (size_t k = 0; slice_equal(type, SLICE("TLSA")) && k < 3; k++) {
        snprintf(number, sizeof number, "%u", (unsigned char)wire.at[k]);
        if (!arena_copy(zone_arena(z), slice_of(number), &copy))
            return false;
        z->tokens[z->tokens_n++] = (struct token){.text = copy};
    }
    if (slice_equal(type, SLICE("MX")))
        z->tokens[z->tokens_n++] = (struct token){.text = slice_of("0")};
    if (!arena_copy(zone_arena(z), text, &copy))
        return false;
    z->tokens[z->tokens_n++] = (struct token){.text = copy};
    return true;
}

bool zone_expand(struct zone *z, size_t i)
{
    struct buffer wire = {0}, text = {0};
    struct slice type = i < z->tokens_n ? zone_type_of(z->tokens[i].text) : SLICE("");
    bool ok = true;
    if (i + 3 < z->tokens_n && i + 6 < MOST_TOKENS && zone_has_word(z, i + 1, "#") &&
        take_bytes(z, i + 3, &wire) && append_data(&text, type, buffer_slice(&wire)))
        ok = put_tokens(z, i, type, buffer_slice(&wire), buffer_slice(&text));
    ok = ok && !wire.failed && !text.failed;
    buffer_free(&wire);
    buffer_free(&text);
    return ok;
}
