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

/* A value that was read under another key than its own, and what is wrong with it. */
struct member_read {
    struct slice other_key;
    uint64_t deviations;
    uint32_t problems;
};

/* Which members of an object were there: under their own key, with a value; under another one. */
struct members_seen {
    uint64_t own, with_value, other;
    uint64_t apart; /* of these `of` tells what is noted of their values */
    struct member_read of[MEMBERS_KEPT_APART];
};

/* Is it the same key as the last one that was none of its own? Where nothing is kept apart nobody
 * knows, and reading begins anew. */
static bool is_same_other(struct decoder *d, struct members_seen *seen, size_t i, struct slice key)
{
    bool is_first = !(seen->other >> i & 1);
    bool is_same = d->keeps_apart && !is_first && slice_equal(key, seen->of[i].other_key);
    d->begins_anew |= !is_first;
    seen->other |= (uint64_t)1 << i;
    if (d->keeps_apart)
        seen->of[i].other_key = key;
    if (is_same)
        report_note(d->report, DEVIATION_DUPLICATE_KEY);
    return is_first || is_same;
}

/* The RFC's own key is believed before other spellings, whichever comes first. */
static bool is_believed(struct decoder *d, struct members_seen *seen, size_t i, struct slice key,
                        bool is_own, enum jsonpull_token value)
{
    uint64_t bit = (uint64_t)1 << i;
    bool has_value = !decoder_is_absent(d, value);
    if (!is_own) {
        bool counts = is_same_other(d, seen, i, key) || has_value;
        return counts && !(seen->with_value & bit);
    }
    if (seen->own & bit)
        report_note(d->report, DEVIATION_DUPLICATE_KEY);
    if ((seen->own | seen->other) & bit)
        d->begins_anew = true;
    seen->own |= bit;
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

static bool read_apart(struct decoder *d, const struct member *m, struct member_read *read,
                       enum jsonpull_token value, void *into)
{
    uint64_t deviations = d->report->deviations;
    uint32_t problems = d->problems;
    d->report->deviations = d->problems = 0;
    bool ok = m->read(d, value, into);
    read->deviations = d->report->deviations;
    read->problems = d->problems;
    d->report->deviations = deviations;
    d->problems = problems;
    return ok;
}

static void note_what_was_apart(struct decoder *d, const struct members_seen *seen)
{
    for (size_t i = 0; seen->apart >> i; i++)
        if (seen->apart >> i & 1) {
            d->report->deviations |= seen->of[i].deviations;
            d->problems |= seen->of[i].problems;
        }
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
    size_t i = m ? (size_t)(m - members) : 0;
    if (!m || !m->read || !is_believed(d, seen, i, key, is_own, value))
        return jsonpull_skip(&d->json, value);
    into = (char *)into + m->into;
    if (!d->keeps_apart)
        return m->read(d, value, into);
    seen->apart |= (uint64_t)1 << i;
    return read_apart(d, m, &seen->of[i], value, into);
}

bool members_read(struct decoder *d, const struct member *members, size_t n, void *into)
{
    struct members_seen seen; /* what is kept apart is not set before it is told that it is there */
    enum jsonpull_token token;
    seen.own = seen.with_value = seen.other = seen.apart = 0;
    while ((token = jsonpull_next(&d->json)) == PULL_KEY)
        if (!read_member(d, members, n, &seen, into))
            break;
    note_what_was_apart(d, &seen);
    return token == PULL_OBJECT_END;
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
