/*
 * table_cells: the getters of the tables' columns. Each fills a cell from a row; if it serves
 * several columns, `at` is the value's offset in the row. Private to this folder: tables_*.c name
 * them, *_cells.c hold them.
 */
#ifndef WRITE_TABLE_CELLS_H
#define WRITE_TABLE_CELLS_H

#include "formats/write/tables/tables.h"

typedef void cell_getter(const void *row, size_t at, struct cell *cell);

cell_getter cell_address_role;
cell_getter cell_aligned_of_signer;
cell_getter cell_asn;
cell_getter cell_asn_of_detail;
cell_getter cell_authentic;
cell_getter cell_bits_of_signer;
cell_getter cell_category;
cell_getter cell_change_of_finding;
cell_getter cell_country;
cell_getter cell_country_of_detail;
cell_getter cell_day;
cell_getter cell_day_of_domain;
cell_getter cell_day_of_finding;
cell_getter cell_day_of_report;
cell_getter cell_deviations_of_report;
cell_getter cell_dkim_aligned;
cell_getter cell_dkim_key_bits;
cell_getter cell_dkim_reason;
cell_getter cell_dkim_result;
cell_getter cell_dkim_server;
cell_getter cell_dkim_service;
cell_getter cell_dkim_signed;
cell_getter cell_expected_day;
cell_getter cell_explanation;
cell_getter cell_first_sessions_of_exception;
cell_getter cell_gaps;
cell_getter cell_in_policy;
cell_getter cell_index_of_line;
cell_getter cell_key_of_exception;
cell_getter cell_key_of_finding;
cell_getter cell_key_of_line;
cell_getter cell_kind_of_exception;
cell_getter cell_message_of_report;
cell_getter cell_month;
cell_getter cell_name;
cell_getter cell_number;
cell_getter cell_number_of_detail;
cell_getter cell_number_of_policy;
cell_getter cell_offset_of_report;
cell_getter cell_ours;
cell_getter cell_place_number;
cell_getter cell_policies_of_report;
cell_getter cell_rate;
cell_getter cell_read_at;
cell_getter cell_readiness;
cell_getter cell_readiness_basis;
cell_getter cell_reason_of_exception;
cell_getter cell_reason_of_signer;
cell_getter cell_received_of_report;
cell_getter cell_recent_failed;
cell_getter cell_recent_rate;
cell_getter cell_result_of_signer;
cell_getter cell_served_max_age;
cell_getter cell_served_mode;
cell_getter cell_served_mx;
cell_getter cell_service_of_signer;
cell_getter cell_sessions_of_exception;
cell_getter cell_share_of_result;
cell_getter cell_signed;
cell_getter cell_status_of_finding;
cell_getter cell_sts_max_age;
cell_getter cell_sts_mode;
cell_getter cell_sts_mx;
cell_getter cell_sum_of_policies;
cell_getter cell_text;
cell_getter cell_text_of_detail;
cell_getter cell_text_of_exception;
cell_getter cell_text_of_mx;
cell_getter cell_text_of_policy;
cell_getter cell_text_of_report;
cell_getter cell_text_of_setup;
cell_getter cell_texts;
cell_getter cell_texts_if_any;
cell_getter cell_texts_of_mx;
cell_getter cell_texts_of_policy;
cell_getter cell_texts_of_setup;
cell_getter cell_time_of_exception;
cell_getter cell_time_of_report;
cell_getter cell_unauthenticated;
cell_getter cell_unchecked;

/* Puts a number into a cell; 0 means that it is not known. */
static inline void cell_known_number(uint64_t n, struct cell *c)
{
    c->integer = (int64_t)n;
    c->absent = n == 0;
}

/* Puts the secured share of sessions into a cell; it is absent if there are none. */
void cell_put_rate(struct cell *cell, struct sessions sessions);

#endif
