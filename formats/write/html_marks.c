/* html_marks: which domain has a block on the page, and how a verdict is painted. */
#include "formats/write/html.h"
#include "lib/findings/verdict.h"

bool html_domain_block(const struct html *h, struct slice domain, size_t *number)
{
    size_t low = 0, high = h->has_block ? h->summary->domains_n : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(h->summary->domains[middle].policy_domain, domain) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *number = low;
    return h->has_block && low < h->summary->domains_n && h->has_block[low] &&
           slice_equal(h->summary->domains[low].policy_domain, domain);
}

const char *html_verdict_class(const struct domain_row *d)
{
    static const char *const classes[] = {
        [VERDICT_SECURED] = "good",  [VERDICT_WATCH] = "warn", [VERDICT_FAILING] = "bad",
        [VERDICT_NO_POLICY] = "bad", [VERDICT_ALARM] = "bad",  [VERDICT_NO_SESSIONS] = "neutral"};
    return classes[verdict_of(d)];
}
