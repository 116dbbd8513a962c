/* dnsrdata: records by their types, and where they go. */
#include "formats/read/given/dnszone.h"
#include "lib/base/address.h"
#include "lib/base/buffer.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"

static bool has_key_label(struct slice owner) /* in lower case */
{
    return slice_find_nocase(owner, SLICE("._domainkey.")).n > 0;
}

bool zone_add_key(struct dkimkeys *keys, enum dns_kind kind, struct slice owner, struct slice data)
{
    if (kind == DNS_TXT)
        return dkimkeys_add(keys, owner, data);
    if (kind == DNS_CNAME)
        return dkimkeys_add_alias(keys, owner, data);
    return kind != DNS_ASKED || dkimkeys_add_asked(keys, owner);
}

/* A name that is too long is none (RFC 1035, 2.3.4). */
static bool has_long_name(enum dns_kind kind, struct slice owner, struct slice data)
{
    bool is_target = kind == DNS_CNAME || kind == DNS_MX || kind == DNS_PTR;
    return owner.n > BOUND_DOMAIN || (is_target && data.n > BOUND_DOMAIN);
}

static bool add(struct zone *z, enum dns_kind kind, struct slice owner, struct slice data)
{
    if (has_long_name(kind, owner, data))
        return true;
    z->to->taken++;
    if (has_key_label(owner)) {
        z->to->has_keys = true;
        return !z->to->keys || zone_add_key(z->to->keys, kind, owner, data);
    }
    if (!dnsrecords_add(z->to, kind, owner, data))
        return false;
    struct dns_record *new = &z->to->at[z->to->n - 1];
    new->is_signed = z->comments.is_signed;
    new->asked_at = z->comments.asked_at;
    new->is_no_name = kind == DNS_ASKED && z->comments.status == DNS_STATUS_NO_NAME;
    return true;
}

/* Is the name written as below an origin? Below the root no name begins with "_". */
static bool wants_origin(struct slice name)
{
    while (name.n > 0 && memchr(name.at, '.', name.n))
        slice_until(&name, '.');
    return slice_equal(name, SLICE("@")) || slice_starts(name, SLICE("_"));
}

bool zone_full_name(struct zone *z, struct slice name, struct slice *full)
{
    z->to->rootless += z->origin.n == 0 && wants_origin(name);
    if (slice_equal(name, SLICE("@"))) {
        *full = z->origin;
        return true;
    }
    bool absolute = name.n > 0 && name.at[name.n - 1] == '.';
    name.n -= absolute;
    size_t n = absolute || z->origin.n == 0 ? name.n : name.n + 1 + z->origin.n;
    n = n > BOUND_DOMAIN ? BOUND_DOMAIN + 1 : n;
    char *to = arena_take_text(zone_arena(z), n);
    if (!to)
        return false;
    for (size_t i = 0; i < n; i++)
        to[i] = i < name.n    ? ascii_lower(name.at[i])
                : i == name.n ? '.'
                              : z->origin.at[i - name.n - 1];
    *full = (struct slice){.at = to, .n = n};
    return utf8_sound(*full, zone_arena(z), full);
}

bool zone_ask(struct zone *z, struct slice owner, struct slice type)
{
    struct slice lower;
    if (!arena_copy_lower(zone_arena(z), type, &lower))
        return false;
    return z->comments.status == DNS_STATUS_FAILED ? dnsrecords_add_failed(z->to, owner, lower)
                                                   : add(z, DNS_ASKED, owner, lower);
}

/* Adds what was joined of several tokens, and frees it. */
static bool add_joined(struct zone *z, enum dns_kind kind, struct buffer *joined)
{
    struct slice copy;
    bool ok = !joined->failed && arena_copy(zone_arena(z), buffer_slice(joined), &copy) &&
              utf8_sound(copy, zone_arena(z), &copy) && add(z, kind, z->owner, copy);
    buffer_free(joined);
    return ok;
}

bool zone_add_text(struct zone *z, size_t from)
{
    struct buffer joined = {0};
    for (size_t i = from; i < z->tokens_n; i++)
        buffer_append(&joined, z->tokens[i].text);
    return add_joined(z, DNS_TXT, &joined);
}

bool zone_add_target(struct zone *z, enum dns_kind kind, struct slice target)
{
    struct slice full;
    return zone_full_name(z, target, &full) && add(z, kind, z->owner, full);
}

bool zone_add_address(struct zone *z, struct slice text)
{
    char room[ADDRESS_TEXT];
    struct address a;
    struct slice normal;
    return !address_read(text, &a) ||
           (arena_copy(zone_arena(z), address_write(&a, room), &normal) &&
            add(z, address_is_ipv4(&a) ? DNS_A : DNS_AAAA, z->owner, normal));
}

/* RFC 6698, 2.2: the hex digits may stand in several pieces. */
bool zone_add_tlsa(struct zone *z, size_t from)
{
    struct buffer text = {0};
    for (size_t i = from; i < z->tokens_n; i++) {
        if (i > from && i < from + 4)
            buffer_append_char(&text, ' ');
        for (size_t k = 0; k < z->tokens[i].text.n; k++)
            buffer_append_char(&text, ascii_lower(z->tokens[i].text.at[k]));
    }
    return add_joined(z, DNS_TLSA, &text);
}

static bool add_signature(struct zone *z, struct slice covered)
{
    struct slice lower;
    z->comments.has_signatures = true;
    return arena_copy_lower(zone_arena(z), covered, &lower) &&
           utf8_sound(lower, zone_arena(z), &lower) && add(z, DNS_RRSIG, z->owner, lower);
}

bool zone_add_by_type(struct zone *z, size_t i)
{
    if (!zone_expand(z, i))
        return false;
    if (i < z->tokens_n && !z->tokens[i].quoted)
        z->tokens[i].text = zone_type_of(z->tokens[i].text);
    size_t left = z->tokens_n - i;
    if (left == 1 && dnscomments_is_type(z->tokens[i].text)) /* a question of dig's +yaml */
        return zone_ask(z, z->owner, z->tokens[i].text);
    if (zone_has_word(z, i, "TXT"))
        return zone_add_text(z, i + 1);
    if (zone_has_word(z, i, "CNAME") && left > 1)
        return zone_add_target(z, DNS_CNAME, z->tokens[i + 1].text);
    if (zone_has_word(z, i, "PTR") && left > 1)
        return zone_add_target(z, DNS_PTR, z->tokens[i + 1].text);
    if (zone_has_word(z, i, "MX") && left > 2)
        return zone_add_target(z, DNS_MX, z->tokens[i + 2].text);
    if (zone_has_word(z, i, "TLSA") && left > 4)
        return zone_add_tlsa(z, i + 1);
    if ((zone_has_word(z, i, "A") || zone_has_word(z, i, "AAAA")) && left > 1)
        return zone_add_address(z, z->tokens[i + 1].text);
    if (zone_has_word(z, i, "RRSIG") && left > 1)
        return add_signature(z, z->tokens[i + 1].text);
    return true;
}
