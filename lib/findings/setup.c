#include "lib/findings/setup.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/tlsrpt/dnsrecord.h"

enum { MOST_ALIASES = 8, ERROR_MOST = 400 };

static const struct slice tlsrpt_label = SLICE("_smtp._tls."), sts_label = SLICE("_mta-sts.");

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
            void *array = watch->at;
            char *room = arena_take_text(arena, rua.at[k].n);
            struct recipient *new = room ? arena_push(arena, &array, watch->n, sizeof *new) : NULL;
            if (!new)
                return false;
            watch->at = array;
            *new = (struct recipient){.address = dnsrecord_mail_address(rua.at[k], room)};
            watch->n += new->address.n > 0;
        }
    }
    return true;
}

/* What is known of one name, CNAMEs followed. */
struct lookup {
    const struct dns_records *dns;
    struct slice name, alias; /* alias: where a CNAME led that has no record in the files */
    struct slice record;      /* the first that fits */
    unsigned n;               /* how many fit */
    struct slice other;       /* a TXT record that does not */
};

static void look_up(struct lookup *l, bool (*fits)(struct slice text))
{
    struct slice name = l->name;
    for (unsigned hops = 0; hops < MOST_ALIASES; hops++) {
        struct slice target = {0};
        for (size_t i = 0; i < l->dns->n; i++) {
            const struct dns_record *r = &l->dns->at[i];
            if (!slice_equal(r->owner, name))
                continue;
            if (r->kind == DNS_CNAME)
                target = r->data;
            if (r->kind != DNS_TXT)
                continue;
            if (!fits(r->data)) {
                l->other = r->data;
                continue;
            }
            if (l->n == 0 ||
                !slice_equal(l->record, r->data)) /* the same line twice is one record */
                l->n++;
            if (l->n == 1)
                l->record = r->data;
        }
        if (l->n > 0 || target.n == 0)
            return;
        name = l->alias = target;
    }
}

static bool add_error(struct setup *s, struct setup_row *row, const char *text)
{
    void *array = row->errors.at;
    struct slice *new = arena_push(&s->arena, &array, row->errors.n, sizeof *new);
    if (!new || !arena_copy(&s->arena, slice_of(text), new))
        return false;
    row->errors.at = array;
    row->errors.n++;
    return true;
}

/* Says what is wrong with a name's records. */
static bool judge(struct setup *s, struct setup_row *row, const struct lookup *l,
                  const char *problem, bool *missing, bool *invalid)
{
    char text[ERROR_MOST];
    int n = (int)(l->name.n < 200 ? l->name.n : 200);
    *missing = *invalid = false;
    if (l->n > 1) {
        *invalid = true;
        snprintf(text, sizeof text, "%.*s has more than one record: senders take none of them", n,
                 l->name.at);
    } else if (l->n == 1 && problem) {
        *invalid = true;
        snprintf(text, sizeof text, "%.*s: %s", n, l->name.at, problem);
    } else if (l->n == 0) {
        *missing = l->other.n == 0;
        *invalid = l->other.n > 0;
        if (l->other.n > 0)
            snprintf(text, sizeof text, "%.*s has a TXT record, but none that begins as it has to",
                     n, l->name.at);
        else if (l->alias.n > 0)
            snprintf(text, sizeof text,
                     "%.*s is an alias of %.*s, of which the files hold no record", n, l->name.at,
                     (int)(l->alias.n < 100 ? l->alias.n : 100), l->alias.at);
        else
            snprintf(text, sizeof text, "%.*s has no record in the files", n, l->name.at);
    }
    return (!*missing && !*invalid) || add_error(s, row, text);
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
        bool seen = false;
        if (!room)
            return false;
        struct slice address = dnsrecord_mail_address(row->rua.at[i], room);
        for (size_t k = 0; k < watch->n; k++)
            seen |= watch->at[k].seen && slice_equal_nocase(watch->at[k].address, address);
        if (address.n == 0 || seen)
            continue;
        void *array = row->uncollected.at;
        struct slice *new = arena_push(&s->arena, &array, row->uncollected.n, sizeof *new);
        if (!new)
            return false;
        *new = address;
        row->uncollected.at = array;
        row->uncollected.n++;
    }
    return true;
}

static bool examine(struct setup *s, struct setup_row *row, const struct dns_records *dns,
                    const struct recipients *watch)
{
    struct lookup tlsrpt = {.dns = dns}, sts = {.dns = dns};
    bool no_memory = false;
    if (!name_below(s, tlsrpt_label, row->policy_domain, &tlsrpt.name) ||
        !name_below(s, sts_label, row->policy_domain, &sts.name))
        return false;
    look_up(&tlsrpt, dnsrecord_is_tlsrpt);
    look_up(&sts, dnsrecord_is_mta_sts);
    const char *problem = tlsrpt.n == 1 ? dnsrecord_check_tlsrpt(tlsrpt.record, &s->arena,
                                                                 &row->rua, &no_memory)
                                        : NULL;
    if (no_memory || !judge(s, row, &tlsrpt, problem, &row->tlsrpt_missing, &row->tlsrpt_invalid))
        return false;
    row->tlsrpt = tlsrpt.n == 1 ? tlsrpt.record : tlsrpt.other;
    problem = sts.n == 1 ? dnsrecord_check_mta_sts(sts.record) : NULL;
    row->mta_sts = sts.n == 1 ? sts.record : sts.other;
    return judge(s, row, &sts, problem, &row->mta_sts_missing, &row->mta_sts_invalid) &&
           find_uncollected(s, row, watch);
}

static bool add_domain(struct setup *s, struct slice domain, bool has_dane)
{
    void *array = s->at;
    struct setup_row *new = arena_push(&s->arena, &array, s->n, sizeof *new);
    if (!new)
        return false;
    *new = (struct setup_row){.policy_domain = domain, .has_dane = has_dane};
    s->at = array;
    s->n++;
    return true;
}

static int by_domain(const void *a, const void *b)
{
    const struct setup_row *x = a, *y = b;
    int order = slice_compare(x->policy_domain, y->policy_domain);
    return order != 0 ? order : (int)y->has_dane - (int)x->has_dane;
}

/* A provider's record that others' names are aliases of says nothing about the provider's own
 * domain. */
static bool is_target(const struct dns_records *dns, struct slice name)
{
    for (size_t i = 0; i < dns->n; i++)
        if (dns->at[i].kind == DNS_CNAME && slice_equal(dns->at[i].data, name))
            return true;
    return false;
}

/* Domains that only DANE policies name may be mail servers' names (RFC 8460, 1.1): nothing has
 * to be published there. */
static bool collect_domains(struct setup *s, const struct dns_records *dns,
                            const struct summary *summary)
{
    for (size_t i = 0, next; i < summary->policies_seen_n; i = next) {
        struct slice domain = summary->policies_seen[i].policy_domain;
        bool dane = false, other = false;
        for (next = i; next < summary->policies_seen_n &&
                       slice_equal(summary->policies_seen[next].policy_domain, domain);
             next++) {
            bool is_dane = policy_kind_of(summary->policies_seen[next].policy_type) == POLICY_TLSA;
            dane |= is_dane;
            other |= !is_dane;
        }
        if (other && domain.n > 0 && !add_domain(s, domain, dane))
            return false;
    }
    for (size_t i = 0; i < dns->n; i++) {
        struct slice owner = dns->at[i].owner;
        if (is_target(dns, owner))
            continue;
        if (slice_starts(owner, tlsrpt_label) &&
            !add_domain(s, slice_from(owner, tlsrpt_label.n), false))
            return false;
        if (slice_starts(owner, sts_label) && !add_domain(s, slice_from(owner, sts_label.n), false))
            return false;
    }
    if (s->n > 1)
        qsort(s->at, s->n, sizeof *s->at, by_domain);
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (kept == 0 || !slice_equal(s->at[i].policy_domain, s->at[kept - 1].policy_domain))
            s->at[kept++] = s->at[i];
    s->n = kept;
    return true;
}

bool setup_build(struct setup *s, const struct dns_records *dns, const struct summary *summary,
                 const struct recipients *watch)
{
    *s = (struct setup){0};
    if (!collect_domains(s, dns, summary))
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (!examine(s, &s->at[i], dns, watch))
            return false;
    return true;
}

void setup_free(struct setup *s)
{
    arena_free(&s->arena);
    *s = (struct setup){0};
}
