#include "lib/mail/authres.h"

#include "lib/mail/aligned.h"
#include "lib/mail/field.h"

enum {
    MOST_WORD = 320,      /* bytes of a word; no word that matters is longer */
    MOST_FIELD = 16 << 10 /* bytes behind the server's name; no server writes as many */
};

/* A word without quotes, comments and white space. */
struct word {
    char room[MOST_WORD];
    size_t n;
    bool is_cut; /* it was longer */
};

static struct slice text_of(const struct word *w)
{
    return (struct slice){.at = w->room, .n = w->is_cut ? 0 : w->n};
}

static void start(struct word *w) /* the room of a word need not be cleared */
{
    w->n = 0;
    w->is_cut = false;
}

static void put(struct word *w, char c)
{
    w->is_cut |= w->n == MOST_WORD;
    if (w->n < MOST_WORD)
        w->room[w->n++] = c;
}

static void skip_blanks(struct slice *rest) /* and comments */
{
    while (rest->n > 0 && (ascii_is_space(rest->at[0]) || rest->at[0] == '('))
        if (rest->at[0] == '(')
            field_skip_comment(rest);
        else
            *rest = slice_from(*rest, 1);
}

static bool take_quoted(struct slice *rest, struct word *w) /* false: it is not closed */
{
    *rest = slice_from(*rest, 1);
    while (rest->n > 0 && rest->at[0] != '"') {
        if (rest->at[0] == '\\' && rest->n > 1)
            *rest = slice_from(*rest, 1);
        put(w, rest->at[0]);
        *rest = slice_from(*rest, 1);
    }
    bool is_closed = rest->n > 0;
    *rest = slice_from(*rest, is_closed);
    return is_closed;
}

/* A value: up to a blank, a comment or a semicolon. */
static void take_value(struct slice *rest, struct word *w)
{
    start(w);
    skip_blanks(rest);
    while (rest->n > 0 && !ascii_is_space(rest->at[0]) && rest->at[0] != ';' &&
           rest->at[0] != '(') {
        if (rest->at[0] == '"') {
            take_quoted(rest, w);
            continue;
        }
        put(w, rest->at[0]);
        *rest = slice_from(*rest, 1);
    }
}

/* A name up to its '=': "header . d" is "header.d". False: none follows in this result. */
static bool take_name(struct slice *rest, struct word *w)
{
    start(w);
    for (skip_blanks(rest); rest->n > 0 && rest->at[0] != ';'; skip_blanks(rest)) {
        char c = rest->at[0];
        if (c == '"') {
            take_quoted(rest, w);
            continue;
        }
        *rest = slice_from(*rest, 1);
        if (c == '=')
            return true;
        put(w, c);
    }
    return false;
}

static bool next_result(struct slice *rest) /* moves behind the next semicolon; false: no more */
{
    struct word ignored;
    start(&ignored);
    while (rest->n > 0 && rest->at[0] != ';')
        if (rest->at[0] == '"')
            take_quoted(rest, &ignored);
        else if (rest->at[0] == '(')
            field_skip_comment(rest);
        else
            *rest = slice_from(*rest, 1);
    if (rest->n == 0)
        return false;
    *rest = slice_from(*rest, 1);
    return true;
}

/* Are all quotes and comments closed? */
static bool is_whole(struct slice rest)
{
    struct word ignored = {.n = 0};
    bool whole = true;
    while (whole && rest.n > 0)
        if (rest.at[0] == '(')
            whole = field_skip_comment(&rest);
        else if (rest.at[0] == '"')
            whole = take_quoted(&rest, &ignored);
        else
            rest = slice_from(rest, 1);
    return whole;
}

/* header.d says who signed (RFC 8601, 2.7.1); if it is absent, header.i does. */
struct signer {
    bool has_domain, is_aligned;
};

static void hear_signer(struct signer *s, struct slice property, struct slice value,
                        struct slice domain)
{
    bool is_domain = slice_equal_nocase(property, SLICE("header.d"));
    bool is_identity = slice_equal_nocase(property, SLICE("header.i"));
    if (is_domain)
        s->is_aligned = domains_aligned(value, domain) && (s->is_aligned || !s->has_domain);
    if (is_identity && !s->has_domain) {
        slice_behind_last(&value, '@'); /* it is "user@domain", or "@domain" */
        s->is_aligned = domains_aligned(value, domain);
    }
    s->has_domain |= is_domain;
}

/* Reads one result: method=result, then properties; or "none" in place of any (RFC 8601, 2.2),
 * which says of DKIM, too, that there is no result. */
static enum authres read_result(struct slice *rest, struct slice domain)
{
    struct word name, value;
    if (!take_name(rest, &name))
        return slice_equal_nocase(text_of(&name), SLICE("none")) ? AUTHRES_OTHER : AUTHRES_SILENT;
    struct slice version = text_of(&name);
    struct slice method = slice_until(&version, '/');
    if (!slice_equal_nocase(method, SLICE("dkim")))
        return AUTHRES_SILENT;
    take_value(rest, &value);
    bool passed = slice_equal_nocase(text_of(&value), SLICE("pass"));
    struct signer signer = {.has_domain = false};
    while (take_name(rest, &name)) {
        take_value(rest, &value);
        hear_signer(&signer, text_of(&name), text_of(&value), domain);
    }
    return passed && signer.is_aligned ? AUTHRES_PASSED : AUTHRES_OTHER;
}

enum authres authres_dkim(struct slice value, struct slice authserv_id, struct slice domain)
{
    struct word id;
    enum authres said = AUTHRES_SILENT;
    take_value(&value, &id);
    if (!slice_equal_nocase(text_of(&id), authserv_id))
        return AUTHRES_SILENT;
    if (value.n > MOST_FIELD)
        return AUTHRES_OTHER;
    if (!is_whole(value)) /* a sender's address may hide what is said of DKIM after it */
        said = AUTHRES_OTHER;
    while (next_result(&value)) {
        enum authres result = read_result(&value, domain);
        if (result == AUTHRES_PASSED)
            return result;
        said = result == AUTHRES_OTHER ? result : said;
    }
    return said;
}
