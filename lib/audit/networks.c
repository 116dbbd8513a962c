#include "lib/audit/networks.h"

enum { PATHS = 4, COUNTRY_CODE = 2 };

/* The paths of map keys to a field, each ending in NULL. */
typedef const char *const field_paths[PATHS][3];

static field_paths country_paths = {{"country", "iso_code", NULL},
                                    {"country_code", NULL},
                                    {"country", NULL},
                                    {"registered_country", "iso_code", NULL}};
static field_paths asn_paths = {{"autonomous_system_number", NULL},
                                {"traits", "autonomous_system_number", NULL},
                                {"as_number", NULL},
                                {"asn", NULL}};
static field_paths name_paths = {{"autonomous_system_organization", NULL},
                                 {"traits", "autonomous_system_organization", NULL},
                                 {"as_name", NULL},
                                 {"as_organization", NULL}};

/* Takes a code; a country's name ("Germany") is none. */
static void take_country(struct network *to, const struct mmdb_value *v)
{
    if (to->code.country[0] == '\0' && v->text.n == COUNTRY_CODE)
        for (size_t i = 0; i < COUNTRY_CODE; i++)
            to->code.country[i] = v->text.at[i] >= ' ' && v->text.at[i] < 127 ? v->text.at[i] : '?';
}

/* Takes a number, or a text such as "AS64500". */
static void take_asn(struct network *to, const struct mmdb_value *v)
{
    uint64_t n = v->number;
    struct slice digits = v->text;
    slice_skip_nocase(&digits, SLICE("AS"));
    for (size_t i = 0; i < digits.n && n <= UINT32_MAX; i++) {
        if (!ascii_is_digit(digits.at[i]))
            return;
        n = n * 10 + (uint64_t)(digits.at[i] - '0');
    }
    if (to->code.asn == 0 && n <= UINT32_MAX)
        to->code.asn = (uint32_t)n;
}

static void take_name(struct network *to, const struct mmdb_value *v)
{
    if (to->as_name.n == 0)
        to->as_name = v->text;
}

static bool take_field(const struct mmdb *db, size_t at, field_paths paths,
                       void (*take)(struct network *to, const struct mmdb_value *v),
                       struct network *to)
{
    bool sound = true;
    for (size_t i = 0; i < PATHS; i++) {
        struct mmdb_value value;
        enum mmdb_status status = mmdb_get(db, at, paths[i], &value);
        sound &= status != MMDB_DAMAGED;
        if (status == MMDB_FOUND)
            take(to, &value);
    }
    return sound;
}

static bool take_fields(const struct mmdb *db, size_t at, struct network *to)
{
    bool country = take_field(db, at, country_paths, take_country, to);
    bool asn = take_field(db, at, asn_paths, take_asn, to);
    return take_field(db, at, name_paths, take_name, to) && country && asn;
}

struct network networks_find(struct networks *n, struct slice address)
{
    struct network found = {0};
    struct address bytes;
    if (n->n == 0 || !address_read(address, &bytes))
        return found;
    for (size_t i = 0; i < n->n; i++) {
        size_t at;
        enum mmdb_status status = mmdb_find(&n->at[i], &bytes, &at);
        if (status == MMDB_DAMAGED || (status == MMDB_FOUND && !take_fields(&n->at[i], at, &found)))
            n->damaged[i] = true;
    }
    return found;
}

void networks_mark(struct networks *n, struct report *r)
{
    for (size_t i = 0; i < r->policies_n && n->n > 0; i++) {
        struct policy *p = &r->policies[i];
        for (size_t k = 0; k < p->details_n; k++) {
            struct failure_detail *d = &p->details[k];
            d->sending_network = networks_find(n, d->text[DETAIL_SENDING_MTA_IP]).code;
            d->receiving_network = networks_find(n, d->text[DETAIL_RECEIVING_IP]).code;
        }
    }
}
