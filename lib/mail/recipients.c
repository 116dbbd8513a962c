#include "lib/mail/recipients.h"

bool recipients_field(struct slice name)
{
    static const char *const fields[] = {"To",          "Cc",      "Delivered-To", "X-Original-To",
                                         "Envelope-To", "Received"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (slice_equal_nocase(name, slice_of(fields[i])))
            return true;
    return false;
}

static bool is_part_of_address(char c)
{
    char lower = ascii_lower(c);
    return ascii_is_digit(c) || (lower >= 'a' && lower <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.@", c));
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

void recipients_look(struct recipients *r, struct slice value)
{
    r->any = true;
    for (size_t i = 0; i < r->n; i++)
        if (!r->at[i].seen && holds(value, r->at[i].address))
            r->at[i].seen = true;
}
