#include "lib/tlsrpt/source.h"

#include "lib/mail/maildate.h"

time_seconds source_received(const struct source *s)
{
    time_seconds t;
    if (s->received.n > 0)
        return maildate_parse(s->received, &t) ? t : WHEN_NEVER;
    return s->received_time;
}
