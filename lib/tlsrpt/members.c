#include "lib/tlsrpt/members.h"

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

bool members_read(struct decoder *d, const struct member *members, size_t n, void *into)
{
    uint64_t seen = 0;
    for (;;) {
        enum jsonpull_token token = jsonpull_next(&d->json);
        if (token != PULL_KEY)
            return token == PULL_OBJECT_END;
        struct slice key = d->json.raw;
        bool mended = false;
        if (d->json.escaped && !jsonpull_text(&d->json, d->arena, &key, &mended)) {
            d->out_of_memory = true;
            return false;
        }
        const struct member *m = find(members, n, key);
        enum jsonpull_token value = jsonpull_next(&d->json);
        if (!m) {
            if (!jsonpull_skip(&d->json, value))
                return false;
            continue;
        }
        uint64_t bit = (uint64_t)1 << (m - members);
        if (seen & bit)
            report_note(d->report, DEVIATION_DUPLICATE_KEY);
        seen |= bit;
        if (value == PULL_ERROR || !m->read(d, value, (char *)into + m->into))
            return false;
    }
}

bool members_read_object(struct decoder *d, enum jsonpull_token value, const struct member *members,
                         size_t n, void *into, bool *was_object)
{
    *was_object = value == PULL_OBJECT;
    return *was_object ? members_read(d, members, n, into) : jsonpull_skip(&d->json, value);
}

static struct slice in_form(struct slice text, int form)
{
    text = slice_trim(text);
    while (form == KEEP_DOMAIN && text.n > 0 &&
           text.at[text.n - 1] == '.') { /* all of them: a normal form stays as it is */
        text.n--;
        text = slice_trim(text);
    }
    return text;
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

bool domain_normalise(struct slice raw, struct arena *arena, struct slice *domain)
{
    return copy_lower(arena, in_form(raw, KEEP_DOMAIN), domain);
}

bool decoder_text(struct decoder *d, enum jsonpull_token value, int form, struct slice *text)
{
    struct slice raw = {0};
    bool mended = false, ok = true;
    *text = raw;
    if (value == PULL_STRING)
        ok = jsonpull_text(&d->json, d->arena, &raw, &mended);
    else if (value == PULL_NUMBER)
        raw = d->json.raw;
    else if (value == PULL_TRUE || value == PULL_FALSE)
        raw = value == PULL_TRUE ? SLICE("true") : SLICE("false");
    else if (!jsonpull_skip(&d->json, value))
        return false;
    if (value != PULL_STRING && value != PULL_NULL)
        report_note(d->report, DEVIATION_VALUE_NOT_STRING);
    if (mended)
        report_note(d->report, DEVIATION_INVALID_UTF8);
    raw = in_form(raw, form);
    if (ok && raw.n > 0)
        ok = form == KEEP_AS_IS ? arena_copy(d->arena, raw, text) : copy_lower(d->arena, raw, text);
    if (!ok)
        d->out_of_memory = true;
    return ok;
}

bool member_text(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_text(d, value, KEEP_AS_IS, into);
}

bool member_domain(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_text(d, value, KEEP_DOMAIN, into);
}

bool member_word(struct decoder *d, enum jsonpull_token value, void *into)
{
    return decoder_text(d, value, KEEP_LOWER, into);
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

int64_t count_value(struct decoder *d, struct count c)
{
    if (!c.is_there)
        report_note(d->report, DEVIATION_MISSING_COUNT);
    return c.value;
}

static bool add_text(struct decoder *d, struct texts *texts, struct slice text)
{
    if (text.n == 0)
        return true;
    void *array = texts->at;
    struct slice *new = arena_push(d->arena, &array, texts->n, sizeof *new);
    if (!new) {
        d->out_of_memory = true;
        return false;
    }
    *new = text;
    texts->at = array;
    texts->n++;
    return true;
}

static bool read_texts(struct decoder *d, enum jsonpull_token value, int form, struct texts *texts)
{
    *texts = (struct texts){0};
    struct slice text;
    if (value != PULL_ARRAY)
        return decoder_text(d, value, form, &text) && add_text(d, texts, text);
    while ((value = jsonpull_next(&d->json)) != PULL_ARRAY_END)
        if (value == PULL_ERROR || !decoder_text(d, value, form, &text) ||
            !add_text(d, texts, text))
            return false;
    return true;
}

bool member_texts(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_texts(d, value, KEEP_AS_IS, into);
}

bool member_domains(struct decoder *d, enum jsonpull_token value, void *into)
{
    return read_texts(d, value, KEEP_DOMAIN, into);
}
