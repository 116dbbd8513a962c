#include "lib/mail/authres.h"

#include "lib/mail/aligned.h"

/* Cuts the next word off *rest: up to white space; comments are passed over, quotes taken off.
 * Empty: no more. */
static struct slice next_word(struct slice *rest)
{
    for (;;) {
        while (rest->n > 0 && ascii_is_space(rest->at[0]))
            *rest = slice_from(*rest, 1);
        if (rest->n == 0 || rest->at[0] != '(')
            break;
        slice_until(rest, ')');
    }
    size_t n = 0;
    while (n < rest->n && !ascii_is_space(rest->at[n]) && rest->at[n] != '(')
        n++;
    struct slice word = slice_first(*rest, n);
    *rest = slice_from(*rest, n);
    return word;
}

static bool signs_for(struct slice property, struct slice domain)
{
    struct slice value = property, name = slice_until(&value, '=');
    if (value.n > 1 && value.at[0] == '"')
        value = (struct slice){.at = value.at + 1, .n = value.n - 2};
    if (slice_equal_nocase(name, SLICE("header.i")))
        slice_until(&value, '@');
    else if (!slice_equal_nocase(name, SLICE("header.d")))
        return false;
    return domains_aligned(value, domain);
}

bool authres_dkim_passes(struct slice value, struct slice authserv_id, struct slice domain)
{
    struct slice first = slice_until(&value, ';');
    if (!slice_equal_nocase(next_word(&first), authserv_id))
        return false;
    while (value.n > 0) {
        struct slice result = slice_until(&value, ';'), word = next_word(&result);
        if (!slice_equal_nocase(word, SLICE("dkim=pass")))
            continue;
        while ((word = next_word(&result)).n > 0)
            if (signs_for(word, domain))
                return true;
    }
    return false;
}
