/*
 * charset: texts of a mail's header in UTF-8. It knows the charsets that domain names come in:
 * ASCII, UTF-8 and Latin 1. Of a text in another one the ASCII characters can be read.
 */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include "lib/base/arena.h"

/* The text in UTF-8 if its charset is known, else as it is. It borrows from `text`, or is in the
 * arena. False: out of memory. */
bool charset_to_utf8(struct slice charset, struct slice text, struct arena *arena,
                     struct slice *utf8);

#endif
