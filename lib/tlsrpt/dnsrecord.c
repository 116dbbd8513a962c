#include "lib/tlsrpt/dnsrecord.h"

enum { NAME_MOST = 32, ID_MOST = 32 };

/* The version has to be a field of its own: "v=TLSRPTv10" is another one. */
static bool has_version(struct slice text, struct slice version)
{
    struct slice rest = text, first = slice_strip(slice_until(&rest, ';'), ascii_is_blank);
    return slice_equal(first, version) && (text.n == 0 || !ascii_is_blank(text.at[0]));
}

bool dnsrecord_is_tlsrpt(struct slice text)
{
    return has_version(text, SLICE("v=TLSRPTv1"));
}

bool dnsrecord_is_mta_sts(struct slice text)
{
    return has_version(text, SLICE("v=STSv1"));
}

static const char no_name[] = "a field has no sound name before its '='";

/* Checks name "=" value of an extension field (RFC 8460, 3; RFC 8461, 3.1). NULL: it is sound. */
static const char *check_extension(struct slice name, struct slice value)
{
    if (name.n > NAME_MOST || !ascii_is_alnum(name.at[0]))
        return no_name;
    for (size_t i = 1; i < name.n; i++)
        if (!ascii_is_alnum(name.at[i]) && name.at[i] != '_' && name.at[i] != '-' &&
            name.at[i] != '.')
            return "a field's name holds a character that does not belong there";
    if (value.n == 0)
        return "a field has no value behind its '='";
    for (size_t i = 0; i < value.n; i++)
        if (value.at[i] <= ' ' || value.at[i] == '=' || value.at[i] > '~')
            return "a field's value holds a blank or another character that does not belong there";
    return NULL;
}

/* The characters of RFC 3986 without ',', '!' and ';', which have to be encoded (RFC 8460, 3). */
static bool is_uri_character(char c)
{
    return ascii_is_alnum(c) || (c != '\0' && strchr("-._~:/?#[]@$&'()*+=%", c));
}

/* What follows the colon of a mailto: URI: is there something on both sides of an '@'? */
static bool has_address(struct slice rest)
{
    struct slice domain = slice_until(&rest, '?');
    struct slice local = slice_until(&domain, '@');
    return local.n > 0 && domain.n > 0;
}

static bool is_of_authority(char c)
{
    return !strchr("/?#", c);
}

/* What follows the slashes of an https: URI: an empty host is not valid (RFC 9110, 4.2.2). */
static bool has_host(struct slice rest)
{
    struct slice host = slice_first(rest, slice_run(rest, is_of_authority));
    if (slice_has(host, '@'))
        slice_until(&host, '@');
    return host.n > 0 && host.at[0] != ':';
}

static const char *check_uri(struct slice uri)
{
    struct slice rest = uri;
    bool mail = slice_skip_nocase(&rest, SLICE("mailto:")),
         web = slice_skip_nocase(&rest, SLICE("https://"));
    if (uri.n == 0)
        return "rua= has a comma without an address on both of its sides";
    if (!mail && !web)
        return "a rua address is no mailto: or https: URI";
    for (size_t i = 0; i < uri.n; i++) {
        if (uri.at[i] == '!')
            return "a rua address holds '!', which has to be written %21";
        if (!is_uri_character(uri.at[i]))
            return "a rua address holds a character that a URI does not allow; it has to be "
                   "percent-encoded";
        if (uri.at[i] == '%' && ascii_hex_byte(slice_from(uri, i + 1)) < 0)
            return "a rua address holds a '%' without two hex digits";
    }
    if (mail && !has_address(rest))
        return "a rua mailto: URI has no address (a comma within one has to be written %2C)";
    return web && !has_host(rest) ? "a rua https: URI has no host" : NULL;
}

/* Reads the list of rua=. Blanks may stand around a comma, but not after "rua=" (RFC 8460, 3). */
static const char *check_rua(struct slice list, struct arena *arena, struct texts *rua,
                             bool *no_memory)
{
    if (list.n == 0)
        return "rua= has no address";
    const char *problem = ascii_is_blank(list.at[0]) ? "a blank stands behind rua=" : NULL;
    bool more = true;
    while (more) {
        more = slice_has(list, ',');
        struct slice uri = slice_strip(slice_until(&list, ','), ascii_is_blank);
        const char *wrong = check_uri(uri);
        if (wrong && !problem)
            problem = wrong;
        if (wrong)
            continue;
        if (!texts_push(arena, rua, uri)) {
            *no_memory = true;
            return problem;
        }
    }
    return problem;
}

/* Cuts the next field off; the name is empty if there is none. The record may end in one semicolon,
 * after which only blanks may follow. */
static const char *next_field(struct slice *rest, struct slice *name, struct slice *value)
{
    bool is_closed = slice_has(*rest, ';');
    struct slice field = slice_strip(slice_until(rest, ';'), ascii_is_blank);
    if (field.n == 0 && is_closed)
        return "there is an empty field between two semicolons";
    *value = field;
    *name = slice_until(value, '=');
    if (field.n > 0 && name->n == field.n)
        return "a field has no '='";
    return field.n > 0 && name->n == 0 ? no_name : NULL;
}

const char *dnsrecord_check_tlsrpt(struct slice text, struct arena *arena, struct texts *rua,
                                   bool *no_memory)
{
    struct slice rest = text, name, value;
    bool has_rua = false;
    *no_memory = false;
    if (!dnsrecord_is_tlsrpt(text))
        return "it does not begin with v=TLSRPTv1;";
    slice_until(&rest, ';');
    while (rest.n > 0) {
        const char *problem = next_field(&rest, &name, &value);
        if (!problem && name.n > 0) {
            bool is_rua = slice_equal(name, SLICE("rua"));
            has_rua |= is_rua;
            problem = is_rua ? check_rua(value, arena, rua, no_memory)
                             : check_extension(name, value);
        }
        if (problem)
            return problem;
    }
    return has_rua ? NULL : "it has no rua= field, so nobody gets the reports";
}

static const char *check_id(struct slice id) /* RFC 8461, 3.1 */
{
    if (slice_run(id, ascii_is_alnum) < id.n)
        return "its id holds something else than letters and digits";
    return id.n > 0 && id.n <= ID_MOST ? NULL : "its id has to have 1 to 32 letters and digits";
}

const char *dnsrecord_check_mta_sts(struct slice text)
{
    struct slice rest = text, name, value;
    unsigned ids = 0;
    if (!dnsrecord_is_mta_sts(text))
        return "it does not begin with v=STSv1;";
    slice_until(&rest, ';');
    while (rest.n > 0) {
        const char *problem = next_field(&rest, &name, &value);
        if (!problem && name.n > 0) {
            bool is_id = slice_equal(name, SLICE("id"));
            ids += is_id;
            problem = is_id ? check_id(value) : check_extension(name, value);
        }
        if (problem)
            return problem;
    }
    return ids == 1 ? NULL : ids == 0 ? "it has no id= field" : "it has more than one id= field";
}

struct slice dnsrecord_mail_address(struct slice uri, char *room)
{
    if (!slice_skip_nocase(&uri, SLICE("mailto:")))
        return (struct slice){0};
    struct slice address = slice_until(&uri, '?');
    char *to = room;
    for (size_t i = 0; i < address.n; i++) {
        int byte = address.at[i] == '%' ? ascii_hex_byte(slice_from(address, i + 1)) : -1;
        *to++ = byte >= 0 ? (char)byte : address.at[i];
        i += byte >= 0 ? 2 : 0;
    }
    return slice_between(room, to);
}

/* Reads one of the three numbers before the data; -1: it is not one digit. */
static int take_field(struct slice *data)
{
    struct slice field = slice_until(data, ' ');
    return field.n == 1 && ascii_is_digit(field.at[0]) ? field.at[0] - '0' : -1;
}

const char *dnsrecord_check_tlsa(struct slice data)
{
    enum { SHA256_DIGITS = 64, SHA512_DIGITS = 128 };
    int usage = take_field(&data);
    int selector = take_field(&data);
    int matching = take_field(&data);
    if (usage != 2 && usage != 3)
        return "its usage is neither 2 (DANE-TA) nor 3 (DANE-EE), so mail senders do not use it";
    if (selector != 0 && selector != 1)
        return "its selector is neither 0 (certificate) nor 1 (public key)";
    if (matching < 0 || matching > 2)
        return "its matching type is none of 0 (whole), 1 (SHA-256) and 2 (SHA-512)";
    if (slice_run(data, ascii_is_hex) < data.n)
        return "its data are not hex digits";
    if (data.n == 0 || data.n % 2 != 0)
        return "its data are no whole bytes";
    if (matching == 1 && data.n != SHA256_DIGITS)
        return "its data are no SHA-256 digest of 64 hex digits";
    if (matching == 2 && data.n != SHA512_DIGITS)
        return "its data are no SHA-512 digest of 128 hex digits";
    return NULL;
}
