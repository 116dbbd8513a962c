#include "lib/tlsrpt/decode_parts.h"

#include "lib/tlsrpt/shapes.h"

/* Failure details (RFC 8460, 4.3 and 4.4). */

struct raw_detail {
    struct slice text[DETAIL_TEXTS];
    struct count failed;
};

#define DETAIL(key_text, reader, which)                                                            \
    {                                                                                              \
        .key = SLICE(key_text), .read = (reader),                                                  \
        .into = offsetof(struct raw_detail, text) + (which) * sizeof(struct slice)                 \
    }

static const struct member detail_members[] = {
    DETAIL("result-type", member_word, DETAIL_RESULT_TYPE),
    DETAIL("sending-mta-ip", member_address, DETAIL_SENDING_MTA_IP),
    DETAIL("receiving-ip", member_address, DETAIL_RECEIVING_IP),
    DETAIL("receiving-mx-hostname", member_host, DETAIL_RECEIVING_MX_HOSTNAME),
    DETAIL("receiving-mx-helo", member_text, DETAIL_RECEIVING_MX_HELO),
    DETAIL("additional-information", member_text, DETAIL_ADDITIONAL_INFO_URI),
    DETAIL("failure-reason-code", member_text, DETAIL_FAILURE_REASON_CODE),
    {SLICE("failed-session-count"), member_count, .into = offsetof(struct raw_detail, failed)},
};

static void settle_result_type(struct decoder *d, struct slice *type)
{
    const struct result_type *meant = result_type_meant(*type);
    if (type->n == 0)
        report_note(d->report, DEVIATION_MISSING_RESULT_TYPE);
    else if (!meant)
        report_note(d->report, DEVIATION_UNKNOWN_RESULT_TYPE);
    else if (!slice_equal(*type, slice_of(meant->name)))
        report_note(d->report, DEVIATION_RESULT_TYPE_SPELLING);
    if (meant)
        *type = slice_of(meant->name);
}

static bool read_detail(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct details *details = into;
    struct raw_detail raw = {0};
    struct object object = {
        .members = MEMBERS(detail_members), .into = &raw, .unclear = REASON_NONE};
    if (!shape_object(d, value, &object))
        return false;
    if (!object.was_object) {
        report_note(d->report, DEVIATION_ODD_SHAPE);
        return true;
    }
    if (++d->details > d->limits->details) {
        decoder_problem(d, REASON_TOO_LARGE);
        return false;
    }
    settle_result_type(d, &raw.text[DETAIL_RESULT_TYPE]);
    struct failure_detail *detail = ARENA_PUSH(d->arena, details->at, details->n);
    if (!detail)
        return decoder_no_memory(d);
    *detail = (struct failure_detail){.failed_sessions = count_value(d, raw.failed)};
    memcpy(detail->text, raw.text, sizeof raw.text);
    details->without_count += !raw.failed.is_there;
    return true;
}

bool decode_details(struct decoder *d, enum jsonpull_token value, void *into)
{
    struct details *details = into;
    *details = (struct details){0};
    struct list list = {SLICE("failure-details"), read_detail, details, REASON_NONE};
    return shape_list(d, value, &list);
}
