/*
 * utf8: is it well-formed (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF), and
 * mending it.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "lib/base/arena.h"

enum { UTF8_MOST = 4, UTF8_REPLACEMENT_BYTES = 3 };

/* U+FEFF at the start of a text: it is no part of it. */
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

/* Number of terminal or paper columns that a text takes, about: code points, wide East Asian
 * ones twice, marks none. */
size_t utf8_columns(struct slice s);

/*
 * Length of the character at s.at[0] where it does something instead of being seen: a control
 * character (Cc), a mark, embedding or override of the direction of writing (Bidi_Control), a line
 * or paragraph separator. 0: it is another one. A terminal or a reader can be deceived by those, so
 * no text of a mail brings them to people (SPEC 10).
 */
size_t utf8_control(struct slice s);

/* The first bytes of `s`, at most `most`, without a sequence that would be cut in two. */
struct slice utf8_cut(struct slice s, size_t most);

#endif
