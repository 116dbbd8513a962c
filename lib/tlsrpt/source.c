#include "lib/tlsrpt/source.h"

#include "lib/mail/maildate.h"

time_seconds source_received(const struct source *s)
{
    time_seconds t;
    if (s->received.n > 0)
        return maildate_parse(s->received, &t) ? t : WHEN_NEVER;
    return s->received_time;
}

bool source_is_authentic(const struct source *s)
{
    return dkim_is_authentic(&s->signature) || s->dkim == DKIM_PASSED;
}

struct slice source_doubt(const struct source *s)
{
    const struct dkim_verdict *v = &s->signature;
    if (v->result == DKIM_UNCHECKED)
        return SLICE("not-passed");
    if (v->reason != DKIM_SOUND)
        return dkim_reason_names[v->reason];
    return v->result == DKIM_PASS ? SLICE("unaligned") : dkim_result_names[v->result];
}
