#include "lib/tlsrpt/stspolicy.h"

struct slice stspolicy_value(struct slice policy, struct slice key)
{
    while (policy.n > 0) {
        struct slice value = slice_until(&policy, '\n'), name = slice_trim(slice_until(&value, ':'));
        if (slice_equal(name, key))
            return slice_trim(value);
    }
    return (struct slice){0};
}
