#include "lib/tlsrpt/record.h"

#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/jsonwrite.h"
#include "lib/tlsrpt/record_parts.h"
#include "lib/tlsrpt/signature.h"

/* The record. */

static bool read_deviations(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct texts names;
    uint64_t *set = into;
    *set = 0;
    if (!member_texts(d, value, &names))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        int known = deviation_find(names.at[i]);
        if (known >= 0)
            *set |= (uint64_t)1 << known;
    }
    return true;
}

static void put_deviations(struct buffer *to, const char *key, const void *from)
{
    const uint64_t *set = from;
    if (*set == 0)
        return;
    jsonwrite_key(to, key);
    buffer_append_char(to, '[');
    for (int i = 0; i < DEVIATIONS; i++) {
        if (!(*set >> i & 1))
            continue;
        jsonwrite_next(to);
        jsonwrite_string(to, slice_of(deviations[i].name));
    }
    buffer_append_char(to, ']');
}

#define REPORT_AT(member)                                                                          \
    .into = offsetof(struct recorded_report, report.member), .from = offsetof(struct report, member)

/* clang-format off */
static const struct member record_members[] = {
    {SLICE("report_key"), /* worked out anew when it is read */
        .meaning = "first 32 hex digits of the SHA-256 over the report's identity"},
    {SLICE("organization_name"), member_name, REPORT_AT(organization_name),
        .write = jsonwrite_text, .meaning = "organization that sent the report"},
    {SLICE("report_id"), member_report_id, REPORT_AT(report_id), .write = jsonwrite_text,
        .meaning = "the sender's own id"},
    {SLICE("begin_date"), member_text, offsetof(struct recorded_report, begin), jsonwrite_time,
        offsetof(struct report, begin), "start of the period, UTC"},
    {SLICE("end_date"), member_text, offsetof(struct recorded_report, end), jsonwrite_time,
        offsetof(struct report, end), "end of the period, UTC"},
    {SLICE("contact_info"), member_name, REPORT_AT(contact_info), .write = jsonwrite_text,
        .meaning = "whom to ask at the reporter's"},
    {SLICE("policies"), record_policies_read, offsetof(struct recorded_report, report),
        record_policies_write, 0, "what was found of each policy, below"},
    {SLICE("deviations"), read_deviations, offsetof(struct recorded_report, deviations),
        put_deviations, offsetof(struct report, deviations),
        "what the report gets wrong and was read all the same (tlsrpt-audit --list-deviations)"},
    {SLICE("source"), record_source_read, 0, record_source_write, offsetof(struct report, source),
        "where it was found, below"},
};
/* clang-format on */

void record_write(struct buffer *to, const struct report *r, const char *key)
{
    struct slice text = slice_of(key);
    buffer_append_char(to, '{');
    jsonwrite_text(to, "report_key", &text);
    for (size_t i = 0; i < COUNT_OF(record_members); i++)
        if (record_members[i].write)
            record_members[i].write(to, record_members[i].key.at,
                                    (const char *)r + record_members[i].from);
    buffer_append(to, SLICE("}\n"));
}

const char *record_key(enum record_object object, size_t i, const char **meaning)
{
    /* Of which each object's keys are told, in this order. */
    const struct members objects[RECORD_OBJECTS] = {
        [RECORD_ITSELF] = MEMBERS(record_members), [RECORD_POLICY] = record_policy_members,
        [RECORD_DETAIL] = record_detail_members,   [RECORD_SOURCE] = record_source_members,
        [RECORD_SIGNATURE] = signature_members,
    };
    if (i >= objects[object].n)
        return NULL;

    *meaning = objects[object].at[i].meaning;
    return objects[object].at[i].key.at;
}

static void check_record(struct decoder *d, struct recorded_report *raw)
{
    unsigned flaws;
    if (raw->report.report_id.n == 0)
        decoder_problem(d, REASON_MISSING_REPORT_ID);
    if (raw->begin.n == 0 || raw->end.n == 0)
        decoder_problem(d, REASON_MISSING_DATE_RANGE);
    else if (!time_parse(raw->begin, &raw->report.begin, &flaws) ||
             !time_parse(raw->end, &raw->report.end, &flaws))
        decoder_problem(d, REASON_BAD_DATE);
    if (raw->report.policies_n == 0)
        decoder_problem(d, REASON_MISSING_POLICIES);
    record_source_settle(raw);
}

/* What a record made elsewhere gets wrong as a report may. */
static const uint64_t of_bounds = (uint64_t)1 << DEVIATION_TEXT_TOO_LONG |
                                  (uint64_t)1 << DEVIATION_TOO_MANY_STRINGS |
                                  (uint64_t)1 << DEVIATION_TOO_MANY_ROWS |
                                  (uint64_t)1 << DEVIATION_IMPLAUSIBLE_COUNT;

enum reason record_decode(struct slice line, const struct limits *limits, struct arena *arena,
                          struct report *report, bool *out_of_memory)
{
    struct decoder d = {.arena = arena, .limits = limits, .report = report, .is_report = true};
    struct recorded_report raw = {0};
    *report = (struct report){0};
    bool was_object,
        complete = members_read_text(&d, line, MEMBERS(record_members), &raw, &was_object) &&
                   was_object;
    if (complete)
        check_record(&d, &raw);
    *out_of_memory = d.out_of_memory;
    raw.deviations |= report->deviations & of_bounds; /* the others say nothing new */
    *report = raw.report;
    report->deviations = raw.deviations;
    report->sent = raw.deviations >> DEVIATION_TOO_MANY_ROWS & 1 ? 0 : SIZE_MAX;
    report_attribute(report, report->source.report_domain);
    report->deviations = raw.deviations | (report->deviations & of_bounds);
    return decoder_verdict(&d, complete);
}
