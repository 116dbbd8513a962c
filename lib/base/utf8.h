/*
 * utf8: checks and mends UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF).
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "lib/base/arena.h"

enum { UTF8_MOST = 4, UTF8_REPLACEMENT_BYTES = 3 };

/* U+FEFF; at the start of a text it is no part of it. */
#define UTF8_BYTE_ORDER_MARK SLICE("\xEF\xBB\xBF")

/* Length of the well-formed sequence at s.at[0], 1 to 4; 0: ill-formed. s.n > 0. */
size_t utf8_sequence(struct slice s);
bool utf8_is_valid(struct slice s);

/* Writes code point `cp` (below 0x110000; surrogates become U+FFFD); gives the number of bytes,
 * 1 to 4. */
size_t utf8_put(char *to, uint32_t cp);

/* Copies `from` with each ill-formed byte replaced by U+FFFD; `to` has room for 3 * from.n.
 * Gives the bytes written. */
size_t utf8_mend(char *to, struct slice from);

/* The text itself when it is well-formed, else a mended copy in the arena. False: out of memory. */
bool utf8_sound(struct slice from, struct arena *arena, struct slice *sound);

/* The code point that s begins with: a sequence of n bytes, as utf8_sequence gives it, not 0. */
uint32_t utf8_code_point(struct slice s, size_t n);

/* About how many columns a text takes on a terminal or on paper: wide East Asian characters take
 * two, combining marks none. */
size_t utf8_columns(struct slice s);

/*
 * The length of the character at s.at[0] if it acts instead of being seen: a control character
 * (Cc), a mark, embedding or override of the direction of writing (Bidi_Control), a line or
 * paragraph separator. 0: it is any other. Such characters can deceive a terminal or a reader, so
 * none out of a mail is shown to people (SPEC 10).
 */
size_t utf8_control(struct slice s);

/* The first bytes of `s`, at most `most`, without a sequence that would be cut in two. */
struct slice utf8_cut(struct slice s, size_t most);

#endif
