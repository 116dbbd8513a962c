/*
 * jsonpull: a strict pull reader for JSON texts (RFC 8259) that lie whole in memory.
 *
 * jsonpull_next gives one token after the other and checks the grammar on the way; nothing is
 * copied or allocated. Whatever the grammar forbids ends in PULL_ERROR, which stays. One thing is
 * left to the caller: ill-formed UTF-8 inside strings, which jsonpull_text mends. A byte order mark
 * at the start is passed over (RFC 8259, 8.1 allows that).
 */
#ifndef TLSRPT_JSONPULL_H
#define TLSRPT_JSONPULL_H

#include <stdint.h>

#include "lib/base/arena.h"

enum { PULL_MOST_DEPTH = 512 };

enum jsonpull_token {
    PULL_ERROR,
    PULL_END, /* the text is over, and was complete */
    PULL_OBJECT,
    PULL_OBJECT_END,
    PULL_ARRAY,
    PULL_ARRAY_END,
    PULL_KEY, /* a member's name; its value is the next token */
    PULL_STRING,
    PULL_NUMBER,
    PULL_TRUE,
    PULL_FALSE,
    PULL_NULL,
};

struct jsonpull {
    /* Of a key, string or number: its characters as they stand, without quotes. */
    struct slice raw;
    bool escaped;   /* it holds a backslash, and each begins an escape */
    bool non_ascii; /* it holds a byte of 0x80 or more */

    const char *at, *end;
    unsigned depth, most_depth;
    int state;
    uint64_t in_object[PULL_MOST_DEPTH / 64]; /* one bit per level */
};

/* Borrows the text. */
void jsonpull_start(struct jsonpull *j, struct slice text, unsigned most_depth);
enum jsonpull_token jsonpull_next(struct jsonpull *j);

/* The first byte of the key or string that comes next, as it stands; nothing is taken. NUL:
 * something else comes, or it is empty. */
char jsonpull_first_of_string(const struct jsonpull *j);

/* After PULL_OBJECT: passes over the rest of that object, n bytes with its closing brace, which are
 * known to be sound. */
void jsonpull_leap(struct jsonpull *j, size_t n);

/* Passes over the rest of the value that began with `token`. False: the text is not JSON. */
bool jsonpull_skip(struct jsonpull *j, enum jsonpull_token token);

/* Is the whole text one JSON value? It need not begin with a brace: a number is one, too (RFC 8259,
 * 2). */
static inline bool jsonpull_is_sound(struct slice text, unsigned most_depth)
{
    struct jsonpull j;
    jsonpull_start(&j, text, most_depth);
    return jsonpull_skip(&j, jsonpull_next(&j)) && jsonpull_next(&j) == PULL_END;
}

/*
 * The characters that the current key or string stands for. \u0000 becomes a NUL byte, a lone
 * surrogate U+FFFD, and so does each ill-formed byte (*mended is then set). The text borrows from
 * the source where it can, else from the arena.
 * False: out of memory.
 */
bool jsonpull_text(const struct jsonpull *j, struct arena *arena, struct slice *text, bool *mended);

/* Is the current key or string white space, escaped or not, or empty? */
bool jsonpull_is_blank(const struct jsonpull *j);

/* Cuts the current key or string to its first `most` bytes as they stand, but not inside an escape
 * or a character. False: it was no longer than that. */
bool jsonpull_shorten(struct jsonpull *j, size_t most);

enum jsonpull_integer {
    PULL_INTEGER,
    PULL_INTEGER_WRITTEN_AS_REAL,
    PULL_INTEGER_TOO_LARGE,
    PULL_NOT_INTEGER
};

/* The exact value of a number's characters when it is whole and fits 64 bits: "7", "7.0", "7e0",
 * "70e-1". */
enum jsonpull_integer jsonpull_integer(struct slice number, int64_t *value);

#endif
