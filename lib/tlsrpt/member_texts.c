/* member_texts: the members of an object that are texts, each kept up to its bound (bounds.h). */
#include "lib/base/address.h"
#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/domain.h"
#include "lib/tlsrpt/members.h"
#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/shapes.h"

static size_t most_of(enum text_form form, struct slice raw)
{
    static const size_t most[] = {
        [KEEP_AS_IS] = BOUND_TEXT,         [KEEP_NAME] = BOUND_NAME,
        [KEEP_FIELD] = BOUND_FIELD,        [KEEP_REPORT_ID] = BOUND_REPORT_ID,
        [KEEP_POLICY_STRING] = BOUND_TEXT, [KEEP_LOWER] = BOUND_TEXT,
        [KEEP_DOMAIN] = BOUND_DOMAIN,      [KEEP_HOST] = BOUND_DOMAIN,
    };
    bool is_inner_array = form == KEEP_POLICY_STRING && raw.n > 0 &&
                          (raw.at[0] == '[' || raw.at[0] == '\\');
    return is_inner_array ? BOUND_INNER_ARRAY : most[form];
}

static bool decoder_domain(struct decoder *d, struct slice from, struct slice *domain)
{
    bool not_ascii = false;
    bool ok = domain_normalise(from, d->arena, domain, &not_ascii);
    if (not_ascii)
        report_note(d->report, DEVIATION_DOMAIN_NOT_ASCII);
    return ok;
}

/* A normal form may itself end in a port that its spelling hid (a colon in wide letters). That is
 * taken off in turn, so that a record reads back as it was written. */
static bool decoder_host(struct decoder *d, struct slice from, struct slice *host)
{
    struct slice alone = mxpattern_host(from);
    for (;;) {
        if (alone.n < from.n)
            report_note(d->report, DEVIATION_MX_HOSTNAME_SPELLING);
        if (!decoder_domain(d, alone, host))
            return false;
        from = *host;
        alone = mxpattern_host(from);
        if (alone.n == from.n)
            return true;
    }
}

static inline bool keep(struct decoder *d, enum text_form form, struct slice from,
                        struct slice *text)
{
    if (form == KEEP_DOMAIN)
        return decoder_domain(d, from, text);
    if (form == KEEP_HOST)
        return decoder_host(d, from, text);
    return form == KEEP_LOWER ? arena_copy_lower(d->arena, from, text)
                              : arena_copy(d->arena, from, text);
}

/* Shortens a text that is longer than its bound: it is cut, dropped, or replaced by its digest. It
 * is trimmed once more, since it may be cut after a blank: a record has to read back as it was
 * written. */
static bool keep_bounded(struct decoder *d, enum text_form form, struct slice from,
                         struct slice sent, struct slice *text)
{
    char id[BOUND_REPORT_ID];
    report_note(d->report, DEVIATION_TEXT_TOO_LONG);
    if (form == KEEP_DOMAIN || form == KEEP_HOST)
        return true;
    if (form != KEEP_REPORT_ID)
        return keep(d, form, slice_trim(utf8_cut(from, most_of(form, from))), text);
    struct slice digest = {.at = id, .n = bound_report_id(from, sent, id)};
    return digest.n > 0 && arena_copy(d->arena, digest, text);
}

/* The characters of a string; of a long one only as many as can matter, since no escape takes more
 * than six bytes. */
static bool string_text(struct decoder *d, enum text_form form, struct slice *text, bool *shortened)
{
    enum { MOST_ESCAPE = 6 };
    bool mended = false;
    d->json.raw = slice_trim(d->json.raw);
    *shortened = jsonpull_shorten(&d->json, MOST_ESCAPE * (most_of(form, d->json.raw) + 1));
    if (!jsonpull_text(&d->json, d->arena, text, &mended))
        return false;
    if (mended)
        report_note(d->report, DEVIATION_INVALID_UTF8);
    return true;
}

static bool read_text(struct decoder *d, enum jsonpull_token value, enum text_form form,
                      struct slice *text);

/* Reads the first text of an array that stands in place of a text. */
static bool read_first_text(struct decoder *d, enum text_form form, struct slice *text)
{
    enum jsonpull_token value;
    *text = (struct slice){0};
    report_note(d->report, DEVIATION_VALUE_NOT_STRING);
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        bool is_wanted = text->n == 0 && value != PULL_ARRAY;
        if (value == PULL_ERROR ||
            !(is_wanted ? read_text(d, value, form, text) : jsonpull_skip(&d->json, value)))
            return false;
    }
    return true;
}

/* Reads a text that has to be changed or cut, or is not a string. */
static bool read_odd_text(struct decoder *d, enum jsonpull_token value, enum text_form form,
                          struct slice *text)
{
    if (value == PULL_ARRAY)
        return read_first_text(d, form, text);

    bool ok = true, shortened = false;
    struct slice raw = {0}, sent = slice_trim(d->json.raw);
    *text = raw;
    if (value == PULL_STRING)
        ok = string_text(d, form, &raw, &shortened);
    else if (value == PULL_NUMBER)
        raw = d->json.raw;
    else if (value == PULL_TRUE || value == PULL_FALSE)
        raw = value == PULL_TRUE ? SLICE("true") : SLICE("false");
    else if (!jsonpull_skip(&d->json, value))
        return false;
    if (value != PULL_STRING && value != PULL_NULL)
        report_note(d->report, DEVIATION_VALUE_NOT_STRING);

    raw = slice_trim(raw);
    if (ok && (raw.n > most_of(form, raw) || shortened))
        ok = keep_bounded(d, form, raw, sent, text);
    else if (ok && raw.n > 0)
        ok = keep(d, form, raw, text);
    if (!ok)
        d->out_of_memory = true;
    return ok;
}

/* Reads a text; as a rule it is kept as it stands. */
static bool read_text(struct decoder *d, enum jsonpull_token value, enum text_form form,
                      struct slice *text)
{
    if (value != PULL_STRING || d->json.escaped || d->json.non_ascii)
        return read_odd_text(d, value, form, text);
    struct slice raw = slice_trim(d->json.raw);
    if (raw.n > most_of(form, raw))
        return read_odd_text(d, value, form, text);

    *text = (struct slice){0};
    bool ok = raw.n == 0 || keep(d, form, raw, text);
    d->out_of_memory |= !ok;
    return ok;
}

bool member_text(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_AS_IS, into);
}

bool member_address(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct slice *text = into;
    if (!member_text(d, value, text))
        return false;
    size_t before = text->n;
    if (before > 0 && (!address_alone(text) || text->n < before))
        report_note(d->report, DEVIATION_IP_SPELLING);
    return true;
}

bool member_name(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_NAME, into);
}

bool member_field(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_FIELD, into);
}

/* A file may have any name, so nothing is trimmed. */
static bool read_path(struct decoder *d, enum jsonpull_token value, size_t most, struct slice *path)
{
    bool mended = false;
    struct slice text;
    *path = (struct slice){0};
    if (value != PULL_STRING)
        return jsonpull_skip(&d->json, value);
    if (jsonpull_text(&d->json, d->arena, &text, &mended) &&
        arena_copy(d->arena, utf8_cut(text, most), path))
        return true;
    return decoder_no_memory(d);
}

bool member_path(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_path(d, value, BOUND_PATH, into);
}

bool member_inner_path(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_path(d, value, BOUND_FIELD, into);
}

bool member_report_id(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_REPORT_ID, into);
}

bool member_domain(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_DOMAIN, into);
}

bool member_host(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_HOST, into);
}

bool member_word(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_LOWER, into);
}

static bool add_text(struct decoder *d, struct texts *texts, struct slice text)
{
    if (text.n == 0 || texts_push(d->arena, texts, text))
        return true;
    return decoder_no_memory(d);
}

static bool add_element(struct decoder *d, enum jsonpull_token value, void *into);

/* Adds the texts of an array, and of arrays inside it. */
static bool add_texts(struct decoder *d, struct text_list *list)
{
    enum jsonpull_token value;
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        if (value == PULL_ARRAY && list->texts->n < BOUND_STRINGS)
            report_note(d->report, DEVIATION_VALUE_NOT_STRING);
        if (value == PULL_ERROR || !add_element(d, value, list))
            return false;
    }
    return true;
}

static bool add_element(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct text_list *list = into;
    struct slice text;
    if (list->texts->n == BOUND_STRINGS) {
        report_note(d->report, DEVIATION_TOO_MANY_STRINGS);
        return jsonpull_skip(&d->json, value);
    }
    if (value == PULL_ARRAY)
        return add_texts(d, list);
    if (value == PULL_OBJECT && d->is_tolerant && shape_is_wrapped(d, list->name))
        return shape_unwrap(d, list->name, add_element, list);
    return read_text(d, value, list->form, &text) && add_text(d, list->texts, text);
}

bool decoder_texts(struct decoder *d, enum jsonpull_token value, struct text_list list)
{
    *list.texts = (struct texts){0};
    return add_element(d, value, &list);
}

bool member_texts(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_texts(d, value, (struct text_list){.form = KEEP_AS_IS, .texts = into});
}

/*
 * Adds the patterns that one text of mx-host holds to *patterns. A normal form may hold marks that
 * its spelling hid ("mx : mx.example.com", a comma in wide letters): it is taken apart in turn, so
 * that what is read is what is read back. Each turn begins with fewer of what is taken out.
 */
static bool add_patterns(struct decoder *d, struct slice text, struct texts *patterns)
{
    bool odd = false, not_ascii = false;
    struct slice pattern, normal;
    while (mxpattern_next(&text, &pattern, &odd)) {
        if (patterns->n == BOUND_STRINGS) {
            report_note(d->report, DEVIATION_TOO_MANY_STRINGS);
            break;
        }
        if (!mxpattern_normalise(pattern, d->arena, &normal, &odd, &not_ascii))
            return decoder_no_memory(d);
        if (pattern.n > BOUND_DOMAIN)
            report_note(d->report, DEVIATION_TEXT_TOO_LONG);
        bool is_settled = mxpattern_is_normal(normal) || slice_equal(normal, pattern);
        if (!(is_settled ? add_text(d, patterns, normal) : add_patterns(d, normal, patterns)))
            return false;
    }
    if (odd)
        report_note(d->report, DEVIATION_MX_HOST_SPELLING);
    if (not_ascii)
        report_note(d->report, DEVIATION_DOMAIN_NOT_ASCII);
    return true;
}

static bool all_are_normal(const struct texts *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        if (!mxpattern_is_normal(texts->at[i]))
            return false;
    return true;
}

bool decoder_patterns(struct decoder *d, enum jsonpull_token value, struct slice name,
                      struct texts *patterns)
{
    struct texts texts;
    *patterns = (struct texts){0};
    if (!decoder_texts(d, value, (struct text_list){name, KEEP_AS_IS, &texts}))
        return false;
    if (all_are_normal(&texts)) {
        *patterns = texts;
        return true;
    }
    for (size_t i = 0; i < texts.n; i++)
        if (!add_patterns(d, texts.at[i], patterns))
            return false;
    return true;
}

bool member_patterns(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_patterns(d, value, (struct slice){0}, into);
}
