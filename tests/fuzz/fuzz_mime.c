/* MIME: leaves lie within the message, in order and apart; limits hold; a message without
 * multiparts has exactly one leaf. */
#include "tests/fuzz/fuzz.h"

#include "lib/mail/authres.h"
#include "lib/mail/mime.h"
#include "lib/mail/recipients.h"

enum { MOST_DEPTH = 6, MOST_PARTS = 50, MOST_FIELDS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice message = {(const char *)data, n};
    struct arena arena = {0};
    struct mime_walk w;
    struct mime_leaf leaf;
    struct recipient one = {.address = SLICE("tls@a.example")};
    struct recipients watch = {.at = &one, .n = 1};
    const char *behind = message.at;
    size_t leaves = 0;
    const struct mime_limits limits = {
        .depth = MOST_DEPTH, .parts = MOST_PARTS, .header = SIZE_MAX, .fields = MOST_FIELDS};
    mime_start(&w, message, &limits, &arena);
    while (mime_next(&w, &leaf)) {
        MUST(leaf.body.at >= behind && leaf.body.at + leaf.body.n <= message.at + n);
        bool is_in_message = leaf.type.at >= message.at && leaf.type.at < message.at + n;
        MUST(leaf.type.n == 0 || /* without comments it is the arena's */
             (is_in_message ? leaf.type.at + leaf.type.n <= leaf.body.at : leaf.type.n <= n));
        behind = leaf.body.at + leaf.body.n;
        MUST(++leaves <= MOST_PARTS);
        authres_dkim(leaf.disposition, SLICE("mx.example"), SLICE("a.example"));
        recipients_look(&watch, leaf.type);
    }
    MUST(leaves > 0 || w.passed_over > 0 || w.too_many || n == 0 || w.open > 0 || w.parts > 1 ||
         w.top_type.n > 0);
    for (size_t again = 0; mime_again(&w); again++) {
        MUST(again == 0);
        while (mime_next(&w, &leaf))
            MUST(leaf.body.at >= message.at && leaf.body.at + leaf.body.n <= message.at + n);
    }
    MUST(!w.out_of_memory);
    arena_free(&arena);
    return 0;
}
