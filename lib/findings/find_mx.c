/* find_mx: the rules about MX hosts, their TLSA records and addresses (SPEC 8.3). */
#include "lib/base/address.h"
#include "lib/base/thousands.h"
#include "lib/findings/evidence.h"
#include "lib/findings/setup.h"

/* Does the rule apply to this host? `row` is its domain's. */
typedef bool mx_test(const struct setup_row *row, const struct setup_mx *mx);

static bool is_outside_policy(const struct setup_row *row, const struct setup_mx *mx)
{
    (void)row;
    return mx->in_policy == ANSWER_NO;
}

static bool is_unsigned(const struct setup_row *row, const struct setup_mx *mx)
{
    (void)row;
    return mx->tlsa.n > 0 && mx->is_signed == DNS_UNSIGNED;
}

static bool lacks_tlsa(const struct setup_row *row, const struct setup_mx *mx)
{
    return row->has_tlsa && mx->is_tlsa_known && mx->usable == 0;
}

static bool has_one_tlsa(const struct setup_row *row, const struct setup_mx *mx)
{
    (void)row;
    return mx->usable == 1;
}

static const struct mx_rule {
    enum rule_id rule;
    mx_test *test;
    const char *one, *more; /* titles; `more` has a number before it */
} mx_rules[] = {
    {RULE_MX_NOT_IN_POLICY, is_outside_policy, "An MX host matches no pattern of the policy",
     "MX hosts match no pattern of the policy"},
    {RULE_TLSA_NOT_SIGNED, is_unsigned, "The TLSA records of an MX host are not signed",
     "MX hosts have TLSA records that are not signed"},
    {RULE_TLSA_MISSING, lacks_tlsa, "An MX host has no TLSA record, while another has",
     "MX hosts have no TLSA record, while another has"},
    {RULE_TLSA_NO_ROLLOVER, has_one_tlsa,
     "An MX host has a single TLSA record: its key cannot be changed without a gap",
     "MX hosts have a single TLSA record each: their keys cannot be changed without a gap"},
};

static void find_hosts(struct finder *f, const struct setup_row *row, const struct mx_rule *rule)
{
    struct domain_row domain = {.policy_domain = row->policy_domain}; /* it may have no reports */
    struct view view = {.domain = &domain};
    struct evidence e;
    uint64_t n = 0;
    evidence_start(&e, f, &view);
    for (size_t i = 0; i < row->mx.n; i++) {
        if (!rule->test(row, &row->mx.at[i]))
            continue;
        evidence_host(&e, row->mx.at[i].host);
        n++;
    }
    if (n == 1)
        finding_add(&e, rule->rule, "%s", rule->one);
    else if (n > 1)
        finding_add(&e, rule->rule, "%s %s", thousands((int64_t)n).text, rule->more);
}

void find_mx(struct finder *f, const struct setup_row *row)
{
    for (size_t i = 0; i < COUNT_OF(mx_rules); i++)
        find_hosts(f, row, &mx_rules[i]);
}

static bool may_be_ours(const struct finder *f, struct slice host, struct slice address)
{
    struct address a;
    char room[ADDRESS_TEXT];
    return !address_read(address, &a) || address_is_unspecified(&a) ||
           setup_mx_may_have(f->setup->dns, host, address_write(&a, room));
}

void find_receiving(struct finder *f, const struct view *v)
{
    struct evidence e;
    evidence_start(&e, f, v);
    for (size_t i = 0; i < v->events_n; i++) {
        const struct event *event = v->events[i];
        const struct failure_row *failure = rows_at(&f->figures->failures, event->key.failure);
        struct slice address = names_text(&f->figures->events.addresses, event->key.receiving_ip);
        if (failure->receiving_mx_hostname.n > 0 &&
            !may_be_ours(f, failure->receiving_mx_hostname, address))
            evidence_event(&e, event);
    }
    if (e.span.any)
        finding_add(&e, RULE_RECEIVING_IP_NOT_OURS,
                    "Senders met an MX host at an address that is not its own");
}
