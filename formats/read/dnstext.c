#include "formats/read/dnstext.h"

#include "formats/read/dnscomments.h"
#include "lib/base/address.h"
#include "lib/base/buffer.h"
#include "lib/base/utf8.h"

enum { MOST_TOKENS = 512 }; /* a key record of 100 KB has 400 strings */

struct token {
    struct slice text; /* quotes taken off, escapes undone */
    bool quoted;
};

struct zone {
    struct dns_records *to;
    struct slice rest;          /* of the text */
    struct slice origin, owner; /* in force; owner: of the last record */
    struct token tokens[MOST_TOKENS];
    size_t tokens_n;
    bool indented; /* the line begins with white space: the owner is left out */
    struct dnscomments comments;
};

static struct arena *arena_of(struct zone *z)
{
    return &z->to->arena;
}

/* Does the string end before this byte? A quote that is never closed ends with its line. */
static bool ends_string(char c, bool quoted)
{
    if (c == '\n' || c == '"')
        return true;
    return !quoted && (ascii_is_space(c) || c == ';' || c == '(' || c == ')');
}

/* How many bytes of `text` the string takes, as they are written. */
static size_t length_of_string(struct slice text, bool quoted)
{
    size_t n = 0;
    while (n < text.n && !ends_string(text.at[n], quoted))
        n += text.at[n] == '\\' && n + 1 < text.n && text.at[n + 1] != '\n' ? 2 : 1;
    return n;
}

/* RFC 1035, 5.1: \DDD is a byte, \X stands for X. Takes one byte off *text. */
static char take_byte(struct slice *text)
{
    struct slice rest = slice_from(*text, 1);
    char c = text->at[0];
    bool digits = rest.n >= 3 && ascii_is_digit(rest.at[0]) && ascii_is_digit(rest.at[1]) &&
                  ascii_is_digit(rest.at[2]);
    if (c == '\\' && digits) {
        c = (char)((rest.at[0] - '0') * 100 + (rest.at[1] - '0') * 10 + (rest.at[2] - '0'));
        rest = slice_from(rest, 3);
    } else if (c == '\\' && rest.n > 0) {
        c = rest.at[0];
        rest = slice_from(rest, 1);
    }
    *text = rest;
    return c;
}

static bool take_string(struct zone *z, bool quoted, struct slice *text)
{
    struct slice written = slice_first(z->rest, length_of_string(z->rest, quoted));
    char *start = arena_take_text(arena_of(z), written.n), *to = start;
    if (!start)
        return false;
    z->rest = slice_from(z->rest, written.n);
    while (written.n > 0)
        *to++ = take_byte(&written);
    arena_give_back(arena_of(z), to);
    *text = (struct slice){.at = start, .n = (size_t)(to - start)};
    if (quoted && z->rest.n > 0 && z->rest.at[0] == '"')
        z->rest = slice_from(z->rest, 1);
    return true;
}

static bool add_token(struct zone *z, bool quoted)
{
    struct token t = {.quoted = quoted};
    if (quoted)
        z->rest = slice_from(z->rest, 1);
    if (!take_string(z, quoted, &t.text))
        return false;
    if (z->tokens_n < MOST_TOKENS)
        z->tokens[z->tokens_n++] = t;
    return true;
}

static bool has_key_label(struct slice owner) /* in lower case */
{
    return slice_find_nocase(owner, SLICE("._domainkey.")).n > 0;
}

static bool add_key_record(struct dkimkeys *keys, enum dns_kind kind, struct slice owner,
                           struct slice data)
{
    switch (kind) {
    case DNS_TXT:
        return dkimkeys_add(keys, owner, data);
    case DNS_CNAME:
        return dkimkeys_add_alias(keys, owner, data);
    case DNS_MX:
    case DNS_TLSA:
    case DNS_ADDRESS:
    case DNS_RRSIG:
        return true;
    case DNS_ASKED:
        break;
    }
    return dkimkeys_add_asked(keys, owner);
}

static bool add_record(struct zone *z, enum dns_kind kind, struct slice owner, struct slice data)
{
    if (has_key_label(owner)) {
        z->to->has_keys = true;
        return !z->to->keys || add_key_record(z->to->keys, kind, owner, data);
    }
    if (!dnsrecords_add(z->to, kind, owner, data))
        return false;
    z->to->at[z->to->n - 1].is_signed = z->comments.is_signed;
    return true;
}

/* A name in lower case without the dot at its end; one without a dot there stands below the
 * origin, where there is one. */
static bool full_name(struct zone *z, struct slice name, struct slice *full)
{
    if (slice_equal(name, SLICE("@"))) {
        *full = z->origin;
        return true;
    }
    bool absolute = name.n > 0 && name.at[name.n - 1] == '.';
    name.n -= absolute;
    size_t more = absolute || z->origin.n == 0 ? 0 : z->origin.n + 1;
    char *to = arena_take_text(arena_of(z), name.n + more);
    if (!to)
        return false;
    for (size_t i = 0; i < name.n; i++)
        to[i] = ascii_lower(name.at[i]);
    if (more > 0) {
        to[name.n] = '.';
        memcpy(to + name.n + 1, z->origin.at, z->origin.n);
    }
    *full = (struct slice){.at = to, .n = name.n + more};
    return utf8_sound(*full, arena_of(z), full);
}

/* Comments of the tools tell what was asked, when, and whether the answer was signed. */
static bool take_comment(struct zone *z)
{
    struct slice line = slice_until(&z->rest, '\n'), name, type, asked;
    if (!dnscomments_take(&z->comments, z->to, line, &name, &type))
        return true;
    char *lower = arena_take_text(arena_of(z), type.n);
    if (!lower || !full_name(z, name, &asked))
        return false;
    for (size_t i = 0; i < type.n; i++)
        lower[i] = ascii_lower(type.at[i]);
    return add_record(z, DNS_ASKED, asked, (struct slice){.at = lower, .n = type.n});
}

/* The tokens of one entry: a line, or more where parentheses join them. False: out of memory. */
static bool take_entry(struct zone *z)
{
    unsigned depth = 0;
    z->tokens_n = 0;
    z->indented = z->rest.n > 0 && (z->rest.at[0] == ' ' || z->rest.at[0] == '\t');
    while (z->rest.n > 0) {
        char c = z->rest.at[0];
        if (c == ';') {
            if (z->tokens_n == 0 && depth == 0)
                return take_comment(z);
            slice_until(&z->rest, '\n');
            if (depth == 0)
                return true;
            continue;
        }
        if (c == '\n' && depth == 0) {
            z->rest = slice_from(z->rest, 1);
            return true;
        }
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        if (ascii_is_space(c) || c == '(' || c == ')')
            z->rest = slice_from(z->rest, 1);
        else if (!add_token(z, c == '"'))
            return false;
    }
    return true;
}

static bool is_word(const struct zone *z, size_t i, const char *word)
{
    return i < z->tokens_n && !z->tokens[i].quoted &&
           slice_equal_nocase(z->tokens[i].text, slice_of(word));
}

static bool is_ttl(struct slice text) /* 300, 1h, 2w3d */
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.at[i]) && !(i > 0 && strchr("smhdwSMHDW", text.at[i])))
            return false;
    return text.n > 0;
}

static bool add_text_record(struct zone *z, size_t from)
{
    struct buffer joined = {0};
    struct slice copy;
    for (size_t i = from; i < z->tokens_n; i++)
        buffer_append(&joined, z->tokens[i].text);
    bool ok = !joined.failed && arena_copy(arena_of(z), buffer_slice(&joined), &copy) &&
              utf8_sound(copy, arena_of(z), &copy) && add_record(z, DNS_TXT, z->owner, copy);
    buffer_free(&joined);
    return ok;
}

static bool add_target(struct zone *z, enum dns_kind kind, struct slice target)
{
    struct slice full;
    return full_name(z, target, &full) && add_record(z, kind, z->owner, full);
}

static bool add_address(struct zone *z, struct slice text)
{
    char room[ADDRESS_TEXT];
    struct slice address = address_normal(text, room);
    return address.n == 0 || (arena_copy(arena_of(z), address, &address) &&
                              add_record(z, DNS_ADDRESS, z->owner, address));
}

/* RFC 6698, 2.2: the hex digits may stand in several pieces. */
static bool add_tlsa(struct zone *z, size_t from)
{
    struct buffer text = {0};
    struct slice copy;
    for (size_t i = from; i < z->tokens_n; i++) {
        if (i > from && i < from + 4)
            buffer_append_char(&text, ' ');
        for (size_t k = 0; k < z->tokens[i].text.n; k++)
            buffer_append_char(&text, ascii_lower(z->tokens[i].text.at[k]));
    }
    bool ok = !text.failed && arena_copy(arena_of(z), buffer_slice(&text), &copy) &&
              utf8_sound(copy, arena_of(z), &copy) && add_record(z, DNS_TLSA, z->owner, copy);
    buffer_free(&text);
    return ok;
}

static bool add_signature(struct zone *z, struct slice covered)
{
    struct slice lower;
    char *to = arena_take_text(arena_of(z), covered.n);
    if (!to)
        return false;
    for (size_t i = 0; i < covered.n; i++)
        to[i] = ascii_lower(covered.at[i]);
    z->comments.has_signatures = true;
    return utf8_sound((struct slice){.at = to, .n = covered.n}, arena_of(z), &lower) &&
           add_record(z, DNS_RRSIG, z->owner, lower);
}

/* The record of the type that stands at token i. */
static bool add_by_type(struct zone *z, size_t i)
{
    size_t left = z->tokens_n - i;
    if (is_word(z, i, "TXT"))
        return add_text_record(z, i + 1);
    if (is_word(z, i, "CNAME") && left > 1)
        return add_target(z, DNS_CNAME, z->tokens[i + 1].text);
    if (is_word(z, i, "MX") && left > 2)
        return add_target(z, DNS_MX, z->tokens[i + 2].text);
    if (is_word(z, i, "TLSA") && left > 4)
        return add_tlsa(z, i + 1);
    if ((is_word(z, i, "A") || is_word(z, i, "AAAA")) && left > 1)
        return add_address(z, z->tokens[i + 1].text);
    if (is_word(z, i, "RRSIG") && left > 1)
        return add_signature(z, z->tokens[i + 1].text);
    return true;
}

static bool take_owner(struct zone *z)
{
    return full_name(z, z->tokens[0].text, &z->owner);
}

/* A word of an answer in lower case, in the arena. */
static bool lower_copy(struct zone *z, struct slice word, struct slice *lower)
{
    char *to = arena_take_text(arena_of(z), word.n);
    for (size_t i = 0; to && i < word.n; i++)
        to[i] = ascii_lower(word.at[i]);
    *lower = (struct slice){.at = to, .n = word.n};
    return to != NULL;
}

/* A name that was asked for and has nothing: "X has no TLSA record", "Host X not found". */
static bool take_no_answer(struct zone *z, struct slice name, struct slice type)
{
    struct slice full, lower;
    if (!dnscomments_is_type(type))
        type = (struct slice){.n = 0};
    return full_name(z, name, &full) && lower_copy(z, type, &lower) &&
           add_record(z, DNS_ASKED, full, lower);
}

/* host(1): "X descriptive text "…"", "X is an alias for Y.", "X mail is handled by 10 Y.", "X has
 * address A", "X has IPv6 address A", "X has TLSA record 3 1 1 …", "Host X not found:
 * 3(NXDOMAIN)", "X has no TXT record". */
static bool take_host_line(struct zone *z, bool *was_one)
{
    *was_one = true;
    if (is_word(z, 0, "Host") && is_word(z, 2, "not"))
        return take_no_answer(z, z->tokens[1].text, (struct slice){0});
    if (is_word(z, 1, "has") && is_word(z, 2, "no") && z->tokens_n > 3)
        return take_no_answer(z, z->tokens[0].text, z->tokens[3].text);
    if (is_word(z, 1, "descriptive") && is_word(z, 2, "text"))
        return take_owner(z) && add_text_record(z, 3);
    if (is_word(z, 1, "is") && is_word(z, 3, "alias") && z->tokens_n > 5)
        return take_owner(z) && add_target(z, DNS_CNAME, z->tokens[5].text);
    if (is_word(z, 1, "mail") && is_word(z, 3, "handled") && z->tokens_n > 6)
        return take_owner(z) && add_target(z, DNS_MX, z->tokens[6].text);
    if (is_word(z, 1, "has") && is_word(z, 2, "address") && z->tokens_n > 3)
        return take_owner(z) && add_address(z, z->tokens[3].text);
    if (is_word(z, 1, "has") && is_word(z, 3, "address") && z->tokens_n > 4)
        return take_owner(z) && add_address(z, z->tokens[4].text);
    if (is_word(z, 1, "has") && is_word(z, 2, "TLSA") && z->tokens_n > 7)
        return take_owner(z) && add_tlsa(z, 4);
    *was_one = false;
    return true;
}

static bool take_record(struct zone *z)
{
    size_t i = 0;
    bool was_host_line;
    if (is_word(z, 0, "$ORIGIN") && z->tokens_n > 1)
        return full_name(z, z->tokens[1].text, &z->origin);
    if (!take_host_line(z, &was_host_line))
        return false;
    if (was_host_line)
        return true;
    if (!z->indented && !full_name(z, z->tokens[i++].text, &z->owner))
        return false;
    while (i < z->tokens_n && !z->tokens[i].quoted &&
           (is_ttl(z->tokens[i].text) || is_word(z, i, "IN") || is_word(z, i, "CH") ||
            is_word(z, i, "HS")))
        i++;
    return add_by_type(z, i);
}

bool dnstext_read(struct slice text, struct dns_records *to)
{
    struct zone z = {.to = to, .rest = text, .comments.first = to->n, .comments.answer = to->n};
    while (z.rest.n > 0)
        if (!take_entry(&z) || (z.tokens_n > 0 && !take_record(&z)))
            return false;
    dnscomments_end(&z.comments, to);
    return true;
}

bool dnstext_find_targets(struct dns_records *dns)
{
    bool found = dns->keys != NULL;
    while (found) { /* once a link of the longest chain of aliases */
        found = false;
        for (size_t i = 0; i < dns->n; i++) {
            struct dns_record *r = &dns->at[i];
            if (r->is_key || r->kind == DNS_ASKED || !dkimkeys_has_alias_to(dns->keys, r->owner))
                continue;
            if (!add_key_record(dns->keys, r->kind, r->owner, r->data))
                return false;
            found |= r->kind == DNS_CNAME;
            r->is_key = true;
        }
    }
    return true;
}
