#include "lib/audit/sessions.h"

#include <math.h>

int64_t sessions_all(struct sessions s)
{
    int64_t all = s.successful;
    sum_add(&all, s.failed);
    return all;
}

bool sessions_rate(struct sessions s, double *rate)
{
    *rate = 0;
    if (s.successful == 0 && s.failed == 0)
        return false;
    *rate = (double)s.successful / (double)((uint64_t)s.successful + (uint64_t)s.failed);
    if (s.failed > 0 && *rate >= 1)
        *rate = nextafter(1, 0);
    return true;
}
