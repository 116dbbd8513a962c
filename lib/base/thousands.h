/*
 * thousands: whole numbers as people read them.
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

#endif
