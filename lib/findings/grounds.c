#include "lib/findings/grounds.h"

/* Did the run look at what this rule judges? `row` is the domain's, or NULL. */
typedef bool ground(const struct grounds *g, const struct setup_row *row);

static bool has_list(const struct grounds *g, const struct setup_row *row)
{
    (void)row;
    return g->audit->options.scope != NULL;
}

static bool has_signatures(const struct grounds *g, const struct setup_row *row)
{
    (void)row;
    return audit_speaks_of_signatures(g->audit);
}

static bool has_vouchers(const struct grounds *g, const struct setup_row *row)
{
    return g->audit->options.believes_server || has_signatures(g, row);
}

static bool has_both_words(const struct grounds *g, const struct setup_row *row)
{
    return g->audit->options.believes_server && has_signatures(g, row);
}

static bool has_tlsrpt(const struct grounds *g, const struct setup_row *row)
{
    (void)g;
    return row && row->tlsrpt.state != RECORD_UNKNOWN;
}

static bool has_mailboxes(const struct grounds *g, const struct setup_row *row)
{
    return has_tlsrpt(g, row) && g->watch && g->watch->any;
}

static bool has_mta_sts(const struct grounds *g, const struct setup_row *row)
{
    (void)g;
    return row && row->mta_sts.state != RECORD_UNKNOWN;
}

static bool has_served(const struct grounds *g, const struct setup_row *row)
{
    (void)g;
    return row && row->served;
}

/* Are all MX hosts known? The null MX counts as one, though the row has no host for it. */
static bool has_mx(const struct grounds *g, const struct setup_row *row)
{
    size_t n = 0;
    if (row && row->mx.left_out == 0)
        dnsrecords_of_kind(g->setup->dns, row->policy_domain, DNS_MX, &n);
    return n > 0;
}

static bool has_policy(const struct grounds *g, const struct setup_row *row)
{
    for (size_t i = 0; row && i < row->mx.n; i++)
        if (row->mx.at[i].in_policy == ANSWER_UNKNOWN)
            return false;
    return has_mx(g, row);
}

static bool has_tlsa(const struct grounds *g, const struct setup_row *row)
{
    for (size_t i = 0; row && i < row->mx.n; i++)
        if (!row->mx.at[i].is_tlsa_known)
            return false;
    return has_mx(g, row) && dnsrecords_has_kind(g->setup->dns, DNS_TLSA);
}

static bool has_tlsa_signed(const struct grounds *g, const struct setup_row *row)
{
    for (size_t i = 0; row && i < row->mx.n; i++)
        if (row->mx.at[i].tlsa.n > 0 && row->mx.at[i].is_signed == DNS_SIGNED_UNKNOWN)
            return false;
    return has_tlsa(g, row);
}

static bool has_addresses(const struct grounds *g, const struct setup_row *row)
{
    (void)row;
    return g->setup && (dnsrecords_has_kind(g->setup->dns, DNS_A) ||
                        dnsrecords_has_kind(g->setup->dns, DNS_AAAA));
}

/* All other rules judge reports and mail, which every run looks at. */
static ground *const of_rules[RULES] = {
    [RULE_NEVER_REPORTED] = has_list,
    [RULE_FOREIGN_REPORTS] = has_list,
    [RULE_UNAUTHENTICATED_REPORTS] = has_vouchers,
    [RULE_AUTHENTIC_COPY_DISPLACED] = has_vouchers,
    [RULE_ODD_SIGNER] = has_signatures,
    [RULE_SIGNATURE_KEYS_MISSING] = has_signatures,
    [RULE_WEAK_SIGNATURES] = has_signatures,
    [RULE_VERDICTS_DISAGREE] = has_both_words,
    [RULE_TLSRPT_RECORD_MISSING] = has_tlsrpt,
    [RULE_TLSRPT_RECORD_INVALID] = has_tlsrpt,
    [RULE_RUA_NOT_COLLECTED] = has_mailboxes,
    [RULE_SEVERAL_RUA] = has_tlsrpt,
    [RULE_MTA_STS_RECORD_MISSING] = has_mta_sts,
    [RULE_MTA_STS_RECORD_INVALID] = has_mta_sts,
    [RULE_STS_POLICY_FILE_INVALID] = has_served,
    [RULE_POLICY_SERVED_DIFFERS] = has_served,
    [RULE_MX_NOT_IN_POLICY] = has_policy,
    [RULE_TLSA_NOT_SIGNED] = has_tlsa_signed,
    [RULE_TLSA_MISSING] = has_tlsa,
    [RULE_TLSA_NO_ROLLOVER] = has_tlsa,
    [RULE_RECEIVING_IP_NOT_OURS] = has_addresses,
};

bool grounds_hold(const struct grounds *g, struct slice rule, struct slice policy_domain)
{
    int id = rule_find(rule);
    if (id < 0 || g->tuning->severity[id] == SEVERITY_OFF)
        return false;
    return !of_rules[id] || of_rules[id](g, g->setup ? setup_of(g->setup, policy_domain) : NULL);
}
