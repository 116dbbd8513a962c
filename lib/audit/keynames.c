#include "lib/audit/keynames.h"

#include "lib/base/order.h"
#include "lib/mail/dkimkeys.h"

/* dig -f takes the words of a line for its arguments, so only what can be nothing but a name may
 * stand there. */
static bool is_safe(struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.at[i];
        bool letter = (c >= 'a' && c <= 'z') || ascii_is_digit(c);
        bool begins = i == 0 || name.at[i - 1] == '.';
        if (!letter && c != '_' && c != '.' && (c != '-' || begins))
            return false;
        if (c == '.' && begins)
            return false;
    }
    return name.n > 0;
}

static bool is_wanted(const struct signer_row *row)
{
    enum { MOST = 253 /* bytes of a name (RFC 1035, 2.3.4) */, MIDDLE = sizeof "._domainkey." - 1 };
    return row->result == DKIM_KEY_MISSING && row->aligned == DKIM_ALIGNED &&
           is_safe(row->domain) && is_safe(row->selector) &&
           row->domain.n + row->selector.n + MIDDLE <= MOST;
}

ORDER_BEGINS_WITH(struct keyname, name);

/* Makes one of those that have one name, which stand together. Gives how many are left. */
static size_t join(struct keyname *names, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct keyname *k = &names[i], *last = kept > 0 ? &names[kept - 1] : NULL;
        if (!last || !slice_equal(last->name, k->name)) {
            names[kept++] = *k;
            continue;
        }
        last->reports += k->reports;
        last->reason = k->reason < last->reason ? k->reason : last->reason;
        if (k->received.any) {
            span_take(&last->received, k->received.first, false);
            span_take(&last->received, k->received.last, false);
        }
    }
    return kept;
}

static struct keyname *collect(const struct signers *s, bool (*wants)(const struct signer_row *),
                               struct arena *arena, size_t *n)
{
    size_t found = 0;
    struct keyname *names = arena_take_array(arena, s->rows.n + 1, sizeof *names);
    if (!names)
        return NULL;
    for (size_t i = 0; i < s->rows.n; i++) {
        const struct signer_row *row = rows_at(&s->rows, i);
        if (!wants(row))
            continue;
        struct keyname *new = &names[found++];
        *new = (struct keyname){
            .reason = row->reason, .reports = row->reports, .received = row->received};
        if (!dkimkeys_name(row->selector, row->domain, arena, &new->name))
            return NULL;
    }
    order_sort(names, found, sizeof *names, order_by_text);
    *n = join(names, found);
    return names;
}

struct keyname *keynames_wanted(const struct signers *s, struct arena *arena, size_t *n)
{
    return collect(s, is_wanted, arena, n);
}

static bool is_judged_by_key(const struct signer_row *row)
{
    return row->service != DKIM_SERVICE_UNKNOWN && row->result != DKIM_KEY_MISSING;
}

bool keynames_used(const struct signers *s, struct arena *arena, size_t *n)
{
    return collect(s, is_judged_by_key, arena, n) != NULL;
}
