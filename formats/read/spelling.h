/*
 * spelling: text that is written another way, as a stream in UTF-8 with line feeds: UTF-16 with a
 * byte order mark (PowerShell's >), and lines that end in a lone CR (classic Mac OS).
 */
#ifndef READ_SPELLING_H
#define READ_SPELLING_H

#include "formats/read/expansion.h"
#include "formats/read/stream.h"

/* NULL: out of memory. Each borrows both. What is not UTF-16 comes out as U+FFFD. */
struct stream *spelling_open_utf16le(struct stream *text, struct expansion *expansion);
struct stream *spelling_open_utf16be(struct stream *text, struct expansion *expansion);
struct stream *spelling_open_cr_lines(struct stream *text, struct expansion *expansion);
void spelling_close(struct stream *s);

#endif
