/*
 * rewritten: a text in another form as a stream of UTF-8 with line feeds: UTF-16 with a byte order
 * mark (PowerShell's >), or lines that end in a lone CR (classic Mac OS).
 */
#ifndef READ_REWRITTEN_H
#define READ_REWRITTEN_H

#include "formats/read/streams/expansion.h"
#include "formats/read/streams/stream.h"

/* What UTF-16 fails of at its end where UTF-8 stands in it, as cat or >> append it. */
#define REWRITTEN_MIXED "is in UTF-16, and has UTF-8 in it, which is not read"

/* Each borrows both. What is not UTF-16 comes out as U+FFFD. NULL: out of memory. */
struct stream *rewritten_open_utf16le(struct stream *text, struct expansion *expansion);
struct stream *rewritten_open_utf16be(struct stream *text, struct expansion *expansion);
struct stream *rewritten_open_cr_lines(struct stream *text, struct expansion *expansion);
void rewritten_close(struct stream *s);

#endif
