#include "lib/base/thousands.h"

#include <inttypes.h>
#include <stdio.h>

const char *thousands(int64_t n, char room[static THOUSANDS_ROOM])
{
    char digits[THOUSANDS_ROOM];
    int length = snprintf(digits, sizeof digits, "%" PRId64, n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            room[at++] = ',';
        room[at++] = digits[i];
    }

    room[at] = '\0';
    return room;
}
