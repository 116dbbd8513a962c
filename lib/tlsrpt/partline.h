/*
 * partline: one line of what a part says was found (part.h), written and read back.
 *
 * A report, counted or not, is its record (SPEC 6.2) with all its policies; for what is no report,
 * a line says all that an audit takes from it. Reading a line gives what was written, so that
 * merging parts is auditing.
 */
#ifndef TLSRPT_PARTLINE_H
#define TLSRPT_PARTLINE_H

#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/tlsrpt/report.h"

enum part_line_kind {
    PART_REPORT,
    PART_REJECTED, /* reason, left_out, report where one was read (of the future), source */
    PART_UNREAD,   /* reason, form, advice, of_message, left_out, sentence, source */
    PART_SKIPPED,  /* sentence, source */
    PART_INPUT,    /* path: what follows came from this input, up to the next such line */
    PART_TOLD,     /* what came of an input: one line for each, in the same order, at the end */
    PART_LEFT_OUT, /* left_out: how many reports the selection leaves out */
    PART_SENT_TO,  /* path: an address that mail was sent to; empty: recipients were looked at */
    PART_LINE_KINDS
};

/* The kind of a line says which of these it has. Texts are borrowed; those that were read are in
 * the arena. */
struct part_line {
    enum part_line_kind kind;
    struct report *report;
    struct source source;
    struct slice reason, form, advice, sentence, path;
    bool of_message;
    uint64_t left_out;

    /* Of PART_TOLD: */
    struct slice input_kind, sha256, held;
    uint64_t with_reports, rejected, unread, ignored, bytes;
};

/* Appends the line and a line feed. key: of the report, for PART_REPORT. Out of memory:
 * to->failed. */
void part_line_write(struct buffer *to, const struct part_line *line, const char *key);

/* Reads a line without its line feed. False: it is no such line, or memory ran out
 * (*out_of_memory). */
bool part_line_read(struct slice text, const struct limits *limits, struct arena *arena,
                    struct part_line *line, bool *out_of_memory);

#endif
