/* dnslookup: what nslookup(1) prints, BIND's and Windows': sentences with an equals sign. */
#include "formats/read/given/dnszone.h"
#include "lib/base/address.h"
#include "lib/base/buffer.h"

/* Do these words stand at token i and after it? */
static bool has_words(const struct zone *z, size_t i, const char *const *words)
{
    for (; *words; words++, i++)
        if (!zone_has_word(z, i, *words))
            return false;
    return true;
}

/* Windows writes the strings of a TXT record on lines of their own, below "X  text =". */
static bool take_strings_below(struct zone *z)
{
    struct buffer joined = {0};
    struct slice owner = z->owner, text;
    bool ok = true;
    while (ok && z->rest.n > 0) {
        struct slice before = z->rest;
        ok = zone_take_entry(z);
        if (z->tokens_n == 0)
            continue;
        if (!z->indented || !z->tokens[0].quoted) {
            z->rest = before;
            break;
        }
        for (size_t i = 0; i < z->tokens_n; i++)
            buffer_append(&joined, z->tokens[i].text);
    }
    ok = ok && !joined.failed && arena_copy(zone_arena(z), buffer_slice(&joined), &text);
    buffer_free(&joined);
    z->owner = owner;
    z->tokens_n = 1;
    z->tokens[0] = (struct token){.text = ok ? text : SLICE(""), .quoted = true};
    return ok && zone_add_text(z, 0);
}

static bool take_text(struct zone *z, size_t i)
{
    return i < z->tokens_n ? zone_add_text(z, i) : take_strings_below(z);
}

static bool take_mx(struct zone *z, size_t i)
{
    (void)i; /* the host comes last */
    return zone_add_target(z, DNS_MX, z->tokens[z->tokens_n - 1].text);
}

static bool take_alias(struct zone *z, size_t i)
{
    return zone_add_target(z, DNS_CNAME, z->tokens[i].text);
}

static bool take_pointer(struct zone *z, size_t i)
{
    return zone_add_target(z, DNS_PTR, z->tokens[i].text);
}

static bool take_address(struct zone *z, size_t i)
{
    return zone_add_address(z, z->tokens[i].text);
}

/* What stands behind a record's owner. */
static const struct phrase {
    const char *words[6];
    size_t least; /* so many tokens have to follow */
    bool (*take)(struct zone *z, size_t i);
} phrases[] = {
    {{"mail", "exchanger", "="}, 2, take_mx},
    {{"MX", "preference", "="}, 5, take_mx}, /* = 10, mail exchanger = mx.a.example */
    {{"text", "="}, 0, take_text},
    {{"canonical", "name", "="}, 1, take_alias},
    {{"name", "="}, 1, take_pointer},
    {{"internet", "address", "="}, 1, take_address},
    {{"AAAA", "IPv6", "address", "="}, 1, take_address},
    {{"has", "AAAA", "address"}, 1, take_address},
    {{"rdata_52", "="}, 4, zone_add_tlsa},
};

static const struct phrase *phrase_at(const struct zone *z, size_t i, size_t *behind)
{
    for (size_t k = 0; k < COUNT_OF(phrases); k++) {
        size_t n = 0;
        while (n < COUNT_OF(phrases[k].words) && phrases[k].words[n])
            n++;
        if (has_words(z, i, phrases[k].words) && i + n + phrases[k].least <= z->tokens_n) {
            *behind = i + n;
            return &phrases[k];
        }
    }
    return NULL;
}

/* "** server can't find X: NXDOMAIN", "*** Can't find X: No answer", "*** ns.a.example can't find
 * X: Non-existent domain". What else was said of X tells nothing of it. */
static bool take_not_found(struct zone *z)
{
    struct slice name, full, said;
    size_t i = 1;
    while (i + 1 < z->tokens_n && !zone_has_word(z, i, "find"))
        i++;
    if (i + 2 >= z->tokens_n)
        return true;
    name = z->tokens[i + 1].text;
    name.n -= name.n > 0 && name.at[name.n - 1] == ':';
    said = z->tokens[i + 2].text;
    z->comments.status = slice_equal_nocase(said, SLICE("No")) ? DNS_STATUS_FINE
                         : slice_equal_nocase(said, SLICE("Non-existent"))
                             ? DNS_STATUS_NO_NAME
                             : dnscomments_status(said);
    bool ok = zone_full_name(z, name, &full) && zone_ask(z, full, (struct slice){0});
    z->comments.status = DNS_STATUS_FINE;
    return ok;
}

static bool set_owner(struct zone *z, struct slice name)
{
    return zone_full_name(z, name, &z->owner);
}

/* The second and further ones of "Addresses:" stand alone on their lines. */
static bool is_further_address(const struct zone *z)
{
    struct address unused;
    return z->indented && z->tokens_n == 1 && z->owner.n > 0 &&
           address_read(z->tokens[0].text, &unused);
}

bool zone_take_lookup_line(struct zone *z, bool *was_one)
{
    size_t behind, at = z->indented ? 0 : 1;
    const struct phrase *phrase = phrase_at(z, at, &behind);
    *was_one = true;
    if (phrase)
        return (z->indented || set_owner(z, z->tokens[0].text)) && phrase->take(z, behind);
    if (zone_has_word(z, 0, "->") && z->tokens_n == 2)
        return set_owner(z, z->tokens[1].text);
    if (zone_has_word(z, 0, "**") || zone_has_word(z, 0, "***"))
        return take_not_found(z);
    if (zone_has_word(z, 0, "Server:")) { /* its own address follows */
        z->owner = (struct slice){0};
        return true;
    }
    if (zone_has_word(z, 0, "Name:") && z->tokens_n > 1)
        return set_owner(z, z->tokens[1].text);
    if ((zone_has_word(z, 0, "Address:") || zone_has_word(z, 0, "Addresses:")) && z->tokens_n > 1)
        return z->owner.n == 0 || zone_add_address(z, z->tokens[1].text);
    if (is_further_address(z))
        return zone_add_address(z, z->tokens[0].text);
    *was_one = false;
    return true;
}
