/*
 * table_cells: the getters of the tables' columns: each fills a cell from a row, `at` being an
 * offset in it where the getter serves several columns. Private to formats/write: the descriptions
 * in tables.c name them.
 */
#ifndef OUT_TABLE_CELLS_H
#define OUT_TABLE_CELLS_H

#include "formats/write/tables.h"

typedef void cell_getter(const void *row, size_t at, struct cell *cell);

cell_getter cell_category, cell_name, cell_key_of_finding, cell_status_of_finding, cell_day,
    cell_day_of_finding, cell_day_of_report, cell_deviations_of_report, cell_explanation, cell_gaps,
    cell_index_of_line, cell_key_of_exception, cell_key_of_line, cell_kind_of_exception,
    cell_message_of_report, cell_month, cell_number, cell_number_of_detail, cell_number_of_policy,
    cell_offset_of_report, cell_place_number, cell_policies_of_report, cell_rate,
    cell_reason_of_exception, cell_received_of_report, cell_sts_max_age, cell_sts_mode, cell_sts_mx,
    cell_sum_of_policies, cell_text, cell_text_of_detail, cell_text_of_exception,
    cell_text_of_policy, cell_text_of_report, cell_texts, cell_texts_of_policy,
    cell_time_of_exception, cell_time_of_report;

#endif
