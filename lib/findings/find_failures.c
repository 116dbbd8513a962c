/*
 * find_failures: the rules that start from failure details (RFC 8460, 4.3).
 *
 * A report tells successes by policy and day, but failures by host and address. So nobody can know
 * whether a session succeeded at the very host that failed; but that other sessions of the same day
 * succeeded is known.
 */
#include "lib/findings/evidence.h"

/* If other sessions of that day succeeded under MTA-STS or DANE, the domain's servers can do
 * TLS. */
static void find_downgrade(struct finder *f, const struct view *v)
{
    static const unsigned types = 1u << RESULT_STARTTLS_NOT_SUPPORTED;
    struct evidence e;
    evidence_start(&e, f, v);
    for (size_t i = 0; i < v->events_n; i++) {
        const struct domain_day_row *day = view_day_row(v, v->events[i]->key.day);
        if (finder_has_result(f, v->events[i], types) && day &&
            (double)day->secured >= finder_threshold(f, THRESHOLD_DOWNGRADE_SUCCESSES))
            evidence_event(&e, v->events[i]);
    }
    if (e.span.any)
        finding_add_if_authentic(
            &e, RULE_POSSIBLE_DOWNGRADE,
            "STARTTLS was missing for some senders while others were secured on the same "
            "day: possibly a downgrade attack");
}

/* A host is unlisted by the policy's patterns, or if a reason code says so (Microsoft names no
 * host). The advice to add it is given only if all such hosts lie too deep below a pattern: the
 * others may be hostile, and anyone can have one that comes first. */
static void find_unlisted_mx(struct finder *f, const struct view *v)
{
    static const char title[] = "Senders were led to a mail server that the MTA-STS policy does "
                                "not list";
    struct evidence e;
    bool all_too_deep = true;
    evidence_start(&e, f, v);
    for (size_t i = 0; i < v->events_n; i++) {
        const struct event_key *key = &v->events[i]->key;
        if (key->listing == MX_NOT_REFUTED && !f->reasons[key->reason].says_unlisted)
            continue;
        all_too_deep &= key->listing == MX_TOO_DEEP;
        evidence_event(&e, v->events[i]);
    }
    if (!e.span.any)
        return;
    if (all_too_deep)
        finding_advise(&e, RULE_UNLISTED_MX, title,
                       "In a policy \"*.\" stands for exactly one label (RFC 8461, 4.1), so it "
                       "does not cover HOST: add that host, or a pattern one label above it, to "
                       "https://mta-sts.DOMAIN/.well-known/mta-sts.txt, and change the policy's "
                       "id. If the host is not yours, check the domain's MX records for "
                       "manipulation: dig MX DOMAIN.");
    else
        finding_add(&e, RULE_UNLISTED_MX, "%s", title);
}

static void find_types(struct finder *f, const struct view *v)
{
    static const struct {
        const char *title;
        enum rule_id rule;
        unsigned types; /* a bit per result type */
    } kinds[] = {
        {"Senders met an expired certificate", RULE_CERTIFICATE_EXPIRED,
         1u << RESULT_CERTIFICATE_EXPIRED},
        {"Senders met a certificate without the server's name", RULE_CERTIFICATE_HOST_MISMATCH,
         1u << RESULT_CERTIFICATE_HOST_MISMATCH},
        {"Senders met a certificate that they do not trust", RULE_CERTIFICATE_NOT_TRUSTED,
         1u << RESULT_CERTIFICATE_NOT_TRUSTED},
        {"Senders were not offered STARTTLS", RULE_STARTTLS_NOT_SUPPORTED,
         1u << RESULT_STARTTLS_NOT_SUPPORTED},
        {"TLS sessions failed for other reasons", RULE_VALIDATION_FAILURE,
         1u << RESULT_VALIDATION_FAILURE},
        {"DANE failed: TLSA records or DNSSEC are wrong or absent", RULE_DANE_BROKEN,
         1u << RESULT_TLSA_INVALID | 1u << RESULT_DNSSEC_INVALID | 1u << RESULT_DANE_REQUIRED},
        {"The MTA-STS policy or its host's certificate is not valid", RULE_STS_POLICY_BROKEN,
         1u << RESULT_STS_POLICY_INVALID | 1u << RESULT_STS_WEBPKI_INVALID},
        {"The MTA-STS policy could not be fetched", RULE_STS_POLICY_UNREACHABLE,
         1u << RESULT_STS_POLICY_FETCH_ERROR},
    };
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct evidence e;
        evidence_start(&e, f, v);
        for (size_t i = 0; i < v->events_n; i++)
            if (finder_has_result(f, v->events[i], kinds[k].types))
                evidence_event(&e, v->events[i]);
        if (e.span.any)
            finding_add(&e, kinds[k].rule, "%s", kinds[k].title);
    }
}

void find_failures(struct finder *f, const struct view *v)
{
    if (v->events_n == 0)
        return;
    find_downgrade(f, v);
    find_interception(f, v);
    find_unlisted_mx(f, v);
    find_types(f, v);
}
