/* find_setup: the rules about what the domains publish in the DNS (RFC 8460, 3; RFC 8461, 3.1). */
#include "lib/findings/evidence.h"
#include "lib/findings/setup.h"

static void find_one(struct finder *f, const struct setup_row *row, bool there, enum rule_id rule,
                     enum severity severity, const char *title, struct slice detail)
{
    struct domain_row domain = {.policy_domain = row->policy_domain}; /* it may have no reports */
    struct view view = {.domain = &domain};
    struct evidence e;
    if (!there)
        return;
    evidence_start(&e, f, &view);
    finding_add(&e, rule, severity, title, (int)(detail.n < 250 ? detail.n : 250),
                detail.n > 0 ? detail.at : "");
}

static struct slice error_about(const struct setup_row *row, struct slice label)
{
    for (size_t i = 0; i < row->errors.n; i++)
        if (slice_starts(row->errors.at[i], label))
            return row->errors.at[i];
    return (struct slice){0};
}

/* A domain that DANE protects can do without MTA-STS (RFC 8461, 2). */
void find_setup(struct finder *f)
{
    for (size_t i = 0; i < f->setup->n; i++) {
        const struct setup_row *row = &f->setup->at[i];
        struct slice about_tlsrpt = error_about(row, SLICE("_smtp")),
                     about_sts = error_about(row, SLICE("_mta-sts"));
        find_one(f, row, row->tlsrpt_missing, RULE_TLSRPT_RECORD_MISSING, SEVERITY_OFF,
                 "No TLS-RPT record: %.*s", about_tlsrpt);
        find_one(f, row, row->tlsrpt_invalid, RULE_TLSRPT_RECORD_INVALID, SEVERITY_OFF,
                 "The TLS-RPT record is not valid: %.*s", about_tlsrpt);
        find_one(f, row, row->mta_sts_missing, RULE_MTA_STS_RECORD_MISSING,
                 row->has_dane ? SEVERITY_INFO : SEVERITY_OFF, "No MTA-STS record: %.*s",
                 about_sts);
        find_one(f, row, row->mta_sts_invalid, RULE_MTA_STS_RECORD_INVALID, SEVERITY_OFF,
                 "The MTA-STS record is not valid: %.*s", about_sts);
        for (size_t k = 0; k < row->uncollected.n; k++)
            find_one(f, row, true, RULE_RUA_NOT_COLLECTED, SEVERITY_OFF,
                     "Reports also go to %.*s, and no mail to it was read", row->uncollected.at[k]);
    }
}
