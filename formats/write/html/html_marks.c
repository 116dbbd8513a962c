/* html_marks: which domain has a block on the page, and how a verdict is painted. */
#include "formats/write/html/html.h"
#include "lib/findings/verdict.h"

bool html_domain_block(const struct html *h, struct slice domain, size_t *number)
{
    const struct domain_row *row = h->has_block ? summary_domain(h->summary, domain) : NULL;
    *number = row ? (size_t)(row - h->summary->domains) : 0;
    return row && h->has_block[*number];
}

const char *html_verdict_class(const struct domain_row *d)
{
    static const char *const classes[] = {
        [VERDICT_SECURED] = "good",  [VERDICT_WATCH] = "warn", [VERDICT_FAILING] = "bad",
        [VERDICT_NO_POLICY] = "bad", [VERDICT_ALARM] = "bad",  [VERDICT_NO_SESSIONS] = "neutral"};
    return classes[verdict_of(d)];
}
