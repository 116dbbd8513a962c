/*
 * thousands: whole numbers as people read them, and what there are so many of.
 */
#ifndef BASE_THOUSANDS_H
#define BASE_THOUSANDS_H

#include <stdint.h>

enum { THOUSANDS_ROOM = 27 }; /* of the longest, -9,223,372,036,854,775,808, and a NUL */

struct thousands {
    char text[THOUSANDS_ROOM];
};

/* 1234567 as "1,234,567". What is written as thousands(n).text lives to the end of the expression
 * that it stands in (C11, 6.2.4): as an argument, not as a pointer to keep. */
struct thousands thousands(int64_t n);

enum { COUNTED_ROOM = THOUSANDS_ROOM + 28 };

struct counted {
    char text[COUNTED_ROOM];
};

/* "1 day", "1,234 days": the number and the word for one, or for another number, which is cut where
 * it is longer than there is room for. Its text lives as long as that of thousands. */
struct counted counted(int64_t n, const char *one, const char *many);

#endif
