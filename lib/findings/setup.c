#include "lib/findings/setup.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/address.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/dnsrecord.h"

enum { ERROR_MOST = 400, MOST_NAME = 200, MOST_ALIAS = 100 }; /* bytes, of names in an error too */

static const struct slice tlsrpt_label = SLICE("_smtp._tls."), sts_label = SLICE("_mta-sts.");

bool setup_is_told(const struct dns_records *dns)
{
    static const enum dns_kind others[] = {DNS_MX, DNS_TLSA, DNS_A, DNS_AAAA, DNS_PTR};
    bool told = !dns->has_keys || dnsrecords_has(dns, tlsrpt_label) ||
                dnsrecords_has(dns, sts_label);
    for (size_t i = 0; i < COUNT_OF(others) && !told; i++)
        told = dnsrecords_has_kind(dns, others[i]);
    return told;
}

bool setup_watch(const struct dns_records *dns, struct arena *arena, struct recipients *watch)
{
    *watch = (struct recipients){0};
    for (size_t i = 0; i < dns->n; i++) {
        struct texts rua = {0};
        bool no_memory;
        if (dns->at[i].kind != DNS_TXT || !dnsrecord_is_tlsrpt(dns->at[i].data))
            continue;
        dnsrecord_check_tlsrpt(dns->at[i].data, arena, &rua, &no_memory);
        if (no_memory)
            return false;
        for (size_t k = 0; k < rua.n; k++) {
            char *room = arena_take_text(arena, rua.at[k].n);
            struct slice address = {0};
            if (room)
                address = dnsrecord_mail_address(rua.at[k], room);
            if (!room || (address.n > 0 && !recipients_add(watch, arena, address)))
                return false;
        }
    }
    recipients_sort(watch);
    return true;
}

/* What is known of one name, CNAMEs followed. */
struct lookup {
    const struct dns_records *dns;
    struct slice name, alias;  /* alias: where a CNAME led that has no record in the files */
    struct slice record;       /* the first that fits */
    unsigned n;                /* how many fit */
    struct slice other;        /* a TXT record that does not */
    bool is_asked, is_no_name; /* the name was asked for; there is none such */
    bool is_failed;            /* an answer failed that may have told of it */
};

static void look_up(struct lookup *l, bool (*fits)(struct slice text))
{
    struct slice name = l->name;
    for (unsigned hops = 0; hops < DNS_MOST_ALIASES; hops++) {
        struct slice target = {0};
        size_t n;
        const struct dns_record *r = dnsrecords_of(l->dns, name, &n);
        l->is_failed |= dnsrecords_failed(l->dns, name, SLICE("txt"));
        for (const struct dns_record *end = r + n; r < end; r++) {
            l->is_asked |= dnsrecords_denies(r, SLICE("txt"));
            l->is_no_name |= r->is_no_name;
            if (r->kind == DNS_CNAME)
                target = r->data;
            if (r->kind != DNS_TXT)
                continue;
            if (!fits(r->data)) {
                l->other = r->data;
                continue;
            }
            /* The same line twice is one record. */
            if (l->n == 0 || !slice_equal(l->record, r->data))
                l->n++;
            if (l->n == 1)
                l->record = r->data;
        }
        if (l->n > 0 || target.n == 0)
            return;
        name = l->alias = target;
    }
}

/* Judges a name's records; problem: what is wrong with the one that fits, or NULL. */
static bool judge(struct setup *s, struct setup_row *row, const struct lookup *l,
                  const char *problem, struct setup_record *record)
{
    char text[ERROR_MOST];
    struct slice alias = utf8_cut(l->alias, MOST_ALIAS);
    int n = (int)utf8_cut(l->name, MOST_NAME).n;
    if (l->n == 0 && l->other.n == 0 && l->is_failed && !l->is_asked)
        return true; /* unknown */
    if (l->n < 2)
        record->text = l->n == 1 ? l->record : l->other;
    record->state = l->n > 0 || l->other.n > 0 ? RECORD_INVALID : RECORD_MISSING;
    if (l->n == 1 && !problem) {
        record->state = RECORD_SOUND;
        return true;
    }

    if (l->n > 1)
        snprintf(text, sizeof text, "%.*s has more than one record: senders take none of them", n,
                 l->name.at);
    else if (l->n == 1)
        snprintf(text, sizeof text, "%.*s: %s", n, l->name.at, problem);
    else if (l->other.n > 0)
        snprintf(text, sizeof text, "%.*s has a TXT record, but none that begins as it has to", n,
                 l->name.at);
    else if (l->alias.n > 0)
        snprintf(text, sizeof text, "%.*s is an alias of %.*s, of which the files hold no record",
                 n, l->name.at, (int)alias.n, alias.at);
    else
        snprintf(text, sizeof text, "%.*s %s", n, l->name.at,
                 l->is_no_name ? "does not exist (NXDOMAIN)"
                 : l->is_asked ? "was asked for, and has no TXT record"
                               : "has no record in the files");
    return arena_copy(&s->arena, slice_of(text), &record->error) &&
           texts_push(&s->arena, &row->errors, record->error);
}

static bool name_below(struct setup *s, struct slice label, struct slice domain, struct slice *name)
{
    char *to = arena_take_text(&s->arena, label.n + domain.n);
    if (!to)
        return false;
    memcpy(to, label.at, label.n);
    if (domain.n > 0)
        memcpy(to + label.n, domain.at, domain.n);
    *name = (struct slice){.at = to, .n = label.n + domain.n};
    return true;
}

static bool find_uncollected(struct setup *s, struct setup_row *row, const struct recipients *watch)
{
    for (size_t i = 0; i < row->rua.n && watch->any; i++) {
        char *room = arena_take_text(&s->arena, row->rua.at[i].n);
        if (!room)
            return false;
        struct slice address = dnsrecord_mail_address(row->rua.at[i], room);
        const struct recipient *known = recipients_find(watch, address);
        bool seen = known && known->seen;
        if (address.n > 0 && !seen && !texts_push(&s->arena, &row->uncollected, address))
            return false;
    }
    texts_settle(&row->uncollected);
    return true;
}

static bool examine_tlsrpt(struct setup *s, struct setup_row *row, const struct dns_records *dns)
{
    struct lookup l = {.dns = dns};
    const char *problem = NULL;
    bool no_memory = false;
    if (!name_below(s, tlsrpt_label, row->policy_domain, &l.name))
        return false;
    look_up(&l, dnsrecord_is_tlsrpt);
    if (l.n == 1)
        problem = dnsrecord_check_tlsrpt(l.record, &s->arena, &row->rua, &no_memory);
    return !no_memory && judge(s, row, &l, problem, &row->tlsrpt);
}

static bool examine_mta_sts(struct setup *s, struct setup_row *row, const struct dns_records *dns)
{
    struct lookup l = {.dns = dns};
    if (!name_below(s, sts_label, row->policy_domain, &l.name))
        return false;
    look_up(&l, dnsrecord_is_mta_sts);
    const char *problem = l.n == 1 ? dnsrecord_check_mta_sts(l.record) : NULL;
    return judge(s, row, &l, problem, &row->mta_sts);
}

/* What reports tell of the domain's policies: the MTA-STS one that was seen last, of those whose
 * text they hold, and whether there is DANE. Stale ones say nothing of its state (SPEC 4). */
static void take_seen(struct setup_row *row, const struct summary *s)
{
    const struct policy_seen_row *newest = NULL;
    size_t n;
    const struct policy_seen_row *seen = summary_policies_of(s, row->policy_domain, &n);
    for (size_t i = 0; i < n; i++) {
        enum policy_kind kind = policy_kind_of(seen[i].policy_type);
        bool is_read = kind == POLICY_STS && seen[i].policy_text.n > 0;
        if (!seen[i].sound)
            continue;
        row->has_dane |= kind == POLICY_TLSA;
        if (is_read && policy_seen_is_newer(&seen[i], newest))
            newest = &seen[i];
    }
    row->newest_policy = newest ? newest->policy_text : (struct slice){0};
    row->newest_is_cut = newest && newest->is_cut;
}

static void note_time(struct setup_row *row, const struct dns_records *dns, struct slice name)
{
    size_t n;
    const struct dns_record *r = dnsrecords_of(dns, name, &n);
    for (size_t i = 0; i < n; i++)
        if (r[i].asked_at > row->read_at)
            row->read_at = r[i].asked_at;
}

static bool add_tlsa_errors(struct setup *s, struct setup_row *row, const struct setup_mx *mx)
{
    char text[ERROR_MOST];
    for (size_t i = 0; i < mx->tlsa.n; i++) {
        const char *problem = dnsrecord_check_tlsa(mx->tlsa.at[i]);
        struct slice error;
        if (!problem)
            continue;
        snprintf(text, sizeof text, "_25._tcp.%.*s: a TLSA record cannot be used: %s",
                 (int)utf8_cut(mx->host, MOST_NAME).n, mx->host.at, problem);
        if (!arena_copy(&s->arena, slice_of(text), &error) ||
            !texts_push(&s->arena, &row->errors, error))
            return false;
    }
    return true;
}

static bool examine_mx(struct setup *s, struct setup_row *row, const struct dns_records *dns)
{
    struct setup_mx_policy policy = {row->newest_policy, row->newest_is_cut};
    if (row->served)
        policy = (struct setup_mx_policy){row->served->text, false};
    row->mx = setup_mx_build(dns, row->policy_domain, policy, &s->arena, &row->mx_n);
    bool ok = row->mx != NULL;
    for (size_t i = 0; ok && i < row->mx_n; i++) {
        if (row->mx[i].read_at > row->read_at)
            row->read_at = row->mx[i].read_at;
        row->has_tlsa |= row->mx[i].usable > 0;
        ok = add_tlsa_errors(s, row, &row->mx[i]);
    }
    return ok;
}

static bool make_lines(struct setup *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->at[i].mx_n > 0 ? s->at[i].mx_n : 1;
    s->lines = arena_take_array(&s->arena, n, sizeof *s->lines);
    for (size_t i = 0; s->lines && i < s->n; i++) {
        const struct setup_row *row = &s->at[i];
        size_t k = 0;
        do
            s->lines[s->lines_n++] = (struct setup_line){row, row->mx_n > 0 ? &row->mx[k] : NULL};
        while (++k < row->mx_n);
    }
    return s->lines != NULL;
}

/* Domains that only DANE policies name may be mail servers' names (RFC 8460, 1.1): nothing has
 * to be published there. */
static bool name_seen(const struct summary *summary, struct arena *arena, struct texts *names)
{
    bool ok = true;
    for (size_t i = 0; ok && i < summary->policies_seen_n; i++) {
        const struct policy_seen_row *seen = &summary->policies_seen[i];
        if (policy_kind_of(seen->policy_type) != POLICY_TLSA && seen->policy_domain.n > 0)
            ok = texts_push(arena, names, seen->policy_domain);
    }
    return ok;
}

static bool name_owners(const struct dns_records *dns, struct arena *arena, struct texts *names)
{
    bool ok = true;
    for (size_t i = 0; ok && i < dns->n; i++) {
        struct slice owner = dns->at[i].owner;
        /* A provider's record that others' names are aliases of says nothing about the provider's
         * own domain. */
        if (dnsrecords_is_target(dns, owner))
            continue;
        if (dns->at[i].kind == DNS_MX)
            ok = texts_push(arena, names, owner);
        if (slice_skip(&owner, tlsrpt_label) || slice_skip(&owner, sts_label))
            ok = ok && texts_push(arena, names, owner);
    }
    return ok;
}

static bool name_served(const struct served_policies *served, struct arena *arena,
                        struct texts *names)
{
    bool ok = true;
    for (size_t i = 0; ok && i < served->n; i++)
        ok = texts_push(arena, names, served->at[i].domain);
    return ok;
}

/* A row for each domain that reports, records or served policies name. A zone file may name a
 * hundred thousand: each has a row once, when all names are known. */
static bool collect_domains(struct setup *s, const struct dns_records *dns,
                            const struct served_policies *served, const struct audit *audit)
{
    struct arena arena = {0};
    struct texts names = {0};
    bool ok = name_seen(&audit->summary, &arena, &names) && name_owners(dns, &arena, &names) &&
              name_served(served, &arena, &names);
    texts_settle(&names);
    s->at = ok ? arena_take_array(&s->arena, names.n, sizeof *s->at) : NULL;
    for (size_t i = 0; s->at && i < names.n; i++)
        if (audit_is_about(audit, names.at[i]))
            s->at[s->n++] = (struct setup_row){.policy_domain = names.at[i]};
    arena_free(&arena);
    return s->at != NULL;
}

/* The policy that is served decides what the MX hosts have to match, else the one seen last. */
static bool examine_policy(struct setup *s, struct setup_row *row, const struct summary *summary,
                           const struct served_policies *served)
{
    take_seen(row, summary);
    row->served = served_find(served, row->policy_domain);
    return !row->served || row->served->problem.n == 0 ||
           texts_push(&s->arena, &row->errors, row->served->problem);
}

bool setup_build(struct setup *s, const struct dns_records *dns,
                 const struct served_policies *served, const struct audit *audit,
                 const struct recipients *watch)
{
    const struct summary *summary = &audit->summary;
    *s = (struct setup){.dns = dns};
    bool tlsrpt = dnsrecords_has(dns, tlsrpt_label), sts = dnsrecords_has(dns, sts_label),
         mx = dnsrecords_has_kind(dns, DNS_MX);
    if (!tlsrpt && !sts && !mx && served->n == 0)
        return true;
    if (!collect_domains(s, dns, served, audit))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        struct setup_row *row = &s->at[i];
        if ((tlsrpt && !examine_tlsrpt(s, row, dns)) || (sts && !examine_mta_sts(s, row, dns)) ||
            !find_uncollected(s, row, watch) || !examine_policy(s, row, summary, served))
            return false;
        note_time(row, dns, row->policy_domain);
        if (!examine_mx(s, row, dns))
            return false;
    }
    return make_lines(s);
}

bool setup_mark_addresses(const struct setup *s, struct summary *summary)
{
    struct texts ours = {0};
    struct arena arena = {0};
    bool ok = true, is_told[2] = {false, false}; /* of IPv4, IPv6 */
    for (size_t i = 0; ok && i < s->lines_n; i++)
        for (size_t k = 0; ok && s->lines[i].mx && k < s->lines[i].mx->addresses.n; k++) {
            is_told[address_text_is_ipv6(s->lines[i].mx->addresses.at[k])] = true;
            ok = texts_push(&arena, &ours, s->lines[i].mx->addresses.at[k]);
        }
    texts_settle(&ours);
    for (size_t i = 0; ok && i < summary->addresses_n; i++) {
        struct address_row *row = &summary->addresses[i];
        bool is_one = !slice_equal(row->address, ADDRESS_OTHERS);
        row->is_told = row->role == ADDRESS_RECEIVING && is_one &&
                       is_told[address_text_is_ipv6(row->address)];
        row->is_ours = row->is_told && texts_hold(&ours, row->address);
    }
    arena_free(&arena);
    return ok;
}

bool setup_name_addresses(struct setup *s, struct summary *summary)
{
    bool ok = true, any = dnsrecords_has_kind(s->dns, DNS_PTR);
    for (size_t i = 0; any && ok && i < summary->addresses_n; i++)
        ok = setup_reverse_names(s->dns, summary->addresses[i].address, &s->arena,
                                 &summary->addresses[i].reverse_names);
    return ok;
}

static int by_name(const void *name, const void *row)
{
    return slice_compare(*(const struct slice *)name,
                         ((const struct setup_row *)row)->policy_domain);
}

const struct setup_row *setup_of(const struct setup *s, struct slice domain)
{
    return s->n > 0 ? bsearch(&domain, s->at, s->n, sizeof *s->at, by_name) : NULL;
}

void setup_free(struct setup *s)
{
    arena_free(&s->arena);
    *s = (struct setup){0};
}
