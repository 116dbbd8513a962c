#include "lib/base/thousands.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/base/plural.h"

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

struct counted counted(int64_t n, const char *one, const char *many)
{
    struct counted c;
    snprintf(c.text, sizeof c.text, "%s %.27s", thousands(n).text, plural(n, one, many));
    return c;
}
