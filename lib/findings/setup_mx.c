#include "lib/findings/setup_mx.h"

#include "lib/base/address.h"
#include "lib/tlsrpt/dnsrecord.h"
#include "lib/tlsrpt/mxlisting.h"

static const struct slice tlsa_label = SLICE("_25._tcp.");

struct answer_found {
    struct texts data;
    bool is_asked, is_failed; /* it was answered that there is nothing else; an answer failed */
    enum dns_signed is_signed;
    time_seconds read_at;
};

static void note_signature(struct answer_found *found, const struct dns_record *r)
{
    if (r->is_signed > found->is_signed)
        found->is_signed = r->is_signed;
    if (r->asked_at > found->read_at)
        found->read_at = r->asked_at;
}

/* All data of one kind at a name; `type` is its name in lower case. False: out of memory. */
static bool collect(const struct dns_records *dns, struct slice name, enum dns_kind kind,
                    struct slice type, struct arena *arena, struct answer_found *found)
{
    for (unsigned hops = 0; hops < DNS_MOST_ALIASES && name.n > 0; hops++) {
        struct slice target = {0};
        size_t n;
        const struct dns_record *r = dnsrecords_of(dns, name, &n);
        found->is_failed |= dnsrecords_failed(dns, name, type);
        for (const struct dns_record *end = r + n; r < end; r++) {
            found->is_asked |= dnsrecords_denies(r, type);
            if (r->kind == DNS_CNAME)
                target = r->data;
            if (r->kind == DNS_RRSIG && slice_equal(r->data, type))
                found->is_signed = DNS_SIGNED;
            if (r->kind != kind)
                continue;
            note_signature(found, r);
            if (!texts_push(arena, &found->data, r->data))
                return false;
        }
        if (found->data.n > 0)
            break;
        name = target;
    }
    texts_settle(&found->data);
    return true;
}

enum answer setup_mx_signed(const struct setup_mx *mx)
{
    static const enum answer answers[] = {[DNS_SIGNED_UNKNOWN] = ANSWER_UNKNOWN,
                                          [DNS_UNSIGNED] = ANSWER_NO,
                                          [DNS_SIGNED] = ANSWER_YES};
    return answers[mx->is_signed];
}

/* Has the name nothing of the kind but what was found? In a zone what is not there is not, unless a
 * question about it failed; of answers only those that were given tell. */
static bool is_all(const struct answer_found *found, bool is_zone)
{
    return found->data.n > 0 || found->is_asked || (is_zone && !found->is_failed);
}

static bool add_addresses(const struct dns_records *dns, struct slice host, enum dns_kind kind,
                          struct slice type, struct arena *arena, struct texts *all, bool *tells)
{
    struct answer_found found = {0};
    bool asks = dnsrecords_ask(dns, DNS_A) || dnsrecords_ask(dns, DNS_AAAA);
    bool ok = collect(dns, host, kind, type, arena, &found);
    for (size_t i = 0; ok && i < found.data.n; i++)
        ok = texts_push(arena, all, found.data.at[i]);
    *tells = is_all(&found, dns->held[kind] && !asks);
    return ok;
}

bool setup_mx_addresses(const struct dns_records *dns, struct slice host, struct arena *arena,
                        struct mx_addresses *addresses)
{
    *addresses = (struct mx_addresses){0};
    bool ok = add_addresses(dns, host, DNS_A, SLICE("a"), arena, &addresses->all,
                            &addresses->tells_ipv4) &&
              add_addresses(dns, host, DNS_AAAA, SLICE("aaaa"), arena, &addresses->all,
                            &addresses->tells_ipv6);
    texts_settle(&addresses->all);
    return ok;
}

bool setup_reverse_names(const struct dns_records *dns, struct slice address, struct arena *arena,
                         struct texts *names)
{
    struct answer_found found = {0};
    struct address a;
    char room[ADDRESS_REVERSE];
    bool ok = !address_read(address, &a) || collect(dns, address_reverse_name(&a, room), DNS_PTR,
                                                    (struct slice){0}, arena, &found);
    *names = found.data;
    return ok;
}

/* A pattern that is none proves neither that the policy lists the host nor that it does not. False:
 * out of memory. */
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

static bool examine(struct setup_mx *mx, const struct dns_records *dns, struct mxlist *list,
                    struct arena *arena)
{
    struct answer_found tlsa = {0};
    struct mx_addresses addresses;
    char *name = arena_take_text(arena, tlsa_label.n + mx->host.n);
    if (!name)
        return false;
    memcpy(name, tlsa_label.at, tlsa_label.n);
    memcpy(name + tlsa_label.n, mx->host.at, mx->host.n);
    struct slice owner = {.at = name, .n = tlsa_label.n + mx->host.n};
    if (!collect(dns, owner, DNS_TLSA, SLICE("tlsa"), arena, &tlsa) ||
        !setup_mx_addresses(dns, mx->host, arena, &addresses))
        return false;

    if (!find_in_policy(list, mx))
        return false;
    mx->addresses = addresses.all;
    mx->tlsa = tlsa.data;
    mx->is_tlsa_known = is_all(&tlsa, !dnsrecords_ask(dns, DNS_TLSA));
    for (size_t i = 0; i < tlsa.data.n; i++)
        mx->usable += dnsrecord_check_tlsa(tlsa.data.at[i]) == NULL;
    mx->is_signed = tlsa.data.n > 0 ? tlsa.is_signed : DNS_SIGNED_UNKNOWN;
    if (tlsa.read_at > mx->read_at)
        mx->read_at = tlsa.read_at;
    return true;
}

struct setup_mx *setup_mx_build(const struct dns_records *dns, struct slice domain,
                                struct setup_mx_policy policy, struct arena *arena, size_t *n)
{
    struct answer_found hosts = {0};
    *n = 0;
    if (!collect(dns, domain, DNS_MX, SLICE("mx"), arena, &hosts))
        return NULL;
    struct setup_mx *mx = arena_take_array(arena, hosts.data.n + 1, sizeof *mx);
    const struct policy as_seen = {.type = SLICE("sts"), .strings = {.at = &policy.text, .n = 1}};
    struct mxlist list;
    bool ok = mx != NULL;
    mxlist_init(&list, &as_seen, policy.is_cut);
    for (size_t i = 0; ok && i < hosts.data.n; i++) {
        if (hosts.data.at[i].n == 0) /* the null MX of RFC 7505 is no host */
            continue;
        mx[*n] = (struct setup_mx){.host = hosts.data.at[i], .read_at = hosts.read_at};
        ok = examine(&mx[(*n)++], dns, &list, arena);
    }
    mxlist_free(&list);
    return ok ? mx : NULL;
}
