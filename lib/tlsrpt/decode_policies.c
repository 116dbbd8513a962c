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

static void check_policy(struct decoder *d, const struct policy *policy)
{
    if (policy->type.n == 0)
        report_note(d->report, DEVIATION_MISSING_POLICY_TYPE);
    else if (policy_kind_of(policy->type) == POLICY_OTHER)
        report_note(d->report, DEVIATION_UNKNOWN_POLICY_TYPE);
    if (policy->domain.n == 0)
        report_note(d->report, DEVIATION_MISSING_POLICY_DOMAIN);
    if (policy->details_n == 0)
        return;
    int64_t sum = policy_details_sum(policy);
    if (sum > policy->failed_sessions)
        report_note(d->report, DEVIATION_DETAILS_EXCEED_SUMMARY);
    else if (sum < policy->failed_sessions)
        report_note(d->report, DEVIATION_DETAILS_BELOW_SUMMARY);
}

static bool fill_texts(struct texts *texts, struct texts other)
{
    bool is_filled = texts->n == 0 && other.n > 0;
    if (is_filled)
        *texts = other;
    return is_filled;
}

static void fill_count(struct count *count, struct count other)
{
    if (!count->is_there)
        *count = other;
}

/* Fills in what stands beside the policy, and notes it; what the policy has itself is in a wrong
 * place there. */
static void take_flat(struct decoder *d, struct raw_policy *policy, const struct raw_policy *flat)
{
    unsigned there = (flat->type.n > 0) + (flat->domain.n > 0) + (flat->strings.n > 0) +
                     (flat->mx.n > 0);
    unsigned taken = decode_fill(&policy->type, flat->type) +
                     decode_fill(&policy->domain, flat->domain) +
                     fill_texts(&policy->strings, flat->strings) +
                     fill_texts(&policy->mx, flat->mx);
    if (taken > 0)
        report_note(d->report, DEVIATION_FLAT_POLICY);
    if (there > taken)
        report_note(d->report, DEVIATION_MISPLACED_KEY);
}

static bool has_count(const struct raw_policy *raw)
{
    return raw->successful.is_there || raw->failed.is_there;
}

/* The summary's own counts are believed first, each for itself. */
static struct raw_summary take_summary(const struct raw_entry *entry)
{
    const struct raw_policy *policy = &entry->policy, *beside = &entry->beside;
    struct raw_summary summary = beside->summary;
    fill_count(&summary.successful, policy->summary.successful);
    fill_count(&summary.successful, policy->successful);
    fill_count(&summary.successful, beside->successful);
    fill_count(&summary.failed, policy->summary.failed);
    fill_count(&summary.failed, policy->failed);
    fill_count(&summary.failed, beside->failed);
    summary.is_there |= policy->summary.is_there || has_count(policy) || has_count(beside);
    return summary;
}

static bool is_same_detail(const struct failure_detail *a, const struct failure_detail *b)
{
    for (int i = 0; i < DETAIL_TEXTS; i++)
        if (!slice_equal(a->text[i], b->text[i]))
            return false;
    return a->failed_sessions == b->failed_sessions;
}

static bool is_same_list(const struct details *a, const struct details *b)
{
    for (size_t i = 0; i < a->n && a->n == b->n; i++)
        if (!is_same_detail(&a->at[i], &b->at[i]))
            return false;
    return a->n == b->n;
}

/* False: out of memory. */
static bool add_details(struct decoder *d, struct details *details, const struct details *other)
{
    if (details->n == 0) {
        *details = *other;
        return true;
    }
    for (size_t i = 0; i < other->n; i++) {
        struct failure_detail *detail = ARENA_PUSH(d->arena, details->at, details->n);
        if (!detail)
            return decoder_no_memory(d);
        *detail = other->at[i];
    }
    details->without_count += other->without_count;
    return true;
}

/* Collects the details of all places where senders put them, but a list that is there again only
 * once. */
static bool take_details(struct decoder *d, const struct raw_entry *entry, struct details *details)
{
    const struct details *const places[] = {&entry->beside.details, &entry->beside.summary.details,
                                            &entry->policy.details, &entry->policy.summary.details};
    *details = (struct details){0};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        bool is_copy = false;
        for (size_t j = 0; j < i; j++)
            is_copy |= is_same_list(places[i], places[j]);
        if (!is_copy && !add_details(d, details, places[i]))
            return false;
    }
    return true;
}

static bool has_misplaced(const struct raw_entry *entry)
{
    const struct raw_policy *policy = &entry->policy, *beside = &entry->beside;
    return policy->summary.is_there || has_count(policy) || has_count(beside) ||
           beside->summary.details.n > 0 || policy->details.n > 0 || policy->summary.details.n > 0;
}

bool decode_is_entry(const struct raw_entry *entry)
{
    const struct raw_policy *flat = &entry->beside;
    return entry->policy.is_there || flat->summary.is_there || has_count(flat) ||
           flat->details.n > 0 || flat->type.n > 0 || flat->domain.n > 0 || flat->strings.n > 0 ||
           flat->mx.n > 0;
}

static void settle_policy_type(struct decoder *d, struct slice *type)
{
    struct slice meant = policy_type_meant(*type);
    if (!slice_equal(meant, *type))
        report_note(d->report, DEVIATION_POLICY_TYPE_SPELLING);
    *type = meant;
}

bool decode_add_entry(struct decoder *d, struct raw_entry *entry)
{
    struct report *r = d->report;
    struct policy *policy = r->policies_n < d->limits->policies
                                ? ARENA_PUSH(d->arena, r->policies, r->policies_n)
                                : NULL;
    if (!policy) {
        decoder_problem(d, REASON_TOO_LARGE);
        d->out_of_memory = r->policies_n < d->limits->policies;
        return false;
    }
    struct raw_policy *raw = &entry->policy;
    struct raw_summary summary = take_summary(entry);
    struct details details;
    if (!take_details(d, entry, &details))
        return false;
    take_flat(d, raw, &entry->beside);
    if (has_misplaced(entry))
        report_note(d->report, DEVIATION_MISPLACED_KEY);
    settle_policy_type(d, &raw->type);
    *policy = (struct policy){
        .type = raw->type,
        .domain = raw->domain,
        .attributed = raw->domain,
        .strings = raw->strings,
        .mx_patterns = raw->mx,
        .details = details.at,
        .details_n = details.n,
    };
    if (summary.is_there)
        counts_settle(d, policy, summary.successful, summary.failed, details.without_count);
    else
        decoder_problem(d, REASON_MISSING_SUMMARY);
    check_policy(d, policy);
    return true;
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
