#include "formats/out/shown.h"

#include <stdio.h>

const char *shown_number(int64_t n, char room[static SHOWN_ROOM])
{
    char digits[SHOWN_ROOM];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            room[at++] = ',';
        room[at++] = digits[i];
    }
    room[at] = '\0';
    return room;
}

const char *shown_share(struct sessions s, char room[static SHOWN_ROOM])
{
    double rate;
    return sessions_rate(s, &rate) ? shown_rate(rate, room) : "no sessions";
}

const char *shown_rate(double rate, char room[static SHOWN_ROOM])
{
    double shown = rate * 100;
    if (rate < 1 && shown > 99.99)
        shown = 99.99;
    snprintf(room, SHOWN_ROOM, "%.2f %%", shown);
    return room;
}
