/* decode_entry: makes a policy of what was read of an entry of `policies`, wherever it stood. */
#include "lib/tlsrpt/decode_parts.h"

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
