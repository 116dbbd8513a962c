/* Small parsers: fields and their parameters, transfer encodings (against a simple reference), dates, UTF-8. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/utf8.h"
#include "lib/mail/encoding.h"
#include "lib/mail/field.h"
#include "lib/mail/maildate.h"
#include "lib/tlsrpt/stspolicy.h"

/* base64 letter by letter, as a child would do it. */
static size_t slow_base64(char *to, struct slice from)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0, held = 0;
    size_t n = 0;
    for (size_t i = 0; i < from.n && from.at[i] != '='; i++) {
        const char *letter = from.at[i] ? strchr(letters, from.at[i]) : NULL;
        if (!letter)
            continue;
        bits = bits << 6 | (unsigned)(letter - letters);
        held += 6;
        if (held >= 8) {
            held -= 8;
            to[n++] = (char)(bits >> held);
        }
    }
    return n;
}

static void check_encodings(struct slice text)
{
    size_t room = encoding_base64_room(text.n);
    char *fast = malloc(room + text.n + 8), *slow = malloc(room + text.n + 8);
    bool damaged = false;
    if (!fast || !slow)
        abort();
    size_t n = encoding_base64(fast, room, text, &damaged);
    MUST(n == slow_base64(slow, text) && memcmp(fast, slow, n) == 0);
    MUST(encoding_quoted_printable(fast, text, &damaged) <= text.n);
    free(fast);
    free(slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice text = {(const char *)data, n}, rest = text, found;
    struct arena a = {0};
    struct field f;
    time_seconds t;
    unsigned flaws;
    char shown[WHEN_TIME_TEXT + 1];
    while (field_next(&rest, &f))
        MUST(f.name.n > 0 && f.value.at >= text.at && f.value.at + f.value.n <= text.at + n);
    MUST(field_parameter(text, SLICE("boundary"), &a, &found));
    MUST(field_unfold(text, &a, &found));
    MUST(utf8_sound(text, &a, &found) && utf8_is_valid(found));
    stspolicy_value(text, SLICE("mode"));
    maildate_parse(text, &t);
    if (time_parse(text, &t, &flaws)) {
        time_seconds again;
        time_format(t, shown);
        MUST(time_parse((struct slice){shown, WHEN_TIME_TEXT}, &again, &flaws) && again == t && flaws == 0);
    }
    check_encodings(text);
    arena_free(&a);
    return 0;
}
