/*
 * pieces: how split(1), 7-Zip, WinRAR and Info-ZIP name the pieces that they cut a file into. The
 * bytes of a piece do not tell that it is one: the first begins like the whole, the others like
 * nothing.
 */
#ifndef READ_PIECES_H
#define READ_PIECES_H

#include <stdint.h>

#include "lib/base/slice.h"

/* Is it the name of a first piece: x.tgz.aa, xaa, x.7z.001, x.part1.rar? */
bool pieces_is_first(struct slice name);

/* Is this file named as a later piece, x.tgz.ab, and is the first one beside it? */
bool pieces_is_later(struct slice path);

/* Is it the name of a piece of a split zip, x.z02 or the last one, x.zip, which cat cannot join? */
bool pieces_is_of_zip(struct slice path);

/* How do the last PIECES_TAIL bytes of a file of `size` bytes end a zip (APPNOTE.TXT, 4.3.16)? */
enum { PIECES_TAIL = 22 };
enum zip_end {
    ZIP_HAS_NO_END,
    ZIP_ENDS,       /* all of it may be here, behind a program */
    ZIP_ENDS_PIECE, /* it points to more than the file has: something cut it, as split(1) does */
    ZIP_ENDS_DISK,  /* its disk has a number: zip -s made it */
};
enum zip_end pieces_zip_end(struct slice tail, uint64_t size);

#endif
