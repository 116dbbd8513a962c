#include "cmd/tlsrpt-audit/crowds.h"

#include "cmd/tlsrpt-audit/complain.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"

void crowds_warn(const struct dns_records *dns, const struct options *o)
{
    enum { NAMED = 8 };
    static const char *const kinds[DNS_ASKED] = {
        [DNS_TXT] = "TXT",   [DNS_MX] = "MX",   [DNS_TLSA] = "TLSA",  [DNS_A] = "A",
        [DNS_AAAA] = "AAAA", [DNS_PTR] = "PTR", [DNS_RRSIG] = "RRSIG"};
    for (size_t i = 0; i < dns->crowds_n && i < NAMED && !o->quiet; i++) {
        const struct dns_crowd *c = &dns->crowds[i];
        const char *kind = c->kind < DNS_ASKED && kinds[c->kind] ? kinds[c->kind] : "other";
        complain(
            "warning: --dns: %.*s has more than %s different %s records: the oldest %s left out",
            (int)c->owner.n, c->owner.at, thousands((int64_t)dnsrecords_most(c->kind)).text, kind,
            counted((int64_t)c->left_out, "was", "were").text);
    }
    if (dns->crowds_n > NAMED && !o->quiet)
        complain("warning: --dns: so it is with %s",
                 counted((int64_t)(dns->crowds_n - NAMED), "more name", "more names").text);
}

void crowds_warn_of_hosts(const struct account *a, const struct options *o)
{
    const struct setup_row *first = NULL;
    size_t domains = 0;
    for (size_t i = 0; i < a->setup.n; i++) {
        const struct setup_row *row = &a->setup.at[i];
        first = !first && row->mx.left_out > 0 ? row : first;
        domains += row->mx.left_out > 0;
    }
    if (!first || o->quiet)
        return;
    complain("warning: --dns: many names share their records: %s of the MX hosts of %.*s %s not "
             "looked at",
             thousands((int64_t)first->mx.left_out).text, (int)first->policy_domain.n,
             first->policy_domain.at, plural((int64_t)first->mx.left_out, "was", "were"));
    if (domains > 1)
        complain("warning: --dns: so it is with %s",
                 counted((int64_t)(domains - 1), "more domain", "more domains").text);
}
