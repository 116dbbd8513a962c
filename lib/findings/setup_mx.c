#include "lib/findings/setup_mx.h"

#include "lib/base/address.h"
#include "lib/base/order.h"
#include "lib/tlsrpt/dnsrecord.h"
#include "lib/tlsrpt/mxlisting.h"

static const struct slice tlsa_label = SLICE("_25._tcp.");

/* The records of one kind at the name to which a name's aliases lead. */
struct answer_found {
    const struct dns_record *at; /* in byte order of their data */
    size_t n;
    /* is_asked: the answer says that there are no others; is_failed: an answer failed */
    bool is_asked, is_failed;
    bool is_crowd;   /* there are more */
    bool is_covered; /* an RRSIG covers the kind */
};

/* The records of one kind at a name; `type` is its name in lower case. */
static struct answer_found find(const struct dns_records *dns, struct slice name,
                                enum dns_kind kind, struct slice type)
{
    struct answer_found found = {0};
    for (unsigned hops = 0; hops < DNS_MOST_ALIASES && name.n > 0 && found.n == 0; hops++) {
        size_t n;
        const struct dns_record *r = dnsrecords_of_kind(dns, name, DNS_ASKED, &n);
        for (size_t i = 0; i < n; i++)
            found.is_asked |= dnsrecords_denies(&r[i], type);
        r = dnsrecords_of_kind(dns, name, DNS_RRSIG, &n);
        for (size_t i = 0; i < n; i++)
            found.is_covered |= slice_equal(r[i].data, type);
        found.is_failed |= dnsrecords_failed(dns, name, type);
        found.is_crowd |= dnsrecords_is_crowd(dns, name, kind);
        found.at = dnsrecords_of_kind(dns, name, kind, &found.n);
        name = dnsrecords_alias(dns, name);
    }
    return found;
}

static enum dns_signed signature_of(const struct answer_found *found)
{
    return found->is_covered ? DNS_SIGNED
           : found->n > 0    ? found->at->is_signed
                             : DNS_SIGNED_UNKNOWN;
}

static time_seconds time_of(const struct answer_found *found)
{
    return found->n > 0 ? found->at->asked_at : 0;
}

static bool list_data(const struct answer_found *found, struct arena *arena, struct texts *list)
{
    for (size_t i = 0; i < found->n; i++)
        if (!texts_push(arena, list, found->at[i].data))
            return false;
    return true;
}

enum answer setup_mx_signed(const struct setup_mx *mx)
{
    static const enum answer answers[] = {[DNS_SIGNED_UNKNOWN] = ANSWER_UNKNOWN,
                                          [DNS_UNSIGNED] = ANSWER_NO,
                                          [DNS_SIGNED] = ANSWER_YES};
    return answers[mx->is_signed];
}

/* Are these all records of the kind that the name has? In a zone they are, unless a question about
 * them failed; of answers, only those that were given can tell. */
static bool is_all(const struct answer_found *found, bool is_zone)
{
    bool is_none_known = found->is_asked || (is_zone && !found->is_failed);
    return !found->is_crowd && (found->n > 0 || is_none_known);
}

struct addresses_found {
    struct answer_found ipv4, ipv6;
};

static struct addresses_found find_addresses(const struct dns_records *dns, struct slice host)
{
    return (struct addresses_found){find(dns, host, DNS_A, SLICE("a")),
                                    find(dns, host, DNS_AAAA, SLICE("aaaa"))};
}

static int by_data(const void *address, const void *record)
{
    return slice_compare(*(const struct slice *)address, ((const struct dns_record *)record)->data);
}

bool setup_mx_may_have(const struct dns_records *dns, struct slice host, struct slice address)
{
    bool is_ipv6 = address_text_is_ipv6(address),
         asks = dnsrecords_ask(dns, DNS_A) || dnsrecords_ask(dns, DNS_AAAA);
    struct addresses_found ours = find_addresses(dns, host);
    const struct answer_found *family = is_ipv6 ? &ours.ipv6 : &ours.ipv4;
    bool tells = is_all(family, dns->held[is_ipv6 ? DNS_AAAA : DNS_A] && !asks);
    return ours.ipv4.n + ours.ipv6.n == 0 || !tells ||
           order_find(&address, family->at, family->n, sizeof *family->at, by_data);
}

bool setup_reverse_names(const struct dns_records *dns, struct slice address, struct arena *arena,
                         struct texts *names)
{
    struct answer_found found = {0};
    struct address a;
    char room[ADDRESS_REVERSE];
    *names = (struct texts){0};
    if (address_read(address, &a))
        found = find(dns, address_reverse_name(&a, room), DNS_PTR, (struct slice){0});
    return list_data(&found, arena, names);
}

/* A pattern that is not sound proves neither that the policy lists the host nor that it does not.
 * False: out of memory. */
static bool find_in_policy(struct mxlist *list, struct setup_mx *mx)
{
    enum mx_listing listing;
    bool ok = mxlist_judge(list, mx->host, &listing);
    if (listing != MX_NOT_REFUTED)
        mx->in_policy = ANSWER_NO;
    else if (mxlist_matches(list, mx->host))
        mx->in_policy = ANSWER_YES;
    return ok;
}

/* The bytes that a list takes in tables. */
static size_t bytes_of(const struct answer_found *found)
{
    size_t bytes = 0;
    for (size_t i = 0; i < found->n; i++)
        bytes += SETUP_ITEM_BYTES + found->at[i].data.n;
    return bytes;
}

/* Examines a host, unless there is no room for it: *fits is then false. False: out of memory. */
static bool examine(struct setup_mx *mx, const struct setup_mx_given *given, struct mxlist *list,
                    struct arena *arena, bool *fits)
{
    const struct dns_records *dns = given->dns;
    struct slice owner;
    if (!arena_join(arena, tlsa_label, mx->host, &owner))
        return false;
    struct answer_found tlsa = find(dns, owner, DNS_TLSA, SLICE("tlsa"));
    struct addresses_found addresses = find_addresses(dns, mx->host);
    *fits = setup_room_take(given->room, mx->host.n + bytes_of(&tlsa) + bytes_of(&addresses.ipv4) +
                                             bytes_of(&addresses.ipv6));
    if (!*fits)
        return true;

    if (!find_in_policy(list, mx) || !list_data(&tlsa, arena, &mx->tlsa) ||
        !list_data(&addresses.ipv4, arena, &mx->addresses) ||
        !list_data(&addresses.ipv6, arena, &mx->addresses))
        return false;
    texts_settle(&mx->addresses);
    mx->has_more_addresses = addresses.ipv4.is_crowd || addresses.ipv6.is_crowd;
    mx->is_tlsa_known = is_all(&tlsa, !dnsrecords_ask(dns, DNS_TLSA));
    for (size_t i = 0; i < tlsa.n; i++)
        mx->usable += dnsrecord_check_tlsa(tlsa.at[i].data) == NULL;
    mx->is_signed = tlsa.n > 0 ? signature_of(&tlsa) : DNS_SIGNED_UNKNOWN;
    time_seconds asked_at = time_of(&tlsa);
    if (asked_at > mx->read_at)
        mx->read_at = asked_at;
    return true;
}

bool setup_mx_build(const struct setup_mx_given *given, struct slice domain, struct arena *arena,
                    struct setup_mxs *all)
{
    const struct answer_found hosts = find(given->dns, domain, DNS_MX, SLICE("mx"));
    struct slice policy = given->policy;
    const struct policy as_seen = {.type = SLICE("sts"), .strings = {.at = &policy, .n = 1}};
    struct mxlist list;
    bool ok = true, fits = true;
    *all = (struct setup_mxs){0};
    mxlist_init(&list, &as_seen, given->policy_is_cut);
    for (size_t i = 0; ok && fits && i < hosts.n; i++) {
        struct setup_mx mx = {.host = hosts.at[i].data, .read_at = time_of(&hosts)}, *new;
        if (mx.host.n == 0) /* the null MX of RFC 7505 is no host */
            continue;
        ok = examine(&mx, given, &list, arena, &fits);
        if (!fits)
            all->left_out = hosts.n - i;
        else if (ok && (new = ARENA_PUSH(arena, all->at, all->n)))
            *new = mx;
        else
            ok = false;
    }
    mxlist_free(&list);
    return ok;
}
