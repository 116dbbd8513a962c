#include "lib/tlsrpt/spelling.h"

/* Each with where it was seen; a draft is one of draft-ietf-uta-smtp-tlsrpt. */
const struct spelling spellings[] = {
    /* Drafts 00, 04, 07 and later, example of a report; Comcast's tlsrpt_processor.py. */
    {SLICE("failure-error-code"), SLICE("failure-reason-code")},
    /* RFC 8460, 4.4, names of the values. */
    {SLICE("additional-info-uri"), SLICE("additional-information")},
    {SLICE("mx-host-pattern"), SLICE("mx-host")},
    /* Drafts 00, 04 and 07, report schema with a misprint, and example of a report. */
    {SLICE("session-count"), SLICE("failed-session-count")},
    {SLICE("success-aggregate"), SLICE("total-successful-session-count")},
    {SLICE("failure-aggregate"), SLICE("total-failure-session-count")},
    {SLICE("failure-aggregate:"), SLICE("total-failure-session-count")},
    /* The draft of September 2017, section 4.4, its misprint. */
    {SLICE("total-failure-session-count:"), SLICE("total-failure-session-count")},
    /* Drafts 04, 07 and 10, delivery summary. */
    {SLICE("success-count"), SLICE("total-successful-session-count")},
    {SLICE("failure-count"), SLICE("total-failure-session-count")},
    /* parsedmarc's documents in Elasticsearch, those of older versions with a misprint; the failed
     * sessions have the RFC's key of a detail. */
    {SLICE("successful-session-count"), SLICE("total-successful-session-count")},
    {SLICE("succesful-session-count"), SLICE("total-successful-session-count")},
    {SLICE("failed-session-count"), SLICE("total-failure-session-count")},
    {SLICE("org-name"), SLICE("organization-name")},
    /* RFC 8460, 4.4, name of the value; Comcast's tlsrpt_processor.py. */
    {SLICE("email-address"), SLICE("contact-info")},
};
const size_t spellings_n = COUNT_OF(spellings);

struct slice spelling_of(struct slice key)
{
    for (size_t i = 0; i < spellings_n; i++)
        if (slice_equal(key, spellings[i].key))
            return spellings[i].rfc;
    return (struct slice){0};
}

/* The next letter or digit, in lower case; NUL: there is none. */
static char next_letter(struct slice *text)
{
    while (text->n > 0 && !ascii_is_alnum(text->at[0]))
        *text = slice_from(*text, 1);
    char c = text->n > 0 ? ascii_lower(text->at[0]) : '\0';
    *text = slice_from(*text, text->n > 0);
    return c;
}

/* Is nothing left but an s? `c` was cut off before. */
static bool is_plural(char c, struct slice rest)
{
    return c == 's' && next_letter(&rest) == '\0';
}

bool spelling_is_alike(struct slice a, struct slice b)
{
    char of_a, of_b;
    do {
        of_a = next_letter(&a);
        of_b = next_letter(&b);
    } while (of_a == of_b && of_a != '\0');
    return of_a == of_b || (of_a == '\0' && is_plural(of_b, b)) ||
           (of_b == '\0' && is_plural(of_a, a));
}

static const struct slice rfc_keys[] = {
    SLICE("organization-name"),
    SLICE("date-range"),
    SLICE("start-datetime"),
    SLICE("end-datetime"),
    SLICE("contact-info"),
    SLICE("report-id"),
    SLICE("policies"),
    SLICE("policy"),
    SLICE("policy-type"),
    SLICE("policy-string"),
    SLICE("policy-domain"),
    SLICE("mx-host"),
    SLICE("summary"),
    SLICE("total-successful-session-count"),
    SLICE("total-failure-session-count"),
    SLICE("failure-details"),
    SLICE("result-type"),
    SLICE("sending-mta-ip"),
    SLICE("receiving-mx-hostname"),
    SLICE("receiving-mx-helo"),
    SLICE("receiving-ip"),
    SLICE("failed-session-count"),
    SLICE("additional-information"),
    SLICE("failure-reason-code"),
};

void spelling_find(struct slice key, struct spelling_found *found)
{
    *found = (struct spelling_found){0};
    struct slice rest = key;
    char first = next_letter(&rest);
    for (size_t i = 0; i < COUNT_OF(rfc_keys); i++)
        if (rfc_keys[i].at[0] == first && spelling_is_alike(key, rfc_keys[i]))
            found->own = rfc_keys[i];
    for (size_t i = 0; i < spellings_n; i++)
        if (spellings[i].key.at[0] == first && spelling_is_alike(key, spellings[i].key))
            found->meant = spellings[i].rfc;
    if (spelling_is_alike(key, SLICE("summaries"))) /* the one plural that is not made by an s */
        found->own = SLICE("summary");
}
