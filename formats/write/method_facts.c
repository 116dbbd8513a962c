/* method_facts: what was given to the run beside the mail, in words. */
#include <stdio.h>

#include "formats/write/method.h"
#include "lib/base/utf8.h"

static void append_date(struct buffer *text, uint64_t seconds)
{
    char day[WHEN_DAY_TEXT + 1];
    if (seconds == 0 || seconds > INT32_MAX)
        return;
    day_format(day_of_time((time_seconds)seconds), day);
    buffer_append_text(text, ", built ");
    buffer_append_text(text, day);
}

/* Type, description and date of each database, as it says itself. */
static void say_networks(const struct account *a, struct buffer *text)
{
    for (size_t i = 0; a->networks && i < a->networks->n; i++) {
        const struct mmdb *db = &a->networks->at[i];
        struct slice words[] = {db->type, db->description};
        for (size_t k = 0; k < COUNT_OF(words); k++) {
            buffer_append_text(text, k > 0 ? ", " : i > 0 ? "; " : "");
            char *to = buffer_reserve(text, words[k].n * UTF8_REPLACEMENT_BYTES);
            text->n += to ? utf8_mend(to, words[k]) : 0;
        }
        append_date(text, db->built);
    }
}

const struct method_fact method_facts[] = {
    {"Networks of addresses", say_networks},
};
const size_t method_facts_n = COUNT_OF(method_facts);
