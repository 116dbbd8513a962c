/* member_counts: the members of an object that are counts of sessions (RFC 8460, 4.4). */
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/members.h"

bool member_count(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct count *count = into;
    *count = (struct count){0};
    if (decoder_is_absent(d, value))
        return true;
    count->is_there = true;
    if (value == PULL_STRING && !decoder_unescape(d))
        return false;
    struct slice digits = value == PULL_STRING ? slice_trim(d->json.raw) : d->json.raw;
    if (value == PULL_STRING && slice_run(digits, ascii_is_digit) == digits.n) {
        report_note(d->report, DEVIATION_COUNT_AS_STRING);
    } else if (value != PULL_NUMBER) {
        decoder_problem(d, REASON_BAD_COUNT);
        return jsonpull_skip(&d->json, value);
    }
    enum jsonpull_integer form = jsonpull_integer(digits, &count->value);
    if (form == PULL_INTEGER_WRITTEN_AS_REAL)
        report_note(d->report, DEVIATION_COUNT_NOT_INTEGER);
    if (form == PULL_NOT_INTEGER || form == PULL_INTEGER_TOO_LARGE || count->value < 0)
        decoder_problem(d, REASON_BAD_COUNT);
    return true;
}

bool member_unsigned(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct count c;
    if (!member_count(d, value, &c))
        return false;
    *(uint64_t *)into = (uint64_t)c.value;
    return true;
}

int64_t count_plausible(struct decoder *d, int64_t value)
{
    if (value > BOUND_COUNT)
        report_note(d->report, DEVIATION_IMPLAUSIBLE_COUNT);
    return value;
}

int64_t count_value(struct decoder *d, struct count c)
{
    if (!c.is_there)
        report_note(d->report, DEVIATION_MISSING_COUNT);
    return count_plausible(d, c.value);
}

void counts_settle(struct decoder *d, struct policy *policy, struct count successful,
                   struct count failed, size_t details_without_count)
{
    policy->successful_sessions = count_value(d, successful);
    policy->failed_sessions = count_value(d, failed);
    if (!failed.is_there)
        policy->failed_sessions = count_plausible(d, policy_details_sum(policy));
    if (policy->details_n == 1 && details_without_count == 1)
        policy->details[0].failed_sessions = policy->failed_sessions;
}
