/* dnshost: what host(1) prints: sentences, a record each. */
#include "formats/read/given/dnszone.h"

static bool take_owner(struct zone *z)
{
    return zone_full_name(z, z->tokens[0].text, &z->owner);
}

/* A name was asked for and has nothing: "X has no TLSA record", "Host X not found". */
static bool take_no_answer(struct zone *z, struct slice name, struct slice type)
{
    struct slice full;
    if (!dnscomments_is_type(type))
        type = (struct slice){.n = 0};
    return zone_full_name(z, name, &full) && zone_ask(z, full, type);
}

/* "Host X not found: 3(NXDOMAIN)", or 2(SERVFAIL), which tells nothing of X; parentheses are no
 * part of a token. */
static bool take_not_found(struct zone *z)
{
    z->comments.status = dnscomments_status(z->tokens_n > 5 ? z->tokens[5].text
                                                            : SLICE("NXDOMAIN"));
    bool ok = take_no_answer(z, z->tokens[1].text, (struct slice){0});
    z->comments.status = DNS_STATUS_FINE;
    return ok;
}

/* host(1): "X descriptive text "…"", "X is an alias for Y.", "X mail is handled by 10 Y.", "X has
 * address A", "X has IPv6 address A", "X has TLSA record 3 1 1 …", "X domain name pointer Y.",
 * "Host X not found: 3(NXDOMAIN)", "X has no TXT record". */
bool zone_take_host_line(struct zone *z, bool *was_one)
{
    *was_one = true;
    if (zone_has_word(z, 0, "Host") && zone_has_word(z, 2, "not"))
        return take_not_found(z);
    if (zone_has_word(z, 1, "has") && zone_has_word(z, 2, "no") && z->tokens_n > 3)
        return take_no_answer(z, z->tokens[0].text, z->tokens[3].text);
    if (zone_has_word(z, 1, "descriptive") && zone_has_word(z, 2, "text"))
        return take_owner(z) && zone_add_text(z, 3);
    if (zone_has_word(z, 1, "is") && zone_has_word(z, 3, "alias") && z->tokens_n > 5)
        return take_owner(z) && zone_add_target(z, DNS_CNAME, z->tokens[5].text);
    if (zone_has_word(z, 1, "domain") && zone_has_word(z, 3, "pointer") && z->tokens_n > 4)
        return take_owner(z) && zone_add_target(z, DNS_PTR, z->tokens[4].text);
    if (zone_has_word(z, 1, "mail") && zone_has_word(z, 3, "handled") && z->tokens_n > 6)
        return take_owner(z) && zone_add_target(z, DNS_MX, z->tokens[6].text);
    if (zone_has_word(z, 1, "has") && zone_has_word(z, 2, "address") && z->tokens_n > 3)
        return take_owner(z) && zone_add_address(z, z->tokens[3].text);
    if (zone_has_word(z, 1, "has") && zone_has_word(z, 3, "address") && z->tokens_n > 4)
        return take_owner(z) && zone_add_address(z, z->tokens[4].text);
    if (zone_has_word(z, 1, "has") && zone_has_word(z, 2, "TLSA") && z->tokens_n > 7)
        return take_owner(z) && zone_add_tlsa(z, 4);
    *was_one = false;
    return true;
}
