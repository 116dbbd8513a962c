/* Other spellings of names: encoded words, mx patterns, domain names. What is found lies in the
 * text, a normal form stays as it is, and nothing grows beyond what its characters can need. */
#include "tests/fuzz/fuzz.h"

#include "lib/mail/encodedword.h"
#include "lib/tlsrpt/domain.h"
#include "lib/tlsrpt/mxpattern.h"

/* A byte of Latin-1 is two in UTF-8. */
enum { MOST_GROWTH = 2 };

static void check_domain(struct slice text, struct arena *a)
{
    struct slice normal, again;
    bool not_ascii = false, no_longer = false;
    MUST(domain_normalise(text, a, &normal, &not_ascii));
    MUST(domain_normalise(normal, a, &again, &no_longer));
    MUST(slice_equal(normal, again));
}

static void check_pattern(struct slice pattern, struct arena *a)
{
    struct slice normal, again;
    bool odd = false, not_ascii = false;
    MUST(mxpattern_normalise(pattern, a, &normal, &odd, &not_ascii));
    odd = not_ascii = false;
    MUST(mxpattern_normalise(normal, a, &again, &odd, &not_ascii));
    if (!mxpattern_is_sound(normal))
        return;
    MUST(slice_equal(normal, again));
    MUST(slice_starts(normal, SLICE("*.")) || mxpattern_matches(normal, normal));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n}, rest = text, found;
    struct arena a = {0};
    bool odd = false;
    MUST(encodedword_decode(text, &a, &found));
    MUST(found.n <= MOST_GROWTH * n);
    check_domain(text, &a);
    for (size_t left = n + 1; mxpattern_next(&rest, &found, &odd); left--) {
        MUST(left > 0);
        MUST(found.n == 0 || (found.at >= text.at && found.at + found.n <= text.at + n));
        check_pattern(found, &a);
    }
    arena_free(&a);
    return 0;
}
