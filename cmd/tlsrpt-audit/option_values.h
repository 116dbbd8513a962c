/*
 * option_values: takes the values of options, one function per kind of value. Private to cmd.
 *
 * option_special.c has those that only one option or two take.
 */
#ifndef CMD_OPTION_VALUES_H
#define CMD_OPTION_VALUES_H

#include "cmd/tlsrpt-audit/option_rows.h"

void *option_place(struct options *o, const struct option_row *row); /* where its value goes */

option_taker take_flag;  /* bool: true */
option_taker take_more;  /* unsigned: one more */
option_taker take_text;  /* const char *, borrowed */
option_taker take_words; /* likewise, UTF-8 for people to read */
option_taker take_size;  /* uint64_t: a number, perhaps with K, M or G */
option_taker take_count; /* unsigned: from 1 to the row's most */
option_taker take_word;  /* an enum: the place of the value among the row's words */
option_taker take_path;  /* struct paths: one more, at most the row's most */

option_taker take_table; /* a table's name */
option_taker take_key;   /* the first digits of a report key */
option_taker take_since, take_until, take_period;
option_taker take_pattern; /* a pattern of the selection */
option_taker take_fail_on; /* SEVERITY, perhaps :open, :new or :any behind it */
option_taker take_redact;  /* words with commas between them, added to those before */
option_taker take_slice;   /* K/N */
option_taker take_mailbox; /* an address */
option_taker take_line;    /* a line of the digest */
option_taker take_sample;  /* N, perhaps :SEED behind it */

#endif
