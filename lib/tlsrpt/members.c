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

static const struct member *find(struct members table, struct slice key)
{
    for (const struct member *m = table.at; m < table.at + table.n; m++)
        if (m->key.n == key.n && memcmp(m->key.at, key.at, key.n) == 0)
            return m;
    return NULL;
}

/* A member that was met, with its value's first token. */
struct met {
    struct slice key; /* as it stands */
    bool is_own;      /* the key is the member's own */
    enum jsonpull_token value;
    const struct member *member; /* NULL: the table has none */
    size_t place;                /* in the table */
};

/* A value that was read under another key than its member's own, and what is wrong with it. */
struct member_read {
    struct slice other_key;
    uint64_t deviations;
    uint32_t problems;
};

/* Which members of an object were there: under their own key, with a value, and under another
 * key. */
struct members_seen {
    uint64_t own, with_value, other;
    uint64_t apart; /* for these, `of` holds what was noted of their values */
    struct member_read of[MEMBERS_KEPT_APART];
};

/* Is it the same key as the last one that was not the member's own? If nothing is kept apart,
 * nobody knows, and reading begins anew. */
static bool is_same_other(struct decoder *d, struct members_seen *seen, const struct met *met)
{
    bool is_first = !(seen->other >> met->place & 1);
    bool is_same = d->keeps_apart && !is_first &&
                   slice_equal(met->key, seen->of[met->place].other_key);
    d->begins_anew |= !is_first;
    seen->other |= (uint64_t)1 << met->place;
    if (d->keeps_apart)
        seen->of[met->place].other_key = met->key;
    if (is_same)
        report_note(d->report, DEVIATION_DUPLICATE_KEY);
    return is_first || is_same;
}

/* The RFC's own key is believed rather than other spellings, whichever comes first. */
static bool is_believed(struct decoder *d, struct members_seen *seen, const struct met *met)
{
    uint64_t bit = (uint64_t)1 << met->place;
    bool has_value = !decoder_is_absent(d, met->value);
    if (!met->is_own) {
        bool counts = is_same_other(d, seen, met) || has_value;
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

/* Finds a member not by its own key, but by one that drafts and senders use for it. What is odd is
 * noted if there is a value. */
static const struct member *find_other(struct decoder *d, struct members table, struct slice key,
                                       enum jsonpull_token value)
{
    const struct member *m = find(table, spelling_of(key));
    if (m || !d->is_tolerant)
        return m;

    struct spelling_found alike;
    spelling_find(key, &alike);
    if (alike.own.n == 0 && alike.meant.n == 0)
        return NULL;
    m = find(table, alike.own);
    m = m ? m : find(table, alike.meant);
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

bool decoder_unescape(struct decoder *d)
{
    bool mended = false;
    if (d->json.escaped && !jsonpull_text(&d->json, d->arena, &d->json.raw, &mended))
        return decoder_no_memory(d);
    d->json.escaped = false;
    return true;
}

/* After PULL_KEY. False: give up. */
static bool meet(struct decoder *d, struct members table, struct met *met)
{
    if (!decoder_unescape(d))
        return false;
    met->key = d->json.raw;
    met->member = find(table, met->key);
    met->is_own = met->member != NULL;
    met->value = jsonpull_next(&d->json);
    if (met->value == PULL_ERROR)
        return false;
    if (!met->is_own)
        met->member = find_other(d, table, met->key, met->value);
    met->place = met->member ? (size_t)(met->member - table.at) : 0;
    return true;
}

static bool read_member(struct decoder *d, struct members table, struct members_seen *seen,
                        void *into)
{
    struct met met;
    if (!meet(d, table, &met))
        return false;
    const struct member *m = met.member;
    if (!m || !m->read || !is_believed(d, seen, &met))
        return jsonpull_skip(&d->json, met.value);
    into = (char *)into + m->into;
    if (!d->keeps_apart)
        return m->read(d, met.value, into);
    seen->apart |= (uint64_t)1 << met.place;
    return read_apart(d, m, &seen->of[met.place], met.value, into);
}

bool members_read(struct decoder *d, struct members table, void *into)
{
    struct members_seen seen; /* not cleared: `of` counts only where `apart` says so */
    enum jsonpull_token token;
    seen.own = seen.with_value = seen.other = seen.apart = 0;
    while ((token = jsonpull_next(&d->json)) == PULL_KEY)
        if (!read_member(d, table, &seen, into))
            break;
    note_what_was_apart(d, &seen);
    return token == PULL_OBJECT_END;
}

bool members_read_object(struct decoder *d, enum jsonpull_token value, struct members table,
                         void *into, bool *was_object)
{
    *was_object = value == PULL_OBJECT;
    return *was_object ? members_read(d, table, into) : jsonpull_skip(&d->json, value);
}

bool members_read_text(struct decoder *d, struct slice text, struct members table, void *into,
                       bool *was_object)
{
    jsonpull_start(&d->json, text, d->limits->json_depth);
    return members_read_object(d, jsonpull_next(&d->json), table, into, was_object) &&
           jsonpull_next(&d->json) == PULL_END;
}

void members_write(struct buffer *to, struct members table, const void *from)
{
    buffer_append_char(to, '{');
    for (const struct member *m = table.at; m < table.at + table.n; m++)
        if (m->write)
            m->write(to, m->key.at, (const char *)from + m->from);
    buffer_append_char(to, '}');
}
