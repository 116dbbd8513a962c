/* signature_cells: getters of what tables tell of signatures. */
#include "formats/write/tables/table_cells.h"

static void take_word(struct slice word, struct cell *c)
{
    c->text = word;
    c->absent = word.n == 0;
}

static void take_number(uint64_t n, bool absent, struct cell *c)
{
    c->integer = (int64_t)n;
    c->absent = absent;
}

static void take_alignment(enum dkim_alignment aligned, struct cell *c)
{
    take_word(aligned == DKIM_ALIGNED     ? SLICE("true")
              : aligned == DKIM_UNALIGNED ? SLICE("false")
                                          : SLICE(""),
              c);
}

/* Of rows that have a struct auth_counts. */

static const struct auth_counts *counts_at(const void *row, size_t at)
{
    return (const void *)((const char *)row + at);
}

void cell_authentic(const void *row, size_t at, struct cell *c)
{
    take_number(counts_at(row, at)->authentic, counts_at(row, at)->checked == 0, c);
}

void cell_unauthenticated(const void *row, size_t at, struct cell *c)
{
    take_number(counts_at(row, at)->unauthenticated, counts_at(row, at)->checked == 0, c);
}

void cell_unchecked(const void *row, size_t at, struct cell *c)
{
    take_number(counts_at(row, at)->unchecked, counts_at(row, at)->checked == 0, c);
}

/* Of the rows of the table of signatures. */

void cell_result_of_signer(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_result_names[((const struct signer_row *)row)->result], c);
}

void cell_reason_of_signer(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_reason_names[((const struct signer_row *)row)->reason], c);
}

void cell_bits_of_signer(const void *row, size_t at, struct cell *c)
{
    const struct signer_row *s = row;
    (void)at;
    take_number(s->key_bits, s->key_bits == 0, c);
}

void cell_service_of_signer(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_service_names[((const struct signer_row *)row)->service], c);
}

void cell_aligned_of_signer(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_alignment(((const struct signer_row *)row)->aligned, c);
}

/* Of reports. */

static const struct dkim_verdict *verdict_of(const void *row)
{
    return &((const struct report_line *)row)->report->source.signature;
}

void cell_dkim_result(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_result_names[verdict_of(row)->result], c);
}

void cell_dkim_reason(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_reason_names[verdict_of(row)->reason], c);
}

void cell_dkim_key_bits(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_number(verdict_of(row)->key_bits, verdict_of(row)->key_bits == 0, c);
}

void cell_dkim_service(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_word(dkim_service_names[verdict_of(row)->service], c);
}

void cell_dkim_aligned(const void *row, size_t at, struct cell *c)
{
    (void)at;
    take_alignment((enum dkim_alignment)verdict_of(row)->aligned, c);
}

void cell_dkim_signed(const void *row, size_t at, struct cell *c)
{
    const struct dkim_verdict *v = verdict_of(row);
    (void)at;
    c->time = v->signed_at;
    c->absent = v->result == DKIM_UNCHECKED || v->signed_at == WHEN_NEVER;
}

void cell_dkim_server(const void *row, size_t at, struct cell *c)
{
    enum server_word word = ((const struct report_line *)row)->report->source.server_word;
    (void)at;
    take_word(word == SERVER_SAYS_PASS   ? SLICE("pass")
              : word == SERVER_SAYS_NONE ? SLICE("none")
                                         : SLICE(""),
              c);
}
