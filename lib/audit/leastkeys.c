#include "lib/audit/leastkeys.h"

#include <string.h>

void leastkeys_add(struct leastkeys *keys, const char *key)
{
    unsigned at = 0;
    while (at < keys->n && memcmp(keys->at[at], key, REPORT_KEY_TEXT) < 0)
        at++;
    if (at == LEASTKEYS_MOST || (at < keys->n && memcmp(keys->at[at], key, REPORT_KEY_TEXT) == 0))
        return;
    if (keys->n < LEASTKEYS_MOST)
        keys->n++;
    memmove(keys->at[at + 1], keys->at[at], (keys->n - 1 - at) * sizeof keys->at[0]);
    memcpy(keys->at[at], key, REPORT_KEY_TEXT);
}
