#include "cmd/tlsrpt-audit/edition_series.h"

#include <stdlib.h>

void edition_series_init(struct edition_series *s, enum edition_kind kind,
                         const struct audit_options *with)
{
    *s = (struct edition_series){.wanted = false};
    parcels_init(&s->parcels);
    edition_names_init(&s->names, kind, with->scope, with->key);
}

static bool keep(struct parcels *to, const struct edition_parcel *p)
{
    return p->rejection ? parcels_keep_rejection(to, p->rejection)
                        : parcels_keep_report(to, p->report);
}

/* Addresses the parcel to the edition of a domain, if there is one and it was not before. The first
 * address has the parcel kept. */
static bool address(struct edition_series *s, struct slice domain, const struct edition_parcel *p)
{
    int64_t at = edition_of_domain(&s->names, domain);
    if (at == EDITION_MISSING)
        return true;
    struct edition *e = at >= 0 ? edition_at(&s->names, (size_t)at) : NULL;
    if (e && e->last_parcel == s->told)
        return true;
    if (!e || (s->kept != s->told && !keep(&s->parcels, p)) ||
        !parcels_address(&s->parcels, (uint32_t)at))
        return false;
    s->kept = e->last_parcel = s->told;
    e->reports += p->is_counted;
    return true;
}

bool edition_series_tell(struct edition_series *s, const struct edition_parcel *p)
{
    const struct policy *policy = NULL;
    s->told++;
    while (p->report && (policy = report_next_counted(p->report, policy)))
        if (!address(s, policy->attributed, p))
            return false;
    return p->domain.n == 0 || address(s, p->domain, p);
}

void edition_series_free(struct edition_series *s)
{
    free(s->outputs);
    parcels_free(&s->parcels);
    edition_shares_free(&s->shares);
    edition_names_free(&s->names);
}
