/* check: what a text amounts to, for the tests of formats/read. Private to tests/unit. */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include "tests/unit/reading.h"

#define FROM "From tls@sender.example Mon Jan  1 00:00:00 2024\n"

static inline void check(const char *text, uint64_t messages, uint64_t reports,
                         const char *reasons_text)
{
    struct reading r;
    reading_of(&r, text);
    if (r.account.audit.totals.messages != messages || r.account.audit.totals.reports != reports ||
        strcmp(r.reasons.at, reasons_text) != 0)
        fail_msg("messages %d, reports %d, reasons '%s' in: %s",
                 (int)r.account.audit.totals.messages, (int)r.account.audit.totals.reports,
                 r.reasons.at, text);
    reading_end(&r);
}

#endif
