/* jsonpull_numbers: the exact value of a number (RFC 8259, 6). */
#include "lib/tlsrpt/jsonpull.h"

/* The digits before and behind the point, in a row, times 10^power. */
struct decimal {
    struct slice whole, fraction; /* fraction: without zeros at its end */
    int64_t power;
    bool is_negative, is_real; /* is_real: written with a point or an exponent */
};

static bool is_of_mantissa(char c)
{
    return ascii_is_digit(c) || c == '.';
}

/* Reads what stands behind the "e", kept within bounds that no count of digits reaches. */
static int64_t read_exponent(struct slice s)
{
    bool negative = slice_skip(&s, SLICE("-"));
    int64_t exponent = 0;
    slice_skip(&s, SLICE("+"));
    for (size_t i = 0; i < s.n; i++)
        if (exponent < INT64_MAX / 100)
            exponent = exponent * 10 + (s.at[i] - '0');
    return negative ? -exponent : exponent;
}

static struct decimal read_decimal(struct slice number)
{
    struct decimal d = {.is_negative = slice_skip(&number, SLICE("-"))};
    size_t n = slice_run(number, is_of_mantissa);
    d.fraction = slice_first(number, n);
    d.whole = slice_until(&d.fraction, '.');
    d.is_real = d.whole.n < number.n;
    while (d.fraction.n > 0 && d.fraction.at[d.fraction.n - 1] == '0')
        d.fraction.n--;
    d.power = n < number.n ? read_exponent(slice_from(number, n + 1)) : 0;
    d.power -= (int64_t)d.fraction.n;
    return d;
}

static unsigned digit_at(const struct decimal *d, size_t i)
{
    char digit = i < d->whole.n ? d->whole.at[i] : d->fraction.at[i - d->whole.n];
    return (unsigned)(digit - '0');
}

static bool add_digit(uint64_t *value, unsigned digit)
{
    return !__builtin_mul_overflow(*value, 10u, value) &&
           !__builtin_add_overflow(*value, digit, value);
}

/* Gives PULL_INTEGER, or why it is none that fits. */
static enum jsonpull_integer read_magnitude(const struct decimal *d, uint64_t *magnitude)
{
    size_t digits = d->whole.n + d->fraction.n;
    *magnitude = 0;
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = digit_at(d, i);
        bool is_behind_point = (int64_t)(digits - i) <= -d->power;
        if (is_behind_point && digit != 0)
            return PULL_NOT_INTEGER;
        if (!is_behind_point && !add_digit(magnitude, digit))
            return PULL_INTEGER_TOO_LARGE;
    }
    for (int64_t power = d->power; power > 0 && *magnitude > 0; power--)
        if (!add_digit(magnitude, 0))
            return PULL_INTEGER_TOO_LARGE;
    return PULL_INTEGER;
}

/* The usual case: digits alone, too few to overflow. */
static bool plain_integer(struct slice number, int64_t *value)
{
    enum { MOST_DIGITS = 18 };
    int64_t sum = 0;
    size_t i = 0;
    for (; i < number.n && i < MOST_DIGITS && ascii_is_digit(number.at[i]); i++)
        sum = sum * 10 + (number.at[i] - '0');
    if (i < number.n)
        return false;
    *value = sum;
    return true;
}

enum jsonpull_integer jsonpull_integer(struct slice number, int64_t *value)
{
    uint64_t magnitude;
    if (plain_integer(number, value))
        return PULL_INTEGER;
    struct decimal d = read_decimal(number);
    enum jsonpull_integer form = read_magnitude(&d, &magnitude);
    if (form != PULL_INTEGER)
        return form;
    if (magnitude > (uint64_t)INT64_MAX + d.is_negative)
        return PULL_INTEGER_TOO_LARGE;
    *value = d.is_negative ? (int64_t)-magnitude : (int64_t)magnitude;
    return d.is_real ? PULL_INTEGER_WRITTEN_AS_REAL : PULL_INTEGER;
}
