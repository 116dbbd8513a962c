#include "lib/findings/setup.h"

#include "lib/base/address.h"
#include "lib/base/order.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/setup_errors.h"
#include "lib/findings/setup_txt.h"
#include "lib/tlsrpt/dnsrecord.h"

bool setup_is_given(const struct dns_records *dns)
{
    static const enum dns_kind others[] = {DNS_MX, DNS_TLSA, DNS_A, DNS_AAAA, DNS_PTR};
    bool told = !dns->has_keys || dnsrecords_has(dns, SETUP_TLSRPT_LABEL) ||
                dnsrecords_has(dns, SETUP_STS_LABEL);
    for (size_t i = 0; i < COUNT_OF(others) && !told; i++)
        told = dnsrecords_has_kind(dns, others[i]);
    return told;
}

/* Gives the mail address of a rua= URI; empty: it has none. False: out of memory. */
static bool address_of(struct slice uri, struct arena *arena, struct slice *address)
{
    char *room = arena_take_text(arena, uri.n);
    if (room)
        *address = dnsrecord_mail_address(uri, room);
    return room != NULL;
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
            struct slice address;
            if (!address_of(rua.at[k], arena, &address) ||
                (address.n > 0 && !recipients_add(watch, arena, address)))
                return false;
        }
    }
    recipients_sort(watch);
    return true;
}

static bool find_uncollected(struct setup *s, struct setup_row *row, const struct recipients *watch)
{
    for (size_t i = 0; i < row->rua.n && watch->any; i++) {
        struct slice address;
        if (!address_of(row->rua.at[i], &s->arena, &address))
            return false;
        const struct recipient *known = recipients_find(watch, address);
        bool seen = known && known->seen;
        if (address.n > 0 && !seen && !texts_push(&s->arena, &row->uncollected, address))
            return false;
    }
    texts_settle(&row->uncollected);
    return true;
}

/* Takes from reports the domain's MTA-STS policy that was seen last, if they hold its text, and
 * whether it has DANE. Stale reports say nothing about the domain's state (SPEC 4). */
static void take_seen(struct setup_row *row, const struct summary *s)
{
    const struct policy_seen_row *newest = NULL;
    size_t n;
    const struct policy_seen_row *seen = summary_policies_of(s, row->policy_domain, &n);
    for (size_t i = 0; i < n; i++) {
        enum policy_kind kind = policy_kind_of(seen[i].policy_type);
        bool is_read = kind == POLICY_STS && seen[i].policy_text.n > 0;
        if (!seen[i].span.sound)
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
    for (int kind = DNS_TXT; kind <= DNS_ASKED; kind++) {
        size_t n;
        const struct dns_record *r = dnsrecords_of_kind(dns, name, (enum dns_kind)kind, &n);
        if (n > 0 && r->asked_at > row->read_at)
            row->read_at = r->asked_at;
    }
}

static bool add_tlsa_errors(struct setup *s, struct setup_row *row, const struct setup_mx *mx)
{
    bool ok = true;
    for (size_t i = 0; ok && i < mx->tlsa.n; i++) {
        const char *problem = dnsrecord_check_tlsa(mx->tlsa.at[i]);
        if (problem)
            ok = setup_error(s, row, NULL, "_25._tcp.%.*s: a TLSA record cannot be used: %s",
                             (int)utf8_cut(mx->host, SETUP_ERROR_NAME).n, mx->host.at, problem);
    }
    return ok;
}

static bool add_left_out(struct setup *s, struct setup_row *row)
{
    struct slice domain = utf8_cut(row->policy_domain, SETUP_ERROR_NAME);
    return row->mx.left_out == 0 ||
           setup_error(s, row, NULL, "%.*s: %s not looked at, since many names share their records",
                       (int)domain.n, domain.at,
                       counted((int64_t)row->mx.left_out, "MX host was", "MX hosts were").text);
}

static size_t bytes_of(const struct texts *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->n; i++)
        bytes += SETUP_ITEM_BYTES + list->at[i].n;
    return bytes;
}

/* The bytes that each row of the table repeats of its domain. */
static size_t bytes_of_row(const struct setup_row *row)
{
    size_t bytes = row->policy_domain.n + row->tlsrpt.text.n + row->mta_sts.text.n;
    return bytes + bytes_of(&row->rua) + bytes_of(&row->errors) +
           (row->served ? bytes_of(&row->served->mx) : 0);
}

static bool examine_mx(struct setup *s, struct setup_row *row, struct setup_room *room)
{
    struct setup_mx_given given = {.dns = s->dns,
                                   .policy = row->newest_policy,
                                   .policy_is_cut = row->newest_is_cut,
                                   .room = room};
    if (row->served) {
        given.policy = row->served->text;
        given.policy_is_cut = false;
    }
    setup_room_enter(room, bytes_of_row(row));
    bool ok = setup_mx_build(&given, row->policy_domain, &s->arena, &row->mx);
    for (size_t i = 0; ok && i < row->mx.n; i++) {
        if (row->mx.at[i].read_at > row->read_at)
            row->read_at = row->mx.at[i].read_at;
        row->has_tlsa |= row->mx.at[i].usable > 0;
        s->lacks_addresses |= row->mx.at[i].has_more_addresses;
        ok = add_tlsa_errors(s, row, &row->mx.at[i]);
    }
    s->lacks_addresses |= row->mx.left_out > 0;
    return ok && add_left_out(s, row) && setup_errors_end(s, row);
}

static bool make_lines(struct setup *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->at[i].mx.n > 0 ? s->at[i].mx.n : 1;
    s->lines = arena_take_array(&s->arena, n, sizeof *s->lines);
    for (size_t i = 0; s->lines && i < s->n; i++) {
        const struct setup_row *row = &s->at[i];
        size_t k = 0;
        do
            s->lines[s->lines_n++] = (struct setup_line){row,
                                                         row->mx.n > 0 ? &row->mx.at[k] : NULL};
        while (++k < row->mx.n);
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
        /* A record of a provider to which aliases of others lead says nothing about the provider's
         * own domain. */
        if (dnsrecords_is_target(dns, owner))
            continue;
        if (dns->at[i].kind == DNS_MX)
            ok = texts_push(arena, names, owner);
        if (slice_skip(&owner, SETUP_TLSRPT_LABEL) || slice_skip(&owner, SETUP_STS_LABEL))
            ok = ok && texts_push(arena, names, owner);
    }
    return ok;
}

bool setup_names(const struct dns_records *dns, const struct served_policies *served,
                 struct arena *arena, struct texts *names)
{
    *names = (struct texts){0};
    bool ok = name_owners(dns, arena, names);
    for (size_t i = 0; ok && i < served->n; i++)
        ok = texts_push(arena, names, served->at[i].domain);
    texts_settle(names);
    return ok;
}

/* Makes a row for each domain that reports, records or served policies name. A zone file may name a
 * hundred thousand, so the rows are made when all names are known. */
static bool collect_domains(struct setup *s, const struct setup_given *given,
                            const struct audit *audit)
{
    struct arena arena = {0};
    struct texts names = {0};
    bool ok = name_seen(&audit->summary, &arena, &names);
    for (size_t i = 0; ok && i < given->names.n; i++)
        ok = texts_push(&arena, &names, given->names.at[i]);
    texts_settle(&names);
    s->at = ok ? arena_take_array(&s->arena, names.n, sizeof *s->at) : NULL;
    for (size_t i = 0; s->at && i < names.n; i++)
        if (audit_is_about(audit, names.at[i]))
            s->at[s->n++] = (struct setup_row){.policy_domain = names.at[i]};
    arena_free(&arena);
    return s->at != NULL;
}

/* MX hosts have to match the policy that is served, or if none was given, the one seen last. */
static bool examine_policy(struct setup *s, struct setup_row *row, const struct summary *summary,
                           const struct served_policies *served)
{
    take_seen(row, summary);
    row->served = served_find(served, row->policy_domain);
    return !row->served || row->served->problem.n == 0 ||
           setup_error(s, row, NULL, "%.*s", (int)row->served->problem.n, row->served->problem.at);
}

static size_t given_bytes(const struct setup_given *given)
{
    size_t bytes = given->served->bytes;
    for (size_t i = 0; i < given->dns->files_n; i++)
        bytes += (size_t)given->dns->files[i].bytes;
    return bytes;
}

bool setup_build(struct setup *s, const struct setup_given *given, const struct audit *audit)
{
    const struct dns_records *dns = given->dns;
    *s = (struct setup){.dns = dns};
    bool tlsrpt = dnsrecords_has(dns, SETUP_TLSRPT_LABEL),
         sts = dnsrecords_has(dns, SETUP_STS_LABEL), mx = dnsrecords_has_kind(dns, DNS_MX);
    if (!tlsrpt && !sts && !mx && given->served->n == 0)
        return true;
    struct setup_room room = setup_room_of(given_bytes(given));
    if (!collect_domains(s, given, audit))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        struct setup_row *row = &s->at[i];
        if ((tlsrpt && !setup_txt_tlsrpt(s, row)) || (sts && !setup_txt_mta_sts(s, row)) ||
            !find_uncollected(s, row, given->watch) ||
            !examine_policy(s, row, &audit->summary, given->served))
            return false;
        note_time(row, dns, row->policy_domain);
        if (!examine_mx(s, row, &room))
            return false;
    }
    return make_lines(s);
}

bool setup_mark_addresses(const struct setup *s, struct summary *summary)
{
    struct texts ours = {0};
    struct arena arena = {0};
    bool ok = true, has_family[2] = {false, false}; /* of IPv4, IPv6 */
    for (size_t i = 0; ok && i < s->lines_n; i++)
        for (size_t k = 0; ok && s->lines[i].mx && k < s->lines[i].mx->addresses.n; k++) {
            has_family[address_text_is_ipv6(s->lines[i].mx->addresses.at[k])] = true;
            ok = texts_push(&arena, &ours, s->lines[i].mx->addresses.at[k]);
        }
    texts_settle(&ours);
    for (size_t i = 0; ok && i < summary->addresses_n; i++) {
        struct address_row *row = &summary->addresses[i];
        bool is_one = !slice_equal(row->address, NAMES_OTHERS);
        row->ours_is_known = row->role == ADDRESS_RECEIVING && is_one &&
                             has_family[address_text_is_ipv6(row->address)];
        row->is_ours = row->ours_is_known && texts_hold(&ours, row->address);
        row->ours_is_known &= row->is_ours || !s->lacks_addresses;
    }
    arena_free(&arena);
    return ok;
}

bool setup_name_addresses(struct setup *s, struct summary *summary, bool hides_senders)
{
    bool ok = true, any = dnsrecords_has_kind(s->dns, DNS_PTR);
    for (size_t i = 0; any && ok && i < summary->addresses_n; i++) {
        struct address_row *row = &summary->addresses[i];
        ok = (hides_senders && row->role == ADDRESS_SENDING) ||
             setup_reverse_names(s->dns, row->address, &s->arena, &row->reverse_names);
    }
    return ok;
}

ORDER_BEGINS_WITH(struct setup_row, policy_domain);

const struct setup_row *setup_of(const struct setup *s, struct slice domain)
{
    return order_find(&domain, s->at, s->n, sizeof *s->at, order_by_text);
}

void setup_free(struct setup *s)
{
    arena_free(&s->arena);
    *s = (struct setup){0};
}
