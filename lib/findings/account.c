#include "lib/findings/account.h"

static bool add_to_sample(void *self, const struct report *report, const char *key)
{
    return sample_add(self, report, key);
}

bool account_init(struct account *a, const struct account_options *options)
{
    *a = (struct account){.given = options->given};
    sample_init(&a->sample, options->sample_size, options->sample_seed);
    struct listener listener = {.self = &a->sample,
                                .report = a->sample.size > 0 ? add_to_sample : NULL};
    audit_init(&a->audit, &options->audit);
    return audit_listen(&a->audit, listener);
}

static void mark_networks(struct account *a)
{
    struct summary *s = &a->audit.summary;
    for (size_t i = 0; i < s->addresses_n && a->given.networks; i++)
        s->addresses[i].network = networks_find(a->given.networks, s->addresses[i].address);
}

/* A name would tell what was cut off an address, and that of a sending address would tell the
 * reporter. */
static bool name_addresses(struct account *a)
{
    bool is_cut = a->audit.options.redacted & REDACT_IP;
    bool hides_senders = a->audit.options.redacted & REDACT_REPORTER;
    return is_cut || setup_name_addresses(&a->setup, &a->audit.summary, hides_senders);
}

static bool build_controls(struct account *a)
{
    struct control_figures f;
    if (!a->given.controls)
        return true;
    control_figures_take(&f, &a->audit.figures, &a->audit.summary, a->given.tuning, &a->findings);
    control_figures_review(&f, a->given.reviews);
    return controls_build(&a->controls, a->given.controls, &f);
}

static bool compare(struct account *a)
{
    const struct grounds now = {.audit = &a->audit,
                                .tuning = a->given.tuning,
                                .setup = a->given.setup.dns ? &a->setup : NULL,
                                .watch = a->given.setup.watch};
    return changes_build(&a->changes, a->given.earlier, &now, &a->findings);
}

bool account_finish(struct account *a)
{
    struct summary *s = &a->audit.summary;
    if (!audit_finish(&a->audit) || !sample_finish(&a->sample))
        return false;
    mark_networks(a);
    if (a->given.setup.dns && (!setup_build(&a->setup, &a->given.setup, &a->audit) ||
                               !setup_mark_addresses(&a->setup, s) || !name_addresses(a)))
        return false;
    const struct findings_given given = {.figures = &a->audit.figures,
                                         .summary = s,
                                         .unread = &a->audit.unread,
                                         .tuning = a->given.tuning,
                                         .setup = a->given.setup.dns ? &a->setup : NULL,
                                         .networks = a->given.networks};
    if (a->given.tuning && !findings_build(&a->findings, &given))
        return false;
    if (a->given.earlier && a->given.tuning && !compare(a))
        return false;
    findings_mark_domains(&a->findings, s);
    return build_controls(a);
}

void account_free(struct account *a)
{
    findings_free(&a->findings);
    changes_free(&a->changes);
    controls_free(&a->controls);
    setup_free(&a->setup);
    sample_free(&a->sample);
    audit_free(&a->audit);
}
