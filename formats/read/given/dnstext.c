#include "formats/read/given/dnstext.h"

#include "formats/read/given/dnsjson.h"
#include "formats/read/given/dnszone.h"
#include "lib/base/address.h"
#include "lib/base/utf8.h"

static bool is_ttl(struct slice text) /* 300, 1h, 2w3d */
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.at[i]) && !(i > 0 && strchr("smhdwSMHDW", text.at[i])))
            return false;
    return text.n > 0;
}

/* "[a.example.] a.example. 300 MX 10 mx.a.example." of knotc. */
static bool is_zone_name(const struct zone *z)
{
    struct slice first = z->tokens[0].text;
    return !z->indented && first.n > 2 && first.at[0] == '[' && first.at[first.n - 1] == ']';
}

static bool take_record(struct zone *z)
{
    size_t i = is_zone_name(z) ? 1 : 0;
    bool was_sentence;
    if (zone_has_word(z, 0, "$ORIGIN") && z->tokens_n > 1)
        return zone_full_name(z, z->tokens[1].text, &z->origin);
    if (!z->tokens[0].quoted && slice_starts(z->tokens[0].text, SLICE("$")))
        return true; /* $TTL and the like leave the owner as it is */
    if (!zone_take_host_line(z, &was_sentence) ||
        (!was_sentence && !zone_take_lookup_line(z, &was_sentence)))
        return false;
    if (was_sentence)
        return true;
    if (!z->indented && i == z->tokens_n)
        return true; /* knotc's name of the zone, alone */
    if (!z->indented && !zone_full_name(z, z->tokens[i++].text, &z->owner))
        return false;
    while (i < z->tokens_n && !z->tokens[i].quoted &&
           (is_ttl(z->tokens[i].text) || zone_has_word(z, i, "IN") ||
            zone_has_word(z, i, "CLASS1") || zone_has_word(z, i, "CH") ||
            zone_has_word(z, i, "HS")))
        i++;
    return zone_add_by_type(z, i);
}

static bool take_next(struct zone *z)
{
    return zone_take_entry(z) && (z->tokens_n == 0 || take_record(z));
}

/* dig's +yaml has each record as a line "- 'NAME 300 IN TYPE …'", where \'\' stands for a quote,
 * below lines that tell of the answer. *was_one: the line is such a record, and was taken. */
static bool take_yaml_line(struct zone *z, bool *was_one)
{
    struct slice after = z->rest, line = slice_trim(slice_until(&after, '\n'));
    *was_one = line.n > 4 && slice_starts(line, SLICE("- '")) && line.at[line.n - 1] == '\'';
    if (!*was_one) {
        dnscomments_take_yaml(&z->comments, z->to, line);
        return true;
    }
    line = slice_from(slice_first(line, line.n - 1), 3);
    char *to = arena_take_text(zone_arena(z), line.n), *end = to;
    for (size_t i = 0; to && i < line.n; i++) {
        *end++ = line.at[i];
        i += line.at[i] == '\'' && i + 1 < line.n && line.at[i + 1] == '\'';
    }
    z->rest = slice_between(to, end);
    bool ok = to && take_next(z);
    z->rest = after;
    return ok;
}

static bool read_plain(struct slice text, struct dns_records *to)
{
    struct zone z = {.to = to, .rest = text, .comments.first = to->n, .comments.answer = to->n};
    while (z.rest.n > 0) {
        bool was_yaml = false;
        if (strchr(" -", z.rest.at[0]) && z.rest.at[0] != '\0' && !take_yaml_line(&z, &was_yaml))
            return false;
        if (!was_yaml && !take_next(&z))
            return false;
    }
    dnscomments_end(&z.comments, to);
    return true;
}

bool dnstext_read(struct slice text, struct dns_records *to)
{
    struct buffer plain = {0};
    struct slice copy = {0};
    slice_skip(&text, UTF8_BYTE_ORDER_MARK);
    if (!dnsjson_is(text))
        return read_plain(text, to);
    to->unread += dnsjson_as_text(text, &plain);
    bool ok = !plain.failed && arena_copy(&to->arena, buffer_slice(&plain), &copy);
    buffer_free(&plain);
    return ok && read_plain(copy, to);
}

static bool is_number(struct slice text)
{
    return text.n > 0 && slice_run(text, ascii_is_digit) == text.n;
}

/* An answer as +short prints it: an address, a name, strings, or numbers before such. */
static bool lacks_name(struct zone *z)
{
    char room[ADDRESS_TEXT];
    size_t numbers = 0;
    while (numbers < 3 && numbers < z->tokens_n && !z->tokens[numbers].quoted &&
           is_number(z->tokens[numbers].text))
        numbers++;
    if (numbers == z->tokens_n || z->indented)
        return false;
    struct slice last = z->tokens[z->tokens_n - 1].text;
    bool one = numbers + 1 == z->tokens_n;
    return z->tokens[numbers].quoted || (one && last.n > 1 && last.at[last.n - 1] == '.') ||
           (numbers == 3 && z->tokens_n > 3) || (one && address_normal(last, room).n > 0);
}

bool dnstext_lacks_names(struct slice text)
{
    struct dns_records none = {0};
    struct zone z = {.to = &none, .rest = text};
    bool lacks = false;
    while (z.rest.n > 0 && !lacks)
        if (!zone_take_entry(&z))
            break;
        else
            lacks = z.tokens_n > 0 && lacks_name(&z);
    dnsrecords_free(&none);
    return lacks;
}

bool dnstext_find_targets(struct dns_records *dns)
{
    bool found = dns->keys != NULL;
    /* One round for each link of the longest chain of aliases that is followed. */
    for (unsigned links = 0; found && links < DNS_MOST_ALIASES; links++) {
        found = false;
        for (size_t i = 0; i < dns->n; i++) {
            struct dns_record *r = &dns->at[i];
            if (r->is_key || r->kind == DNS_ASKED || !dkimkeys_has_alias_to(dns->keys, r->owner))
                continue;
            if (!zone_add_key(dns->keys, r->kind, r->owner, r->data))
                return false;
            found |= r->kind == DNS_CNAME;
            r->is_key = true;
        }
    }
    return true;
}
