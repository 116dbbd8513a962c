/*
 * yearmail: the mail of a hosting provider's year, one report or other mail at a time. A reporter
 * has a form of mail and a key of its own.
 */
#ifndef BENCH_YEARMAIL_H
#define BENCH_YEARMAIL_H

#include "tests/bench/yearreport.h"

struct yearmail;

struct yearmail *yearmail_new(void);    /* with the keys of all reporters; NULL: it cannot */
void yearmail_free(struct yearmail *y); /* NULL is no error */

/* Replaces what `mail` holds by the report that belongs to one of YEAR_SLOTS on a day, signed,
 * with LF for CRLF, and counts what is in it. */
bool yearmail_report(struct yearmail *y, day_number day, unsigned slot, struct buffer *mail,
                     struct year_truth *truth);

/* Replaces what `mail` holds by mail that is no report. */
bool yearmail_other(day_number day, unsigned number, struct buffer *mail);

/* Appends the list of domains; the reporters' key records, as dig prints them. */
void yearmail_domains(struct buffer *csv);
bool yearmail_keys(const struct yearmail *y, struct buffer *zone);

#endif
