/*
 * slice: bytes that belong to somebody else.
 *
 * A slice borrows; it is valid as long as what it points into. It need not end in NUL and may hold
 * NULs. An absent text is a slice of length 0; nothing here tells absent from empty (SPEC 4: an
 * empty string is an absent field).
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *at;
    size_t n;
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define SLICE(literal) ((struct slice){.at = "" literal, .n = sizeof(literal) - 1})

static inline struct slice slice_of(const char *text)
{
    return (struct slice){.at = text, .n = text ? strlen(text) : 0};
}

static inline struct slice slice_from(struct slice s, size_t start) /* start <= s.n */
{
    return (struct slice){.at = start > 0 ? s.at + start : s.at,
                          .n = s.n - start}; /* NULL + 0 is undefined in C11 */
}

static inline struct slice slice_first(struct slice s, size_t n) /* n <= s.n */
{
    return (struct slice){.at = s.at, .n = n};
}

static inline struct slice slice_at_most(struct slice s, size_t n) /* its first n bytes, or all */
{
    return slice_first(s, s.n < n ? s.n : n);
}

static inline struct slice slice_between(const char *start, const char *end)
{
    return (struct slice){.at = start, .n = (size_t)(end - start)};
}

static inline bool slice_has(struct slice s, char c)
{
    return s.n > 0 && memchr(s.at, c, s.n);
}

/* How many bytes at its beginning are such that `is` holds. */
static inline size_t slice_run(struct slice s, bool (*is)(char c))
{
    size_t n = 0;
    while (n < s.n && is(s.at[n]))
        n++;
    return n;
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.n >= prefix.n &&
           (prefix.n == 0 || (s.at[0] == prefix.at[0] && memcmp(s.at, prefix.at, prefix.n) == 0));
}

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alnum(char c)
{
    char lower = ascii_lower(c);
    return ascii_is_digit(c) || (lower >= 'a' && lower <= 'z');
}

int ascii_hex_value(char c); /* 0 to 15; -1: no hex digit */

static inline bool ascii_is_hex(char c)
{
    return ascii_hex_value(c) >= 0;
}

/* The byte that the text's first two hex digits stand for, 0 to 255; -1: it does not begin with
 * two. */
int ascii_hex_byte(struct slice text);

/* Writes the bytes as 2n lower-case hex digits, without a NUL. */
void ascii_hex(const unsigned char *bytes, size_t n, char *to);

/* Are n bytes the same, but for the case of ASCII letters? */
bool slice_same_nocase(const char *a, const char *b, size_t n);

/* Ignores ASCII case; tests the first letter inline, since it nearly always differs. */
static inline bool slice_starts_nocase(struct slice s, struct slice prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || (((s.at[0] ^ prefix.at[0]) & ~0x20) == 0 &&
                                                 slice_same_nocase(s.at, prefix.at, prefix.n)));
}

static inline bool slice_equal_nocase(struct slice a, struct slice b) /* likewise */
{
    return a.n == b.n && slice_starts_nocase(a, b);
}

bool slice_ends_nocase(struct slice s, struct slice suffix); /* likewise */

/* Cuts off what *s begins with. False: it begins with something else, and stays as it is. */
static inline bool slice_skip(struct slice *s, struct slice prefix)
{
    bool is_there = slice_starts(*s, prefix);
    if (is_there)
        *s = slice_from(*s, prefix.n);
    return is_there;
}

static inline bool slice_skip_nocase(struct slice *s, struct slice prefix) /* likewise */
{
    bool is_there = slice_starts_nocase(*s, prefix);
    if (is_there)
        *s = slice_from(*s, prefix.n);
    return is_there;
}

/* The slice without those bytes at its beginning and end for which `is` holds. */
static inline struct slice slice_strip(struct slice s, bool (*is)(char c))
{
    while (s.n > 0 && is(s.at[0]))
        s = slice_from(s, 1);
    while (s.n > 0 && is(s.at[s.n - 1]))
        s.n--;
    return s;
}

static inline struct slice slice_trim(struct slice s) /* without outer ASCII white space */
{
    return slice_strip(s, ascii_is_space);
}

/* Does `is`, which compares two slices, hold of s and one of those n at least? */
static inline bool slice_any(struct slice s, bool (*is)(struct slice s, struct slice one),
                             const struct slice *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is(s, list[i]))
            return true;
    return false;
}

int slice_compare(struct slice a, struct slice b); /* byte order: <0, 0, >0 */

static inline bool slice_holds(struct slice in, struct slice what)
{
    return in.at && memmem(in.at, in.n, what.at, what.n) != NULL;
}

/* The slice from the first occurrence on; at is NULL: there is none. */
struct slice slice_find_nocase(struct slice in, struct slice what);
struct slice slice_basename(struct slice path); /* what follows the last '/' */

/* Cuts s at the first `cut`: gives what stands before it and leaves the rest in *s (empty when
 * there is no cut). */
struct slice slice_until(struct slice *s, char cut);

/* Leaves in *s what stands behind its last `cut`. False: there is none, and *s stays as it is. */
bool slice_behind_last(struct slice *s, char cut);

#endif
