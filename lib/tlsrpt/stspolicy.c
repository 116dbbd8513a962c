#include "lib/tlsrpt/stspolicy.h"

#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/terms.h"

enum { MAX_AGE_MOST_DIGITS = 10 };

struct slice stspolicy_next(struct slice *policy, struct slice key)
{
    while (policy->n > 0) {
        struct slice value = slice_until(policy, '\n');
        struct slice name = slice_trim(slice_until(&value, ':'));
        value = slice_trim(value);
        if (value.n > 0 && slice_equal(name, key))
            return value;
    }
    return (struct slice){0};
}

struct slice stspolicy_value(struct slice policy, struct slice key)
{
    return stspolicy_next(&policy, key);
}

bool stspolicy_patterns(struct slice policy, struct arena *arena, struct texts *patterns)
{
    struct slice value, pattern, normal;
    *patterns = (struct texts){0};
    while ((value = stspolicy_next(&policy, SLICE("mx"))).n > 0) {
        bool odd = false;
        while (mxpattern_next(&value, &pattern, &odd))
            if (!mxpattern_normalise(pattern, arena, &normal, &odd, NULL) ||
                !texts_push(arena, patterns, normal))
                return false;
    }
    texts_settle(patterns);
    return true;
}

enum sts_mode sts_mode_of(struct slice word)
{
    if (slice_equal_nocase(word, SLICE("enforce")))
        return STS_MODE_ENFORCE;
    if (slice_equal_nocase(word, SLICE("testing")))
        return STS_MODE_TESTING;
    return slice_equal_nocase(word, SLICE("none")) ? STS_MODE_NONE : STS_MODE_UNKNOWN;
}

enum sts_mode stspolicy_mode(struct slice policy)
{
    return sts_mode_of(stspolicy_value(policy, SLICE("mode")));
}

enum protection policy_protection(struct slice type, struct slice text)
{
    static const enum protection by_mode[] = {[STS_MODE_UNKNOWN] = PROTECTION_UNKNOWN,
                                              [STS_MODE_NONE] = PROTECTION_OFF,
                                              [STS_MODE_TESTING] = PROTECTION_TESTING,
                                              [STS_MODE_ENFORCE] = PROTECTION_ENFORCED};
    switch (policy_kind_of(type)) {
    case POLICY_STS:
        return by_mode[stspolicy_mode(text)];
    case POLICY_TLSA:
        return PROTECTION_ENFORCED;
    case POLICY_NONE_FOUND:
        return PROTECTION_NO_POLICY;
    case POLICY_OTHER:
        break;
    }
    return PROTECTION_UNKNOWN;
}

bool sts_age_of(struct slice word, int64_t *seconds)
{
    *seconds = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (!ascii_is_digit(word.at[i]) || i == MAX_AGE_MOST_DIGITS)
            return false;
        *seconds = *seconds * 10 + (word.at[i] - '0');
    }
    return word.n > 0;
}

bool stspolicy_max_age(struct slice policy, int64_t *seconds)
{
    return sts_age_of(stspolicy_value(policy, SLICE("max_age")), seconds);
}
