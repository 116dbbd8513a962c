#include "lib/tlsrpt/members.h"

#include "lib/tlsrpt/spelling.h"

void decoder_problem(struct decoder *d, enum reason r)
{
    if (r != REASON_NONE)
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

bool decoder_is_absent(const struct decoder *d, enum jsonpull_token value)
{
    struct slice raw = d->json.raw;
    if (value != PULL_STRING)
        return value == PULL_NULL;
    return raw.n == 0 || (ascii_is_space(raw.at[0]) && slice_trim(raw).n == 0);
}

/* The RFC's own key is believed before other spellings, whichever comes first. */
static bool is_believed(struct decoder *d, struct members_seen *seen, uint64_t bit, bool is_own,
                        enum jsonpull_token value)
{
    if (!is_own) {
        bool is_first = !(seen->other & bit);
        seen->other |= bit;
        return !(seen->with_value & bit) && (is_first || !decoder_is_absent(d, value));
    }
    if (seen->own & bit)
        report_note(d->report, DEVIATION_DUPLICATE_KEY);
    seen->own |= bit;
    bool has_value = !decoder_is_absent(d, value);
    if (has_value)
        seen->with_value |= bit;
    return has_value || !(seen->other & bit);
}

/* Not by its own key: by one that drafts and senders have for it. What is odd is noted, where there
 * is a value. */
static const struct member *find_other(struct decoder *d, const struct member *members, size_t n,
                                       struct slice key, enum jsonpull_token value)
{
    const struct member *m = find(members, n, spelling_of(key));
    if (m || !d->is_tolerant)
        return m;

    struct spelling_found alike;
    spelling_find(key, &alike);
    if (alike.own.n == 0 && alike.meant.n == 0)
        return NULL;
    m = find(members, n, alike.own);
    m = m ? m : find(members, n, alike.meant);
    if (!decoder_is_absent(d, value))
        report_note(d->report, m ? DEVIATION_KEY_SPELLING : DEVIATION_MISPLACED_KEY);
    return m;
}

static bool read_member(struct decoder *d, const struct member *members, size_t n,
                        struct members_seen *seen, void *into)
{
    struct slice key = d->json.raw;
    bool mended = false;
    if (d->json.escaped && !jsonpull_text(&d->json, d->arena, &key, &mended))
        return decoder_no_memory(d);
    const struct member *m = find(members, n, key);
    bool is_own = m != NULL;
    enum jsonpull_token value = jsonpull_next(&d->json);
    if (value == PULL_ERROR)
        return false;
    if (!m)
        m = find_other(d, members, n, key, value);
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
