/*
 * sqliterows: the rows of an SQLite database that go on in other pages than they begin in, each in
 * one piece: what is packed in them cannot be unpacked from less (sqlite.org/fileformat2.html).
 *
 * Rows that lie in one page stand in the file as they are. Some come that were deleted, and whose
 * pages others may have by now. A file can be made of which many rows go on in the same pages: all
 * of them together give a few times the bytes that the file has, and no more.
 */
#ifndef READ_SQLITEROWS_H
#define READ_SQLITEROWS_H

#include <stdint.h>

#include "lib/base/slice.h"

struct sqliterows {
    struct slice file; /* borrowed: the pages that are at hand */
    size_t page, used; /* bytes of each, and of these what rows may have */
    size_t number;     /* of the page at hand, from 0 on */
    size_t cell;       /* the next one of that page */
    size_t left;       /* bytes that may still be given */
};

bool sqliterows_begin(struct sqliterows *r, struct slice file); /* false: it is no database */

/* The first bytes of the next such row, as many as find room. 0: there is none any more. */
size_t sqliterows_next(struct sqliterows *r, char *to, size_t room);

#endif
