#include "lib/tlsrpt/spelling.h"

#define DRAFT "draft-ietf-uta-smtp-tlsrpt-"

const struct spelling spellings[] = {
    {"failure-error-code", "failure-reason-code",
     DRAFT "00, 04, 07 and later, example of a report; Comcast's tlsrpt_processor.py"},
    {"additional-info-uri", "additional-information", "RFC 8460, 4.4, name of the value"},
    {"mx-host-pattern", "mx-host", "RFC 8460, 4.4, name of the value"},
    {"session-count", "failed-session-count", DRAFT "00, 04 and 07, report schema"},
    {"success-aggregate", "total-successful-session-count", DRAFT "00, 04 and 07, report schema"},
    {"failure-aggregate", "total-failure-session-count",
     DRAFT "00, 04 and 07, example of a report"},
    {"failure-aggregate:", "total-failure-session-count",
     DRAFT "00, 04 and 07, report schema, its misprint"},
    {"total-failure-session-count:", "total-failure-session-count",
     DRAFT "of September 2017, section 4.4, its misprint"},
    {"success-count", "total-successful-session-count", DRAFT "04, 07 and 10, delivery summary"},
    {"failure-count", "total-failure-session-count", DRAFT "04, 07 and 10, delivery summary"},
    {"email-address", "contact-info",
     "RFC 8460, 4.4, name of the value; Comcast's tlsrpt_processor.py"},
};
const size_t spellings_n = COUNT_OF(spellings);

struct slice spelling_of(struct slice key)
{
    for (size_t i = 0; i < spellings_n; i++)
        if (slice_equal(key, slice_of(spellings[i].key)))
            return slice_of(spellings[i].rfc);
    return (struct slice){0};
}
