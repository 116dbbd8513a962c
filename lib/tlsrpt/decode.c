#include "lib/tlsrpt/decode.h"

#include "lib/base/utf8.h"
#include "lib/tlsrpt/decode_parts.h"
#include "lib/tlsrpt/shapes.h"
#include "lib/tlsrpt/surplus.h"

enum { LONG_PERIOD = 26 * 3600 }; /* seconds; a report is of a day (RFC 8460, 4.1) */

/* The report (RFC 8460, 4.4). */

struct raw_report {
    struct slice organization_name, report_id, contact_info;
    struct slice start, end, misplaced_start, misplaced_end;
    struct raw_entry alone;  /* what stands outside of policies (draft-ietf-uta-smtp-tlsrpt-00) */
    struct jsonpull entries; /* where a list of entries named "policy" begins */
    bool has_entries;
};

static bool read_report_id(struct decoder *d, enum jsonpull_token value, void *into)
{
    d->is_report = true;
    return member_report_id(d, value, into);
}

static const struct member range_members[] = {
    {SLICE("start-datetime"), member_text, .into = offsetof(struct raw_report, start)},
    {SLICE("end-datetime"), member_text, .into = offsetof(struct raw_report, end)},
};

/* ["2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z"] */
static bool read_range_array(struct decoder *d, struct raw_report *raw)
{
    struct texts ends;
    report_note(d->report, DEVIATION_ODD_SHAPE);
    if (!member_texts(d, PULL_ARRAY, &ends))
        return false;
    if (ends.n == 2) {
        raw->start = ends.at[0];
        raw->end = ends.at[1];
    }
    return true;
}

/* Is the value that begins here an array of texts, and not one of JSON in strings? */
static bool is_array_of_texts(const struct decoder *d, enum jsonpull_token value)
{
    if (value != PULL_ARRAY)
        return false;
    struct jsonpull ahead = d->json;
    if (jsonpull_next(&ahead) != PULL_STRING)
        return false;
    struct slice text = slice_trim(ahead.raw);
    return text.n == 0 || ascii_is_digit(text.at[0]);
}

static bool read_range(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_report *raw = into;
    raw->start = raw->end = (struct slice){0};
    if (is_array_of_texts(d, value))
        return read_range_array(d, raw);
    struct object object = {.name = SLICE("date-range"),
                            .members = MEMBERS(range_members),
                            .into = raw,
                            .unclear = REASON_MISSING_DATE_RANGE};
    return shape_object(d, value, &object);
}

/* Reads a lone policy. A list of entries under its key is only noted, and read once it is known
 * that there are no policies. */
static bool read_alone(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct raw_report *raw = into;
    raw->alone.policy = (struct raw_policy){0};
    raw->has_entries = decode_holds_entries(d, value);
    raw->entries = d->json;
    return raw->has_entries ? jsonpull_skip(&d->json, value)
                            : decode_policy_object(d, value, &raw->alone.policy);
}

#define ALONE(member) .into = offsetof(struct raw_report, alone.member)

static const struct member report_members[] = {
    {SLICE("organization-name"), member_name,
     .into = offsetof(struct raw_report, organization_name)},
    {SLICE("date-range"), read_range, .into = 0},
    {SLICE("contact-info"), member_name, .into = offsetof(struct raw_report, contact_info)},
    {SLICE("report-id"), read_report_id, .into = offsetof(struct raw_report, report_id)},
    {SLICE("policies"), decode_policies, .into = 0},

    {SLICE("start-datetime"), member_text, .into = offsetof(struct raw_report, misplaced_start)},
    {SLICE("end-datetime"), member_text, .into = offsetof(struct raw_report, misplaced_end)},

    {SLICE("policy"), read_alone, .into = 0},
    {SLICE("policy-type"), member_word, ALONE(beside.type)},
    {SLICE("policy-domain"), member_domain, ALONE(beside.domain)},
    {SLICE("policy-string"), decode_policy_strings, ALONE(beside.strings)},
    {SLICE("mx-host"), decode_mx, ALONE(beside.mx)},
    {SLICE("summary"), decode_summary, ALONE(beside.summary)},
    {SLICE("failure-details"), decode_details, ALONE(beside.details)},
    {SLICE("total-successful-session-count"), member_count, ALONE(beside.successful)},
    {SLICE("total-failure-session-count"), member_count, ALONE(beside.failed)},
};

static void read_time(struct decoder *d, struct slice text, time_seconds *t)
{
    unsigned flaws = 0;
    if (!time_parse(text, t, &flaws))
        decoder_problem(d, REASON_BAD_DATE);
    if (flaws & WHEN_NO_TIME)
        report_note(d->report, DEVIATION_DATE_WITHOUT_TIME);
    else if (flaws & WHEN_NO_ZONE)
        report_note(d->report, DEVIATION_DATE_WITHOUT_ZONE);
    if (flaws & WHEN_SPACE)
        report_note(d->report, DEVIATION_DATE_WITH_SPACE);
    if (flaws & WHEN_ODD_ZONE)
        report_note(d->report, DEVIATION_DATE_SPELLING);
}

/* Is a time, in a form that time_parse takes, midnight in its own zone? */
static bool is_at_midnight(struct slice time)
{
    if (time.n <= WHEN_DAY_TEXT)
        return true;
    time = slice_from(time, WHEN_DAY_TEXT + 1);
    return slice_starts(time, SLICE("00:00:00")) || slice_starts(time, SLICE("24:00:00"));
}

static void take_misplaced_range(struct decoder *d, struct raw_report *raw)
{
    if (raw->misplaced_start.n > 0 || raw->misplaced_end.n > 0)
        report_note(d->report, DEVIATION_MISPLACED_KEY);
    decode_fill(&raw->start, raw->misplaced_start);
    decode_fill(&raw->end, raw->misplaced_end);
}

static void check_range(struct decoder *d, struct raw_report *raw)
{
    struct report *r = d->report;
    take_misplaced_range(d, raw);
    if (raw->start.n == 0 || raw->end.n == 0) {
        decoder_problem(d, REASON_MISSING_DATE_RANGE);
        return;
    }
    read_time(d, raw->start, &r->begin);
    read_time(d, raw->end, &r->end);
    if (r->end < r->begin)
        report_note(r, DEVIATION_END_BEFORE_START);
    else if (r->end == r->begin + SECONDS_A_DAY && is_at_midnight(raw->end))
        report_note(r, DEVIATION_END_AT_MIDNIGHT);
    else if (r->end - r->begin > LONG_PERIOD)
        report_note(r, DEVIATION_LONG_PERIOD);
}

/* Reads "policy": [{"policy": …}, …] for policies, if there are none. */
static bool take_entries(struct decoder *d, const struct raw_report *raw)
{
    bool has_policies = d->report->policies_n > 0;
    if (raw->has_entries)
        report_note(d->report, has_policies ? DEVIATION_MISPLACED_KEY : DEVIATION_KEY_SPELLING);
    if (!raw->has_entries || has_policies)
        return true;
    d->json = raw->entries;
    return decode_policies(d, PULL_ARRAY, NULL);
}

/* Adds what belongs into policies and stands beside them. If there are several policies, nobody
 * knows which of them it is for. */
static bool take_alone(struct decoder *d, struct raw_report *raw)
{
    if (!take_entries(d, raw))
        return false;
    if (!decode_is_entry(&raw->alone))
        return true;
    bool is_flat = d->report->policies_n == 0;
    report_note(d->report, is_flat ? DEVIATION_FLAT_POLICY : DEVIATION_MISPLACED_KEY);
    return !is_flat || decode_add_entry(d, &raw->alone);
}

static void check_report(struct decoder *d, struct raw_report *raw)
{
    struct report *r = d->report;
    r->organization_name = raw->organization_name;
    r->report_id = raw->report_id;
    r->contact_info = raw->contact_info;
    if (r->report_id.n == 0)
        decoder_problem(d, REASON_MISSING_REPORT_ID);
    if (r->organization_name.n == 0)
        report_note(r, DEVIATION_MISSING_ORGANIZATION_NAME);
    if (r->contact_info.n == 0)
        report_note(r, DEVIATION_MISSING_CONTACT_INFO);
    if (r->policies_n == 0)
        decoder_problem(d, REASON_MISSING_POLICIES);
    check_range(d, raw);
}

_Static_assert(COUNT_OF(report_members) <= MEMBERS_KEPT_APART, "the longest of the tables");

/* True: all of the JSON was read. */
static bool decode_whole(struct decoder *d, struct slice document)
{
    struct raw_report raw = {0};
    *d->report = (struct report){.source.received = WHEN_NEVER, .sent = document.n};
    if (slice_starts(document, UTF8_BYTE_ORDER_MARK))
        report_note(d->report, DEVIATION_BYTE_ORDER_MARK);
    bool was_object;
    if (!members_read_text(d, document, MEMBERS(report_members), &raw, &was_object) ||
        !take_alone(d, &raw))
        return false;
    check_report(d, &raw);
    return true;
}

enum reason report_decode(struct slice document, const struct decoding *with, struct report *report,
                          bool *out_of_memory)
{
    const struct decoder start = {.arena = with->arena,
                                  .limits = with->limits,
                                  .report = report,
                                  .cache = with->cache,
                                  .is_tolerant = true};
    struct decoder d = start;
    struct arena_mark mark = arena_mark(with->arena);
    bool complete = decode_whole(&d, document);
    if (complete && d.begins_anew) {
        arena_rewind(with->arena, mark);
        d = start;
        d.keeps_apart = true;
        complete = decode_whole(&d, document);
    }
    *out_of_memory = d.out_of_memory;
    return decoder_verdict(&d, complete);
}

/* Attribution (SPEC 4; RFC 8460, 1.1: under DANE the policy domain is the TLSA base domain). */

static bool names_domain(const struct report *r, struct slice domain)
{
    bool any_sts = false;
    for (size_t i = 0; i < r->policies_n; i++) {
        any_sts |= policy_kind_of(r->policies[i].type) == POLICY_STS;
        if (slice_equal(r->policies[i].domain, domain))
            return true;
    }
    return !any_sts;
}

void report_attribute_anew(struct report *report, struct slice before, struct slice report_domain)
{
    for (size_t i = 0; i < report->policies_n; i++)
        /* It was filled in from the mail. */
        if (before.n > 0 && report->policies[i].domain.at == before.at)
            report->policies[i].domain = (struct slice){0};
    report->deviations &= ~((uint64_t)1 << DEVIATION_DOMAIN_MISMATCH |
                            (uint64_t)1 << DEVIATION_TOO_MANY_ROWS);
    report_attribute(report, report_domain);
}

bool policy_heeds_mail(const struct policy *p)
{
    enum policy_kind kind = policy_kind_of(p->type);
    return p->domain.n == 0 || kind == POLICY_TLSA || kind == POLICY_NONE_FOUND;
}

void report_attribute(struct report *report, struct slice report_domain)
{
    for (size_t i = 0; i < report->policies_n; i++) {
        struct policy *p = &report->policies[i];
        bool by_mail = report_domain.n > 0 && policy_heeds_mail(p);
        if (p->domain.n == 0)
            p->domain = report_domain;
        p->attributed = by_mail ? report_domain : p->domain;
    }
    if (report_domain.n > 0 && !names_domain(report, report_domain))
        report_note(report, DEVIATION_DOMAIN_MISMATCH);
    report_mark_surplus(report);
}
