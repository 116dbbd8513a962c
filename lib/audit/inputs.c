#include "lib/audit/inputs.h"

size_t inputs_sha256(const struct audit *a, char text[static SHA256_TEXT + 1])
{
    struct sha256 sha256 = {0};
    size_t without = 0;
    bool ok = sha256_begin(&sha256);
    for (size_t i = 0; ok && i < a->inputs_n; i++) {
        const char *hash = a->inputs[i].sha256;
        without += hash[0] == '\0';
        ok = hash[0] == '\0' ||
             (sha256_add(&sha256, slice_of(hash)) && sha256_add(&sha256, SLICE("\n")));
    }

    if (!ok || !sha256_end_text(&sha256, text) || without == a->inputs_n)
        text[0] = '\0';
    sha256_free(&sha256);
    return without;
}
