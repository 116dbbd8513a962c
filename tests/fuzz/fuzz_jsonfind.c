/* jsonfind: what it finds lies in the text, in order and apart, and is an object. */
#include "tests/fuzz/fuzz.h"

#include "lib/tlsrpt/jsonfind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct jsonfind j;
    struct slice text = {(const char *)data, n}, document;
    enum jsonfind_kind kind;
    const char *behind = text.at;
    size_t found = 0;
    jsonfind_start(&j, text);
    while (jsonfind_next(&j, &kind, &document)) {
        MUST(++found <= n);
        if (kind == JSONFIND_BROKEN)
            continue;
        MUST(document.at >= behind && document.at + document.n <= text.at + n);
        MUST(document.n >= 2 && document.at[0] == '{');
        MUST(document.at[document.n - 1] == '}' || document.at[document.n - 1] == ']');
        behind = document.at + document.n;
        MUST(j.any_key);
    }
    MUST(j.at >= n);
    return 0;
}
