#include "lib/mail/encodedword.h"

#include "lib/mail/charset.h"
#include "lib/mail/encoding.h"
#include "lib/mail/field.h"

struct encoded_word {
    struct slice charset, text;
    bool base64;
    size_t n; /* bytes that the encoded word takes in the text */
};

static bool begins_word(struct slice s)
{
    return slice_starts(s, SLICE("=?"));
}

/* Reads the encoded word at the start of `s`. *none is set if there can be no other after it. */
static bool read_word(struct slice s, struct encoded_word *w, bool *none)
{
    struct slice rest = slice_from(s, 2);
    w->charset = slice_until(&rest, '?');
    w->charset = slice_until(&w->charset, '*'); /* a language follows (RFC 2231, 5) */
    struct slice encoding = slice_until(&rest, '?');
    char letter = encoding.n == 1 ? ascii_lower(encoding.at[0]) : '\0';
    if (letter != 'b' && letter != 'q')
        return false;
    struct slice end = slice_find_nocase(rest, SLICE("?="));
    *none = end.n == 0;
    if (*none)
        return false;
    w->base64 = letter == 'b';
    w->text = slice_first(rest, rest.n - end.n);
    w->n = (size_t)(end.at + 2 - s.at);
    return true;
}

static size_t decode_q(char *to, struct slice from)
{
    size_t n = 0;
    for (size_t i = 0; i < from.n; i++) {
        char c = from.at[i] == '_' ? ' ' : from.at[i];
        int byte = c == '=' ? ascii_hex_byte(slice_from(from, i + 1)) : -1;
        to[n++] = byte >= 0 ? (char)byte : c;
        i += byte >= 0 ? 2 : 0;
    }
    return n;
}

/* Writes what the word stands for; `to` has room for twice its length. */
static bool put_word(const struct encoded_word *w, struct arena *arena, char **to)
{
    bool damaged = false;
    struct slice utf8;
    size_t room = encoding_base64_room(w->text.n) + w->text.n;
    char *bytes = arena_take_text(arena, room);
    if (!bytes)
        return false;
    struct slice decoded = {.at = bytes};
    decoded.n = w->base64 ? encoding_base64(bytes, room, w->text, &damaged)
                          : decode_q(bytes, w->text);
    if (!charset_to_utf8(w->charset, decoded, arena, &utf8))
        return false;
    memcpy(*to, utf8.at, utf8.n);
    *to += utf8.n;
    return true;
}

bool encodedword_decode(struct slice text, struct arena *arena, struct slice *decoded)
{
    struct encoded_word w;
    bool after_word = false, none = false;
    if (!field_unfold(text, arena, &text))
        return false;
    *decoded = text;
    if (slice_find_nocase(text, SLICE("=?")).n == 0)
        return true;
    char *start = arena_take_text(arena, 2 * text.n), *to = start;
    if (!start)
        return false;
    while (text.n > 0) {
        size_t blanks = after_word ? slice_run(text, ascii_is_space) : 0;
        struct slice next = slice_from(text, blanks);
        after_word = !none && begins_word(next) && read_word(next, &w, &none);
        if (after_word && !put_word(&w, arena, &to))
            return false;
        if (!after_word)
            *to++ = text.at[0];
        text = after_word ? slice_from(next, w.n) : slice_from(text, 1);
    }
    *decoded = slice_between(start, to);
    return true;
}
