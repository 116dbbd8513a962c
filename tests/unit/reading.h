/*
 * reading: reads bytes as the program would, and keeps what came of them, for the tests of formats/in and lib/audit.
 */
#ifndef UNIT_READING_H
#define UNIT_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cmd/tlsrpt-audit/pipeline.h"
#include "lib/audit/audit.h"
#include "lib/tlsrpt/record.h"
#include "tests/dribble.h"

struct reading {
    struct audit audit;
    struct selection selection;
    struct input_row input;
    struct extract_options options;
    struct buffer records; /* NDJSON of the counted reports */
    struct buffer reasons; /* of the rejections, a space behind each */
    struct buffer troubles; /* sentences, a line feed behind each */
};

static bool keep_record(void *self, const struct report *r, const char *key)
{
    struct reading *reading = self;
    record_write(&reading->records, r, key);
    return true;
}

static bool keep_exception(void *self, const struct exception *e)
{
    struct reading *reading = self;
    buffer_append_text(&reading->reasons, e->kind == EXCEPTION_REJECTED ? reasons[e->reason].name : e->kind == EXCEPTION_CONFLICT ? "conflict" : "duplicate");
    buffer_append_char(&reading->reasons, ' ');
    return true;
}

static bool keep_item(void *self, const struct item *item)
{
    struct reading *reading = self;
    if (item->outcome.kind == OUTCOME_TROUBLE) {
        buffer_append(&reading->troubles, item->outcome.sentence);
        buffer_append_char(&reading->troubles, '\n');
    }
    return audit_take(&reading->audit, &item->outcome);
}

static inline void reading_start(struct reading *r)
{
    *r = (struct reading){.options.limits = LIMITS_DEFAULT};
    assert_true(hash_key_draw(&r->options.key));
    assert_true(audit_init(&r->audit, &r->options.key));
    r->audit.selection = &r->selection;
    r->audit.inputs = &r->input;
    r->audit.inputs_n = 1;
    r->audit.listeners[r->audit.listeners_n++] =
        (struct listener){.self = r, .report = keep_record, .exception = keep_exception, .wants_duplicates = true};
}

static inline void reading_add(struct reading *r, struct slice bytes, size_t piece)
{
    static const _Atomic bool stop = false;
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    struct pipeline *p = pipeline_new(1, &r->options, keep_item, r, NULL, &stop);
    assert_non_null(p);
    struct walk walk = {.sink = pipeline_sink(p), .limits = &r->options.limits};
    struct place place = {.path = SLICE("memory"), .is_input = true};
    assert_true(walk_stream(&walk, &d.stream, &place));
    assert_true(pipeline_finish(p));
    assert_true(audit_adds_up(&r->audit));
    pipeline_free(p);
    buffer_append_char(&r->records, '\0');
    buffer_append_char(&r->reasons, '\0');
    buffer_append_char(&r->troubles, '\0');
    r->records.n--, r->reasons.n--, r->troubles.n--;
}

static inline void reading_of(struct reading *r, const char *text)
{
    reading_start(r);
    reading_add(r, slice_of(text), SIZE_MAX);
}

static inline void reading_end(struct reading *r)
{
    buffer_free(&r->records);
    buffer_free(&r->reasons);
    buffer_free(&r->troubles);
    audit_free(&r->audit);
}

#define REPORT_BODY(id, ok, failed)                                                                                       \
    "{\"organization-name\":\"Sender Inc.\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","                 \
    "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"tls@sender.example\",\"report-id\":\"" id "\","         \
    "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\"],"                          \
    "\"policy-domain\":\"city.example\"},\"summary\":{\"total-successful-session-count\":" #ok ","                        \
    "\"total-failure-session-count\":" #failed "}}]}"

#define REPORT_MAIL(id, ok, failed)                                                                                       \
    "From: tls@sender.example\nSubject: Report Domain: city.example Submitter: sender.example Report-ID: <" id ">\n"      \
    "Message-ID: <" id "@sender.example>\nTLS-Report-Domain: city.example\nTLS-Report-Submitter: sender.example\n"        \
    "Content-Type: application/tlsrpt+json\n\n" REPORT_BODY(id, ok, failed) "\n"

#endif
