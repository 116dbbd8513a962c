#include "lib/base/thousands.h"

#include <inttypes.h>
#include <stdio.h>

struct thousands thousands(int64_t n)
{
    struct thousands apart;
    char digits[THOUSANDS_ROOM];
    int length = snprintf(digits, sizeof digits, "%" PRId64, n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            apart.text[at++] = ',';
        apart.text[at++] = digits[i];
    }

    apart.text[at] = '\0';
    return apart;
}
