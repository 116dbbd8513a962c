/* days: reports of the days of May 2024, and policies, for the tests of lib/audit. */
#ifndef UNIT_DAYS_H
#define UNIT_DAYS_H

#include "tests/unit/reading.h"

/* A report of `org` on `domain` for a day of May 2024, with so many sessions and a policy. */
static inline void add_report(struct reading *r, const char *org, const char *domain, int day,
                              int ok, int failed, const char *policy, const char *details)
{
    char text[2000];
    static int id;
    snprintf(text, sizeof text,
             "{\"organization-name\":\"%s\",\"report-id\":\"%d\",\"contact-info\":\"x\",\"date-"
             "range\":{\"start-datetime\":\"2024-05-%02dT00:00:00Z\","
             "\"end-datetime\":\"2024-05-%02dT23:59:59Z\"},\"policies\":[{\"policy\":{%s,\"policy-"
             "domain\":\"%s\"},\"summary\":"
             "{\"total-successful-session-count\":%d,\"total-failure-session-count\":%d},\"failure-"
             "details\":[%s]}]}",
             org, id++, day, day, policy, domain, ok, failed, details);
    reading_add(r, slice_of(text), SIZE_MAX);
}

#define ENFORCE                                                                                    \
    "\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: "       \
    "*.a.example\",\"max_age: 86400\"]"

#endif
