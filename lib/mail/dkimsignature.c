#include "lib/mail/dkimsignature.h"

#include "lib/base/utf8.h"
#include "lib/mail/aligned.h"
#include "lib/mail/field.h"
#include "lib/mail/taglist.h"

enum { MOST_LABEL = 63, MOST_DOMAIN = 253, MOST_TIME_DIGITS = 12, MOST_LENGTH_DIGITS = 76 };

/* What is read of one field, step by step. */
struct reading {
    struct taglist tags;
    struct arena *arena;
    struct dkimsignature *s;
    bool no_memory;
};

static const struct tag *find(const struct reading *r, const char *name)
{
    return taglist_find(&r->tags, slice_of(name));
}

/* A signature's domain, selector or algorithm as it can be shown; empty: it cannot. */
static struct slice shown(struct reading *r, const char *name)
{
    const struct tag *tag = find(r, name);
    struct slice text = {0};
    if (tag && tag->value.n > 0 && tag->value.n <= DKIM_MOST_NAME)
        r->no_memory |= !arena_copy_lower(r->arena, tag->value, &text) ||
                        !utf8_sound(text, r->arena, &text);
    return text;
}

static enum dkim_reason read_presence(struct reading *r)
{
    static const char *const required[] = {"v", "a", "b", "bh", "d", "h", "s"};
    for (size_t i = 0; i < COUNT_OF(required); i++)
        if (!find(r, required[i]))
            return DKIM_TAG_MISSING;
    return slice_equal(find(r, "v")->value, SLICE("1")) ? DKIM_SOUND : DKIM_VERSION;
}

static enum dkim_reason read_algorithm(struct reading *r)
{
    struct slice name = find(r, "a")->value;
    r->s->sha1 = slice_equal_nocase(name, SLICE("rsa-sha1"));
    r->s->ed25519 = slice_equal_nocase(name, SLICE("ed25519-sha256"));
    bool known = r->s->sha1 || r->s->ed25519 || slice_equal_nocase(name, SLICE("rsa-sha256"));
    return known ? DKIM_SOUND : DKIM_ALGORITHM;
}

static bool is_canonicalization(struct slice word, bool *relaxed)
{
    word = taglist_trim(word);
    *relaxed = slice_equal_nocase(word, SLICE("relaxed"));
    return *relaxed || slice_equal_nocase(word, SLICE("simple"));
}

static enum dkim_reason read_canonicalization(struct reading *r)
{
    const struct tag *tag = find(r, "c");
    if (!tag)
        return DKIM_SOUND; /* simple/simple */
    struct slice body = tag->value;
    struct slice header = slice_until(&body, '/');
    bool one_word = header.n == tag->value.n;
    if (!is_canonicalization(header, &r->s->relaxed_header) ||
        (!one_word && !is_canonicalization(body, &r->s->relaxed_body)))
        return DKIM_CANONICALIZATION;
    return DKIM_SOUND;
}

static enum dkim_reason read_query(struct reading *r)
{
    const struct tag *tag = find(r, "q");
    return !tag || taglist_has_item(tag->value, SLICE("dns/txt")) ? DKIM_SOUND : DKIM_QUERY;
}

static bool is_of_label(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static bool is_label(struct slice label)
{
    return label.n > 0 && label.n <= MOST_LABEL && label.at[0] != '-' &&
           label.at[label.n - 1] != '-' && slice_run(label, is_of_label) == label.n;
}

/* Is it a name: labels of letters, digits, hyphens and underscores that neither begin nor end with
 * a hyphen? */
static bool is_domain(struct slice name)
{
    bool ok = name.n > 0 && name.n <= MOST_DOMAIN && name.at[name.n - 1] != '.';
    while (ok && name.n > 0)
        ok = is_label(slice_until(&name, '.'));
    return ok;
}

static enum dkim_reason read_domain(struct reading *r)
{
    struct slice domain = find(r, "d")->value;
    bool ok = is_domain(domain) && slice_has(domain, '.') && is_domain(find(r, "s")->value);
    return ok ? DKIM_SOUND : DKIM_DOMAIN;
}

/* The byte that is coded behind an '='; -1: there is none, since only upper-case digits count. */
static int coded_byte(struct slice text)
{
    int byte = ascii_hex_byte(text);
    return byte >= 0 && text.at[0] < 'a' && text.at[1] < 'a' ? byte : -1;
}

/* What a dkim-quoted-printable text (2.11) stands for. False: out of memory. */
static bool undo_quoting(struct slice text, struct arena *arena, struct slice *plain)
{
    char *start, *to;
    if (!taglist_squeeze(text, arena, &text) || !(start = to = arena_take_text(arena, text.n)))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int byte = text.at[i] == '=' ? coded_byte(slice_from(text, i + 1)) : -1;
        *to++ = byte >= 0 ? (char)byte : text.at[i];
        i += byte >= 0 ? 2 : 0;
    }
    *plain = slice_between(start, to);
    return true;
}

/* The domain of i= has to be d= or below it; its local part does not matter. */
static enum dkim_reason read_identity(struct reading *r)
{
    const struct tag *tag = find(r, "i");
    struct slice plain, domain = r->s->domain;
    r->s->identity_is_domain = true;
    if (!tag)
        return DKIM_SOUND;
    if (!undo_quoting(tag->value, r->arena, &plain)) {
        r->no_memory = true;
        return DKIM_IDENTITY;
    }

    if (!slice_behind_last(&plain, '@'))
        return DKIM_IDENTITY;
    r->s->identity_is_domain = slice_equal_nocase(plain, domain);
    return r->s->identity_is_domain || domain_is_below(plain, domain) ? DKIM_SOUND : DKIM_IDENTITY;
}

static enum dkim_reason read_names(struct reading *r)
{
    r->s->names = find(r, "h")->value;
    return taglist_has_item(r->s->names, SLICE("from")) ? DKIM_SOUND : DKIM_FROM_UNSIGNED;
}

static enum dkim_reason read_length(struct reading *r)
{
    const struct tag *tag = find(r, "l");
    r->s->has_length = tag != NULL;
    return !tag || taglist_number(tag->value, MOST_LENGTH_DIGITS, &r->s->length) ? DKIM_SOUND
                                                                                 : DKIM_LENGTH;
}

static bool read_time(struct reading *r, const char *name, time_seconds *t)
{
    const struct tag *tag = find(r, name);
    uint64_t number;
    *t = WHEN_NEVER;
    if (!tag)
        return true;
    if (!taglist_number(tag->value, MOST_TIME_DIGITS, &number))
        return false;
    *t = (time_seconds)number;
    return true;
}

static enum dkim_reason read_times(struct reading *r)
{
    struct dkimsignature *s = r->s;
    if (!read_time(r, "t", &s->signed_at) || !read_time(r, "x", &s->expires))
        return DKIM_TIME;
    bool both = s->signed_at != WHEN_NEVER && s->expires != WHEN_NEVER;
    return both && s->expires <= s->signed_at ? DKIM_TIME : DKIM_SOUND;
}

static enum dkim_reason read_hashes(struct reading *r)
{
    const struct tag *signature = find(r, "b");
    bool sound = true;
    r->s->raw_signature = signature->raw;
    if (!taglist_base64(find(r, "bh")->value, r->arena, &r->s->body_hash, &sound) ||
        (sound && !taglist_base64(signature->value, r->arena, &r->s->signature, &sound)))
        r->no_memory = true;
    return sound ? DKIM_SOUND : DKIM_BASE64;
}

bool dkimsignature_read(struct slice value, struct arena *arena, struct dkimsignature *s,
                        enum dkim_reason *wrong)
{
    static enum dkim_reason (*const steps[])(struct reading *) = {
        read_presence, read_algorithm, read_canonicalization, read_query, read_domain,
        read_identity, read_names,     read_length,           read_times, read_hashes,
    };
    struct reading r = {.arena = arena, .s = s};
    *s = (struct dkimsignature){.signed_at = WHEN_NEVER, .expires = WHEN_NEVER};
    enum taglist_verdict verdict = taglist_read(value, arena, &r.tags);
    if (verdict == TAGLIST_NO_MEMORY)
        return false;
    *wrong = verdict == TAGLIST_MALFORMED ? DKIM_TAG_LIST : DKIM_TAG_DUPLICATE;
    if (verdict != TAGLIST_SOUND)
        return true;

    s->domain = shown(&r, "d");
    s->selector = shown(&r, "s");
    s->algorithm = shown(&r, "a");
    *wrong = DKIM_SOUND;
    for (size_t i = 0; *wrong == DKIM_SOUND && i < COUNT_OF(steps); i++)
        *wrong = steps[i](&r);
    return !r.no_memory;
}

/* Adds what one signature leaves of so many fields of each name. */
static void add_left(struct slice names, const size_t there[static DKIM_FIELDS], unsigned *added,
                     unsigned *uncovered)
{
    for (unsigned i = 0; i < DKIM_FIELDS; i++) {
        size_t named = there[i] > 0 ? taglist_count(names, dkim_field_names[i]) : 0;
        if (named == 0)
            *uncovered |= 1u << i;
        else if (named < there[i])
            *added |= 1u << i;
    }
}

bool dkimsignature_leaves(struct slice message, unsigned *added, unsigned *uncovered)
{
    const unsigned all = (1u << DKIM_FIELDS) - 1;
    size_t there[DKIM_FIELDS] = {0}, signatures = 0;
    struct slice rest = message, last = message;
    struct arena arena = {0}; /* for one signature: a header may have thousands */
    bool ok = true;
    for (struct field f; field_next(&rest, &f); last = rest)
        for (unsigned i = 0; i < DKIM_FIELDS; i++)
            there[i] += slice_equal_nocase(f.name, dkim_field_names[i]);
    bool has_end = rest.at > last.at;
    *added = has_end ? 0 : all;
    *uncovered = 0;

    rest = message;
    for (struct field f; ok && field_next(&rest, &f);) {
        struct dkimsignature s;
        enum dkim_reason wrong;
        if (!slice_equal_nocase(f.name, SLICE("DKIM-Signature")))
            continue;
        ok = dkimsignature_read(f.value, &arena, &s, &wrong);
        add_left(s.names, there, added, uncovered);
        *added |= s.has_length ? all : 0;
        arena_reset(&arena);
        signatures++;
    }
    if (signatures == 0)
        add_left((struct slice){0}, there, added, uncovered);
    arena_free(&arena);
    return ok;
}
