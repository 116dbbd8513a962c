#include "lib/mail/recipients.h"

#include "lib/base/order.h"

bool recipients_field(struct slice name)
{
    static const struct slice fields[] = {SLICE("To"),           SLICE("Cc"),
                                          SLICE("Delivered-To"), SLICE("X-Original-To"),
                                          SLICE("Envelope-To"),  SLICE("Received")};
    return slice_any(name, slice_equal_nocase, fields, COUNT_OF(fields));
}

static bool is_part_of_address(char c)
{
    return ascii_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.@", c));
}

/* Does it stand there alone, and not as the end of a longer address? */
static bool holds(struct slice value, struct slice address)
{
    struct slice rest = value;
    while ((rest = slice_find_nocase(rest, address)).n > 0) {
        bool starts = rest.at == value.at || !is_part_of_address(rest.at[-1]);
        bool ends = rest.n == address.n || !is_part_of_address(rest.at[address.n]);
        if (starts && ends)
            return true;
        rest = slice_from(rest, 1);
    }
    return false;
}

static int compare_nocase(struct slice a, struct slice b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int order = (unsigned char)ascii_lower(a.at[i]) - (unsigned char)ascii_lower(b.at[i]);
        if (order != 0)
            return order;
    }
    return ORDER_OF(a.n, b.n);
}

static int by_address(const void *a, const void *b)
{
    const struct recipient *x = a, *y = b;
    return x->is_odd != y->is_odd ? y->is_odd - x->is_odd : compare_nocase(x->address, y->address);
}

bool recipients_add(struct recipients *r, struct arena *arena, struct slice address)
{
    struct recipient *new = ARENA_PUSH(arena, r->at, r->n);
    if (!new)
        return false;
    *new = (struct recipient){.address = address,
                              .is_odd = slice_run(address, is_part_of_address) < address.n};
    return true;
}

void recipients_sort(struct recipients *r)
{
    size_t kept = 0;
    order_sort(r->at, r->n, sizeof *r->at, by_address);
    r->odd_n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (kept == 0 || by_address(&r->at[kept - 1], &r->at[i]) != 0) {
            memmove(&r->at[kept++], &r->at[i], sizeof *r->at);
            r->odd_n += r->at[kept - 1].is_odd;
        }
    r->n = kept;
}

static struct recipient *find_among(const struct recipients *r, struct slice address, bool is_odd)
{
    struct recipient wanted = {.address = address, .is_odd = is_odd};
    return order_find(&wanted, r->at, r->n, sizeof wanted, by_address);
}

struct recipient *recipients_find(const struct recipients *r, struct slice address)
{
    struct recipient *known = find_among(r, address, false);
    return known ? known : find_among(r, address, true);
}

/* Odd addresses are few, and looked for one by one. */
void recipients_look(struct recipients *r, struct slice value)
{
    r->any = true;
    for (size_t i = 0; i < r->odd_n; i++)
        if (!r->at[i].seen && holds(value, r->at[i].address))
            r->at[i].seen = true;

    while (value.n > 0) {
        struct slice word = slice_first(value, slice_run(value, is_part_of_address));
        struct recipient *known = word.n > 0 ? find_among(r, word, false) : NULL;
        if (known)
            known->seen = true;
        value = slice_from(value, word.n + (word.n < value.n));
    }
}

void recipients_note(struct recipients *r, struct slice address)
{
    struct recipient *known = recipients_find(r, address);
    r->any = true;
    if (known)
        known->seen = true;
}
