/*
 * sqliterows: the rows of an SQLite database that go on in other pages than they begin in, each in
 * one piece: what is packed in them cannot be unpacked from less (sqlite.org/fileformat2.html).
 *
 * Rows that lie in one page stand in the file as they are. Some come that were deleted, and whose
 * pages others may have by now. A file can be made of which many rows go on in the same pages: all
 * of them together give twice the bytes that are at hand at the most, which is enough for those
 * that are there and as much of deleted ones.
 */
#ifndef READ_SQLITEROWS_H
#define READ_SQLITEROWS_H

#include <stdint.h>

#include "lib/base/slice.h"

struct sqliterows {
    struct slice pages; /* borrowed: those that are at hand */
    uint64_t first;     /* the number of the first of them, from 0 on */
    size_t page, used;  /* bytes of each, and of these what rows may have */
    uint64_t number;    /* of the page that is looked at */
    size_t cell;        /* the next one of that page */
    size_t left;        /* bytes that may still be given */
};

/* `pages`: what the file begins with, as a whole or up to a multiple of 64 KB. False: it is no
 * database. */
bool sqliterows_begin(struct sqliterows *r, struct slice pages);
void sqliterows_go_on(struct sqliterows *r, struct slice pages); /* behind those at hand */

/* The first bytes of the next such row, as many as find room. 0: there is none any more. */
size_t sqliterows_next(struct sqliterows *r, char *to, size_t room);

#endif
