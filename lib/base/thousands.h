/*
 * thousands: whole numbers as people read them.
 */
#ifndef BASE_THOUSANDS_H
#define BASE_THOUSANDS_H

#include <stdint.h>

enum { THOUSANDS_ROOM = 27 }; /* of the longest, -9,223,372,036,854,775,808, and a NUL */

/* 1234567 as "1,234,567", in `room`, which it gives back. */
const char *thousands(int64_t n, char room[static THOUSANDS_ROOM]);

#endif
