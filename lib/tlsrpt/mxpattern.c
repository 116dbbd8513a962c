#include "lib/tlsrpt/mxpattern.h"

#include "lib/mail/aligned.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/domain.h"

/* What stands between and around patterns if an array was written as one text. */
static bool is_mark(char c)
{
    static const bool marks[256] = {
        [','] = true, [';'] = true,  ['['] = true,  [']'] = true,  ['{'] = true,
        ['}'] = true, ['('] = true,  [')'] = true,  ['<'] = true,  ['>'] = true,
        ['"'] = true, ['\''] = true, ['\\'] = true, ['\r'] = true, ['\n'] = true};
    return marks[(unsigned char)c];
}

static bool is_blank_at(struct slice text, size_t i)
{
    return i < text.n && ascii_is_space(text.at[i]);
}

static bool begins_name(struct slice text)
{
    bool dotted = false;
    for (size_t i = 0; i < text.n && !ascii_is_space(text.at[i]) && !is_mark(text.at[i]); i++)
        dotted |= i > 1 && text.at[i - 1] == '.' && text.at[i] != '.';
    return dotted;
}

/* Gives the host of "10 mx.example.com." or "MX 10 mx.example.com.", in which an MX record's
 * preference stands before its host (RFC 1035, 3.3.9); else the text as it is. */
static struct slice without_preference(struct slice text)
{
    enum { MOST_DIGITS = 5 };
    bool has_type = slice_starts_nocase(text, SLICE("MX")) && is_blank_at(text, 2);
    struct slice rest = has_type ? slice_trim(slice_from(text, 2)) : text;
    size_t n = slice_run(slice_at_most(rest, MOST_DIGITS), ascii_is_digit);
    if (n == 0 || !is_blank_at(rest, n))
        return text;
    struct slice host = slice_trim(slice_from(rest, n));
    return begins_name(host) ? host : text;
}

/* The text without what stands before a name: a mark, or the scheme of a URI. */
static struct slice without_front(struct slice text)
{
    struct slice rest = text;
    struct slice scheme = slice_until(&rest, ':');
    if (scheme.n > 0 && slice_skip(&rest, SLICE("//")))
        text = rest;
    while (text.n > 0 && is_mark(text.at[0]))
        text = slice_trim(slice_from(text, 1));
    return text;
}

struct slice mxpattern_host(struct slice text)
{
    struct slice host = without_preference(without_front(text));
    size_t n = 0;
    bool dotted = false, is_number = true;
    while (n < host.n && !is_mark(host.at[n]) && !strchr(":/", host.at[n] ? host.at[n] : ' ')) {
        dotted |= host.at[n] == '.';
        is_number &= host.at[n] == '.' || ascii_is_digit(host.at[n]);
        n++;
    }
    return dotted && !is_number ? slice_trim(slice_first(host, n)) : text;
}

static struct slice without_prefix(struct slice text, bool *odd)
{
    size_t before = text.n;
    while (slice_skip_nocase(&text, SLICE("mx:")))
        text = slice_trim(text);
    text = without_preference(text);
    *odd |= text.n < before;
    return text;
}

/* Does a name, or another pattern's prefix, begin here? Then what stands before is a pattern,
 * too. */
static bool begins_pattern(struct slice text)
{
    return begins_name(without_preference(text)) || slice_starts_nocase(text, SLICE("mx:"));
}

/* The length of a number that stands here, with the blanks before it; 0: there is none, or it
 * belongs to what follows. */
static size_t length_of_number(struct slice text)
{
    size_t from = 0, to;
    while (is_blank_at(text, from))
        from++;
    for (to = from; to < text.n && ascii_is_digit(text.at[to]); to++)
        ;
    bool ends = to == text.n || is_mark(text.at[to]) || ascii_is_space(text.at[to]);
    return to > from && ends && !begins_pattern(slice_from(text, from)) ? to : 0;
}

/*
 * Takes a pattern: up to the next mark, or to blanks with a name on both sides, or with a number
 * behind them; other blanks are inside a pattern.
 */
static size_t pattern_length(struct slice text)
{
    bool dotted = false;
    size_t n = 0;
    while (n < text.n && !is_mark(text.at[n])) {
        if (!ascii_is_space(text.at[n])) {
            dotted |= n > 1 && text.at[n - 1] == '.' && text.at[n] != '.';
            n++;
            continue;
        }
        size_t next = n;
        while (is_blank_at(text, next))
            next++;
        if (dotted &&
            (begins_pattern(slice_from(text, next)) || length_of_number(slice_from(text, n)) > 0))
            return n;
        n = next;
    }
    return n;
}

bool mxpattern_next(struct slice *rest, struct slice *pattern, bool *odd)
{
    struct slice text = slice_trim(*rest);
    for (;;) {
        while (text.n > 0 && (is_mark(text.at[0]) || ascii_is_space(text.at[0]))) {
            *odd |= is_mark(text.at[0]);
            text = slice_from(text, 1);
        }
        struct slice behind = without_prefix(text, odd);
        if (behind.n == text.n)
            break;
        text = behind;
    }
    size_t n = pattern_length(text);
    *odd |= n < text.n;
    *pattern = slice_trim(slice_first(text, n));
    *rest = slice_from(text, n);
    if (is_blank_at(*rest, 0)) /* "mx.example.com 10" */
        *rest = slice_from(*rest, length_of_number(*rest));
    return pattern->n > 0;
}

bool mxpattern_is_normal(struct slice text)
{
    if (text.n == 0 || text.n > BOUND_DOMAIN || text.at[0] == '.' || text.at[text.n - 1] == '.')
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (!domain_letters[(unsigned char)c] && c != '.' && c != '*')
            return false;
    }
    return true;
}

bool mxpattern_normalise(struct slice pattern, struct arena *arena, struct slice *normal, bool *odd,
                         bool *not_ascii)
{
    const struct slice star = SLICE("*.");
    *normal = pattern;
    if (mxpattern_is_normal(pattern))
        return true;
    bool has_star = slice_starts(pattern, star), has_dot = slice_starts(pattern, SLICE("."));
    struct slice name = has_star  ? slice_from(pattern, star.n)
                        : has_dot ? slice_from(pattern, 1)
                                  : pattern;
    *odd |= has_dot && name.n > 0;
    if (!domain_normalise(name, arena, normal, not_ascii))
        return false;
    if (!has_star && !has_dot)
        return true;
    if (normal->n == 0) /* there is no name: it stays as it is */
        return domain_normalise(pattern, arena, normal, not_ascii);
    return arena_join(arena, star, *normal, normal);
}

static struct slice base_of(struct slice pattern) /* of "*.base"; empty: it is no wildcard */
{
    return slice_skip(&pattern, SLICE("*.")) ? pattern : (struct slice){0};
}

bool mxpattern_is_sound(struct slice pattern)
{
    struct slice base = base_of(pattern);
    return domain_is_name(base.n > 0 ? base : pattern);
}

bool mxpattern_matches(struct slice pattern, struct slice host)
{
    struct slice base = base_of(pattern);
    if (base.n == 0)
        return slice_equal(pattern, host);
    slice_until(&host, '.');
    return host.n > 0 && slice_equal(base, host);
}

bool mxpattern_is_above(struct slice pattern, struct slice host)
{
    struct slice base = base_of(pattern);
    return base.n > 0 && host.n > base.n + 1 && domain_is_below(host, base);
}
