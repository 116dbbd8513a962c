#include "lib/tlsrpt/members.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/domain.h"
#include "lib/tlsrpt/mxpattern.h"
#include "lib/tlsrpt/spelling.h"

void decoder_problem(struct decoder *d, enum reason r)
{
    d->problems |= (uint32_t)1 << r;
}

enum reason decoder_verdict(const struct decoder *d, bool complete)
{
    if (d->problems & (uint32_t)1 << REASON_TOO_LARGE)
        return REASON_TOO_LARGE;
    if (!complete)
        return REASON_BAD_JSON;
    if (!d->is_report)
        return REASON_NOT_A_REPORT;
    return d->problems ? (enum reason)__builtin_ctz(d->problems) : REASON_NONE;
}

static const struct member *find(const struct member *members, size_t n, struct slice key)
{
    for (size_t i = 0; i < n; i++)
        if (members[i].key.n == key.n && memcmp(members[i].key.at, key.at, key.n) == 0)
            return &members[i];
    return NULL;
}

/* Which members of an object were there: under their own key, with a value; under another one. */
struct members_seen {
    uint64_t own, with_value, other;
};

static bool is_absent(const struct decoder *d, enum jsonpull_token value)
{
    return value == PULL_NULL || (value == PULL_STRING && slice_trim(d->json.raw).n == 0);
}

/* The RFC's own key is believed before other spellings, whichever comes first. */
static bool is_believed(struct decoder *d, struct members_seen *seen, uint64_t bit, bool is_own,
                        enum jsonpull_token value)
{
    if (!is_own) {
        seen->other |= bit;
        return !(seen->with_value & bit);
    }
    if (seen->own & bit)
        report_note(d->report, DEVIATION_DUPLICATE_KEY);
    seen->own |= bit;
    if (!is_absent(d, value))
        seen->with_value |= bit;
    return !is_absent(d, value) || !(seen->other & bit);
}

static bool read_member(struct decoder *d, const struct member *members, size_t n,
                        struct members_seen *seen, void *into)
{
    struct slice key = d->json.raw;
    bool mended = false;
    if (d->json.escaped && !jsonpull_text(&d->json, d->arena, &key, &mended)) {
        d->out_of_memory = true;
        return false;
    }
    const struct member *m = find(members, n, key);
    bool is_own = m != NULL;
    if (!m)
        m = find(members, n, spelling_of(key));
    enum jsonpull_token value = jsonpull_next(&d->json);
    if (value == PULL_ERROR)
        return false;
    if (!m || !m->read || !is_believed(d, seen, (uint64_t)1 << (m - members), is_own, value))
        return jsonpull_skip(&d->json, value);
    return m->read(d, value, (char *)into + m->into);
}

bool members_read(struct decoder *d, const struct member *members, size_t n, void *into)
{
    struct members_seen seen = {0};
    for (;;) {
        enum jsonpull_token token = jsonpull_next(&d->json);
        if (token != PULL_KEY)
            return token == PULL_OBJECT_END;
        if (!read_member(d, members, n, &seen, into))
            return false;
    }
}

bool members_read_object(struct decoder *d, enum jsonpull_token value, const struct member *members,
                         size_t n, void *into, bool *was_object)
{
    *was_object = value == PULL_OBJECT;
    return *was_object ? members_read(d, members, n, into) : jsonpull_skip(&d->json, value);
}

void members_write(struct buffer *to, const struct member *members, size_t n, const void *from)
{
    buffer_append_char(to, '{');
    for (const struct member *m = members; m < members + n; m++)
        if (m->write)
            m->write(to, m->key.at, (const char *)from + m->from);
    buffer_append_char(to, '}');
}

static bool copy_lower(struct arena *arena, struct slice from, struct slice *copy)
{
    char *to = arena_take_text(arena, from.n);
    if (!to)
        return false;
    for (size_t i = 0; i < from.n; i++)
        to[i] = ascii_lower(from.at[i]);
    *copy = (struct slice){.at = to, .n = from.n};
    return true;
}

static size_t most_of(enum text_form form, struct slice raw)
{
    static const size_t most[] = {
        [KEEP_AS_IS] = BOUND_TEXT,         [KEEP_NAME] = BOUND_NAME,
        [KEEP_FIELD] = BOUND_FIELD,        [KEEP_REPORT_ID] = BOUND_REPORT_ID,
        [KEEP_POLICY_STRING] = BOUND_TEXT, [KEEP_LOWER] = BOUND_TEXT,
        [KEEP_DOMAIN] = BOUND_DOMAIN,
    };
    bool is_inner_array = form == KEEP_POLICY_STRING && raw.n > 0 && raw.at[0] == '[';
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

static bool keep(struct decoder *d, enum text_form form, struct slice from, struct slice *text)
{
    switch (form) {
    case KEEP_LOWER:
        return copy_lower(d->arena, from, text);
    case KEEP_DOMAIN:
        return decoder_domain(d, from, text);
    default:
        return arena_copy(d->arena, from, text);
    }
}

/* A text that is longer than `most`: cut, or none, or its digest. */
static bool keep_bounded(struct decoder *d, enum text_form form, struct slice from, size_t most,
                         struct slice sent, struct slice *text)
{
    char id[BOUND_REPORT_ID];
    report_note(d->report, DEVIATION_TEXT_TOO_LONG);
    if (form == KEEP_DOMAIN)
        return true;
    if (form != KEEP_REPORT_ID)
        return keep(d, form, utf8_cut(from, most), text);
    struct slice digest = {.at = id, .n = bound_report_id(from, sent, id)};
    return digest.n > 0 && arena_copy(d->arena, digest, text);
}

/* The characters of a string; of a long one as many as can matter: none takes more than six bytes
 * as an escape. */
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
                      struct slice *text)
{
    struct slice raw = {0}, sent = slice_trim(d->json.raw);
    bool ok = true, shortened = false;
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
    size_t most = most_of(form, raw);
    if (ok && (raw.n > most || shortened))
        ok = keep_bounded(d, form, raw, most, sent, text);
    else if (ok && raw.n > 0)
        ok = keep(d, form, raw, text);
    if (!ok)
        d->out_of_memory = true;
    return ok;
}

bool member_text(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_AS_IS, into);
}

bool member_name(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_NAME, into);
}

bool member_field(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_FIELD, into);
}

bool member_report_id(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_REPORT_ID, into);
}

bool member_domain(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_DOMAIN, into);
}

bool member_word(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_text(d, value, KEEP_LOWER, into);
}

static bool is_digits(struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ascii_is_digit(s.at[i]))
            return false;
    return s.n > 0;
}

bool member_count(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct count *count = into;
    struct slice digits = d->json.raw;
    *count = (struct count){0};
    if (value == PULL_NULL || (value == PULL_STRING && slice_trim(digits).n == 0))
        return true; /* absent */
    count->is_there = true;
    if (value == PULL_STRING && is_digits(slice_trim(digits))) {
        digits = slice_trim(digits);
        report_note(d->report, DEVIATION_COUNT_AS_STRING);
    } else if (value != PULL_NUMBER) {
        decoder_problem(d, REASON_BAD_COUNT);
        return jsonpull_skip(&d->json, value);
    }
    enum jsonpull_integer form = jsonpull_integer(digits, &count->value);
    if (form == PULL_INTEGER_WRITTEN_AS_REAL)
        report_note(d->report, DEVIATION_COUNT_NOT_INTEGER);
    if (form == PULL_NOT_INTEGER || form == PULL_INTEGER_TOO_LARGE || count->value < 0)
        decoder_problem(d, REASON_BAD_COUNT);
    return true;
}

int64_t count_plausible(struct decoder *d, int64_t value)
{
    if (value > BOUND_COUNT)
        report_note(d->report, DEVIATION_IMPLAUSIBLE_COUNT);
    return value;
}

int64_t count_value(struct decoder *d, struct count c)
{
    if (!c.is_there)
        report_note(d->report, DEVIATION_MISSING_COUNT);
    return count_plausible(d, c.value);
}

void counts_settle(struct decoder *d, struct policy *policy, struct count successful,
                   struct count failed, size_t details_without_count)
{
    policy->successful_sessions = count_value(d, successful);
    policy->failed_sessions = count_value(d, failed);
    if (!failed.is_there)
        policy->failed_sessions = count_plausible(d, policy_details_sum(policy));
    if (policy->details_n == 1 && details_without_count == 1)
        policy->details[0].failed_sessions = policy->failed_sessions;
}

static bool add_text(struct decoder *d, struct texts *texts, struct slice text)
{
    if (text.n == 0 || texts_push(d->arena, texts, text))
        return true;
    d->out_of_memory = true;
    return false;
}

/* The rest of an array that is longer than it may be. */
static bool skip_texts(struct decoder *d, enum jsonpull_token value)
{
    report_note(d->report, DEVIATION_TOO_MANY_STRINGS);
    for (; value != PULL_ARRAY_END; value = jsonpull_next(&d->json))
        if (value == PULL_ERROR || !jsonpull_skip(&d->json, value))
            return false;
    return true;
}

bool decoder_texts(struct decoder *d, enum jsonpull_token value, enum text_form form,
                   struct texts *texts)
{
    *texts = (struct texts){0};
    struct slice text;
    if (value != PULL_ARRAY)
        return read_text(d, value, form, &text) && add_text(d, texts, text);
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END) {
        if (texts->n == BOUND_STRINGS)
            return skip_texts(d, value);
        if (value == PULL_ERROR || !read_text(d, value, form, &text) || !add_text(d, texts, text))
            return false;
    }
    return true;
}

bool member_texts(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_texts(d, value, KEEP_AS_IS, into);
}

/* Adds the patterns that one text of mx-host holds to *patterns. */
static bool add_patterns(struct decoder *d, struct slice text, struct texts *patterns)
{
    bool odd = false, not_ascii = false;
    struct slice pattern, normal;
    while (mxpattern_next(&text, &pattern, &odd)) {
        if (patterns->n == BOUND_STRINGS) {
            report_note(d->report, DEVIATION_TOO_MANY_STRINGS);
            break;
        }
        if (!mxpattern_normalise(pattern, d->arena, &normal, &odd, &not_ascii)) {
            d->out_of_memory = true;
            return false;
        }
        if (pattern.n > BOUND_DOMAIN)
            report_note(d->report, DEVIATION_TEXT_TOO_LONG);
        if (!add_text(d, patterns, normal))
            return false;
    }
    if (odd)
        report_note(d->report, DEVIATION_MX_HOST_SPELLING);
    if (not_ascii)
        report_note(d->report, DEVIATION_DOMAIN_NOT_ASCII);
    return true;
}

bool member_patterns(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct texts texts, *patterns = into;
    *patterns = (struct texts){0};
    if (!decoder_texts(d, value, KEEP_AS_IS, &texts))
        return false;
    for (size_t i = 0; i < texts.n; i++)
        if (!add_patterns(d, texts.at[i], patterns))
            return false;
    return true;
}
