/*
 * charset: texts of a mail's header in UTF-8. What is known here is what domain names come in:
 * ASCII, UTF-8 and Latin 1; of another charset the ASCII characters are read.
 */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include "lib/base/arena.h"

/* The text in UTF-8 where its charset is known, else as it is. It borrows, or is in the arena.
 * False: out of memory. */
bool charset_to_utf8(struct slice charset, struct slice text, struct arena *arena,
                     struct slice *utf8);

#endif
