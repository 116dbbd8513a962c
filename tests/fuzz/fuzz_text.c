/* Small parsers of text: header fields and their parameters, MTA-STS policy lines, UTF-8. */
#include "tests/fuzz/fuzz.h"

#include "lib/base/utf8.h"
#include "lib/mail/field.h"
#include "lib/tlsrpt/stspolicy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n}, rest = text, found;
    struct arena a = {0};
    struct field f;
    while (field_next(&rest, &f))
        MUST(f.name.n > 0 && f.value.at >= text.at && f.value.at + f.value.n <= text.at + n);
    MUST(field_parameter(text, SLICE("boundary"), &a, &found));
    MUST(field_unfold(text, &a, &found));
    MUST(utf8_sound(text, &a, &found) && utf8_is_valid(found));
    stspolicy_value(text, SLICE("mode"));
    arena_free(&a);
    return 0;
}
