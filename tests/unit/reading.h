/*
 * reading: reads bytes as the program would, and keeps what came of them, for the tests of
 * formats/read and lib/audit.
 */
#ifndef UNIT_READING_H
#define UNIT_READING_H
#include <stdio.h>
#include <stdlib.h>

#include "cmd/run/pipeline.h"
#include "formats/read/confined.h"
#include "formats/read/decoders.h"
#include "formats/read/walk.h"
#include "lib/findings/account.h"
#include "lib/tlsrpt/record.h"
#include "tests/dribble.h"
#include "tests/unit/unit.h"

enum { READING_SOURCES = 200 };

struct reading {
    struct account account;
    struct selection selection;
    struct input_row input;
    struct extract_options options;
    struct buffer records;                 /* NDJSON of the counted reports */
    struct buffer reasons;                 /* of the rejections, a space behind each */
    struct buffer troubles;                /* sentences, a line feed behind each */
    struct slice sources[READING_SOURCES]; /* what is read */
    size_t sources_n;
    size_t piece; /* bytes at a time */
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
    buffer_append_text(&reading->reasons, e->kind == EXCEPTION_REJECTED ? reasons[e->reason].name
                                          : e->kind == EXCEPTION_UNREAD
                                              ? unread_reasons[e->unread].name
                                          : e->kind == EXCEPTION_CONFLICT ? "conflict"
                                                                          : "duplicate");
    buffer_append_char(&reading->reasons, ' ');
    return true;
}

static bool keep_item(void *self, struct item *item)
{
    struct reading *reading = self;
    if (item->outcome.kind == OUTCOME_TROUBLE) {
        buffer_append(&reading->troubles, item->outcome.sentence);
        buffer_append_char(&reading->troubles, '\n');
    }
    return audit_take(&reading->account.audit, &item->outcome) == AUDIT_OK;
}

static inline void reading_start(struct reading *r)
{
    *r = (struct reading){.options.limits = LIMITS_DEFAULT};
    assert_true(hash_key_draw(&r->options.key));
    struct account_options options = {.audit = {.key = &r->options.key,
                                                .selection = &r->selection,
                                                .inputs = &r->input,
                                                .inputs_n = 1}};
    assert_true(account_init(&r->account, &options));
    struct listener listener = {
        .self = r, .report = keep_record, .exception = keep_exception, .wants_duplicates = true};
    assert_true(audit_listen(&r->account.audit, listener));
}

/* Some sources in a row. */
struct reading_part {
    struct reading *reading;
    size_t from, to;
};

static inline bool reading_walk(struct reading *r, size_t source, struct sink *sink)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = r->sources[source], .piece = r->piece};
    struct walk walk = {
        .sink = sink, .limits = &r->options.limits, .confined = r->options.confined};
    struct place place = {.path = SLICE("memory"), .is_input = true};
    return walk_stream(&walk, &d.stream, &place);
}

/* Reads some sources as a tree: the first 64 are one part, as an input that is a folder. Three
 * of four parts are branches, one is read at once. */
static inline bool reading_walk_part(void *self, struct sink *sink)
{
    const struct reading_part *part = self;
    size_t n = part->to - part->from, step, k = 0;
    if (n == 1)
        return reading_walk(part->reading, part->from, sink);
    bool ok = true;
    for (size_t i = part->from; ok && i < part->to; i += step, k++) {
        step = n > 64 && k == 0 ? 64 : n > 8 && n <= 64 ? 8 : 1;
        struct reading_part *p = malloc(sizeof *p);
        assert_non_null(p);
        *p = (struct reading_part){part->reading, i, i + step < part->to ? i + step : part->to};
        bool apart = k % 4 != 2 && sink->branch;
        ok = apart ? sink->branch(sink, (struct branch){reading_walk_part, p})
                   : reading_walk_part(p, sink);
        if (!apart)
            free(p);
    }
    return ok;
}

static inline bool reading_walk_all(void *self, struct sink *sink)
{
    struct reading *r = self;
    return reading_walk_part(&(struct reading_part){r, 0, r->sources_n}, sink);
}

/* Reads r->sources on `jobs` threads. */
static inline void reading_run(struct reading *r, unsigned jobs)
{
    static const _Atomic bool stop = false;
    static struct confined *confined; /* one for all readings: to start it costs a fork */
    if (!confined && !r->options.confined)
        confined = confined_start(decoders_run, &stop);
    if (!r->options.confined)
        r->options.confined = confined;
    struct pipeline_job job = {.jobs = jobs,
                               .options = &r->options,
                               .read = reading_walk_all,
                               .take = keep_item,
                               .self = r,
                               .stop = &stop};
    assert_true(pipeline_run(&job));
    assert_true(audit_adds_up(&r->account.audit));
}

static inline void reading_add(struct reading *r, struct slice bytes, size_t piece)
{
    r->sources[0] = bytes;
    r->sources_n = 1;
    r->piece = piece;
    reading_run(r, 1);
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
    account_free(&r->account);
}

#define REPORT_BODY(id, ok, failed)                                                                \
    "{\"organization-name\":\"Sender "                                                             \
    "Inc.\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","                          \
    "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"tls@sender.example\",\"report-" \
    "id\":\"" id "\","                                                                             \
    "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\"],"   \
    "\"policy-domain\":\"city.example\"},\"summary\":{\"total-successful-session-count\":" #ok "," \
    "\"total-failure-session-count\":" #failed "}}]}"

#define REPORT_MAIL(id, ok, failed)                                                                \
    "From: tls@sender.example\nSubject: Report Domain: city.example Submitter: sender.example "    \
    "Report-ID: <" id ">\n"                                                                        \
    "Message-ID: <" id                                                                             \
    "@sender.example>\nTLS-Report-Domain: city.example\nTLS-Report-Submitter: sender.example\n"    \
    "Content-Type: application/tlsrpt+json\n\n" REPORT_BODY(id, ok, failed) "\n"

#endif
