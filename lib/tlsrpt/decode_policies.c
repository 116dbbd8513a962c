#include "lib/tlsrpt/decode_parts.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/bounds.h"
#include "lib/tlsrpt/shapes.h"
#include "lib/tlsrpt/spelling.h"

/* Policies (RFC 8460, 4.2 and 4.4). */

/* Reads an array of TLSA records that some senders write as JSON inside a string. If `text` is no
 * such thing, true and without effect. */
static bool read_inner_array(struct decoder *d, struct slice text, struct texts *texts,
                             bool *was_array)
{
    *was_array = false;
    if (text.n < 2 || text.at[0] != '[')
        return true;
    struct jsonpull outer = d->json;
    jsonpull_start(&d->json, text, 1);
    bool ok = jsonpull_next(&d->json) == PULL_ARRAY && member_texts(d, PULL_ARRAY, texts) &&
              jsonpull_next(&d->json) == PULL_END;
    d->json = outer;
    *was_array = ok;
    if (ok)
        report_note(d->report, DEVIATION_POLICY_STRING_JSON);
    return !d->out_of_memory;
}

/* Adds what only looked like an array as a text like any other. */
static void bound_strings(struct decoder *d, struct texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (texts->at[i].n <= BOUND_TEXT)
            continue;
        texts->at[i] = slice_trim(utf8_cut(texts->at[i], BOUND_TEXT));
        report_note(d->report, DEVIATION_TEXT_TOO_LONG);
    }
}

bool decode_policy_strings(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct texts *texts = into, inner = {0};
    if (value != PULL_ARRAY && !decoder_is_absent(d, value))
        report_note(d->report, DEVIATION_POLICY_STRING_NOT_ARRAY);
    if (!decoder_texts(d, value,
                       (struct text_list){SLICE("policy-string"), KEEP_POLICY_STRING, texts}))
        return false;
    bool was_array = false;
    if (texts->n == 1 && !read_inner_array(d, texts->at[0], &inner, &was_array))
        return false;
    if (was_array)
        *texts = inner;
    else
        bound_strings(d, texts);
    return true;
}

bool decode_mx(struct decoder *d, enum jsonpull_token value, void *into)
{
    if (value != PULL_ARRAY && !decoder_is_absent(d, value))
        report_note(d->report, DEVIATION_MX_HOST_NOT_ARRAY);
    return decoder_patterns(d, value, SLICE("mx-host"), into);
}

static const struct member summary_members[] = {
    {SLICE("total-successful-session-count"), member_count,
     .into = offsetof(struct raw_summary, successful)},
    {SLICE("total-failure-session-count"), member_count,
     .into = offsetof(struct raw_summary, failed)},
    {SLICE("failure-details"), decode_details, .into = offsetof(struct raw_summary, details)},
};

/* If the object is there twice, only the last one counts, and nothing of the first is left. */
bool decode_summary(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_summary *raw = into;
    *raw = (struct raw_summary){0};
    struct object object = {.name = SLICE("summary"),
                            .members = MEMBERS(summary_members),
                            .into = raw,
                            .unclear = REASON_MISSING_SUMMARY};
    bool ok = shape_object(d, value, &object);
    raw->is_there = object.was_object;
    return ok;
}

#define BESIDE(member) .into = offsetof(struct raw_entry, beside.member)

static member_reader read_policy_of_entry, read_policy_in_policy;

/* The members of an entry and of a policy object: the former has all but the last, the latter all
 * but the first. */
static const struct member entry_members[] = {
    {SLICE("policy"), read_policy_of_entry, .into = 0},

    {SLICE("policy-type"), member_word, BESIDE(type)},
    {SLICE("policy-domain"), member_domain, BESIDE(domain)},
    {SLICE("policy-string"), decode_policy_strings, BESIDE(strings)},
    {SLICE("mx-host"), decode_mx, BESIDE(mx)},
    {SLICE("summary"), decode_summary, BESIDE(summary)},
    {SLICE("failure-details"), decode_details, BESIDE(details)},
    {SLICE("total-successful-session-count"), member_count, BESIDE(successful)},
    {SLICE("total-failure-session-count"), member_count, BESIDE(failed)},

    {SLICE("policy"), read_policy_in_policy, .into = 0},
};
enum { OF_ENTRY = COUNT_OF(entry_members) - 1 };
_Static_assert(offsetof(struct raw_entry, beside) == 0, "the table serves a policy object, too");

static bool read_policy_object(struct decoder *d, enum jsonpull_token value, struct raw_policy *raw)
{
    struct object object = {.members = {.at = entry_members + 1, .n = OF_ENTRY},
                            .into = raw,
                            .unclear = REASON_MISSING_POLICIES};
    bool ok = shape_object(d, value, &object);
    raw->is_there |= object.was_object;
    return ok;
}

bool decode_policy_object(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_policy *raw = into;
    *raw = (struct raw_policy){0};
    return read_policy_object(d, value, raw);
}

/* Reads a policy object with its own name around it once more, or around the entry. */
static bool read_policy_in_policy(struct decoder *d, enum jsonpull_token value, void *into)
{
    report_note(d->report, DEVIATION_ODD_SHAPE);
    return read_policy_object(d, value, into);
}

bool decode_holds_entries(const struct decoder *d, enum jsonpull_token value)
{
    if (value != PULL_ARRAY)
        return false;
    struct jsonpull ahead = d->json;
    if (jsonpull_next(&ahead) != PULL_OBJECT)
        return false;
    while (jsonpull_next(&ahead) == PULL_KEY) {
        if (spelling_is_alike(ahead.raw, SLICE("policy")))
            return true;
        if (!jsonpull_skip(&ahead, jsonpull_next(&ahead)))
            return false;
    }
    return false;
}

static bool read_entries(struct decoder *d, enum jsonpull_token value);

static bool read_policy_once(struct decoder *d, enum jsonpull_token value, struct raw_policy *raw)
{
    struct known_from from;
    if (decode_known(d, value, raw, &from))
        return true;
    if (!decode_policy_object(d, value, raw))
        return false;
    decode_keep(d, &from, raw);
    return true;
}

static bool read_policy_of_entry(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_entry *raw = into;
    if (!decode_holds_entries(d, value))
        return read_policy_once(d, value, &raw->policy);
    report_note(d->report, DEVIATION_ODD_SHAPE);
    raw->is_list = true;
    return read_entries(d, value);
}

static bool read_entry(struct decoder *d, enum jsonpull_token value, void *into)
{
    (void)into;
    struct raw_entry raw = {0};
    struct object object = {.members = {.at = entry_members, .n = OF_ENTRY},
                            .into = &raw,
                            .unclear = REASON_MISSING_POLICIES};
    if (!shape_object(d, value, &object))
        return false;
    if (raw.is_list && !decode_is_entry(&raw))
        return true;
    if (object.was_object && !raw.is_list)
        return decode_add_entry(d, &raw);
    decoder_problem(d, REASON_MISSING_POLICIES);
    return true;
}

static bool read_entries(struct decoder *d, enum jsonpull_token value)
{
    struct list list = {.name = SLICE("policies"), .read = read_entry, .broken = REASON_BAD_JSON};
    return shape_list(d, value, &list);
}

bool decode_policies(struct decoder *d, enum jsonpull_token value, void *into)
{
    (void)into;
    d->is_report = true;
    d->report->policies_n = 0;
    return read_entries(d, value);
}
