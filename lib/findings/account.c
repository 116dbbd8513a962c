#include "lib/findings/account.h"

bool account_init(struct account *a, const struct account_options *options)
{
    *a = (struct account){.tuning = options->tuning,
                          .dns = options->dns,
                          .earlier = options->earlier,
                          .watch = options->watch,
                          .networks = options->networks,
                          .keys = options->keys};
    return audit_init(&a->audit, &options->audit);
}

static void mark_networks(struct account *a)
{
    struct summary *s = &a->audit.summary;
    for (size_t i = 0; i < s->addresses_n && a->networks; i++)
        s->addresses[i].network = networks_find(a->networks, s->addresses[i].address);
}

bool account_finish(struct account *a)
{
    struct summary *s = &a->audit.summary;
    if (!audit_finish(&a->audit))
        return false;
    mark_networks(a);
    if (a->dns && !setup_build(&a->setup, a->dns, s, a->watch))
        return false;
    if (a->tuning && !findings_build(&a->findings, &a->audit.figures, s, &a->audit.unread,
                                     a->tuning, a->dns ? &a->setup : NULL))
        return false;
    if (a->earlier && a->tuning &&
        !changes_build(&a->changes, a->earlier, s, &a->findings, a->tuning->closed_after))
        return false;
    findings_mark_domains(&a->findings, s);
    return true;
}

void account_free(struct account *a)
{
    findings_free(&a->findings);
    changes_free(&a->changes);
    setup_free(&a->setup);
    audit_free(&a->audit);
}
