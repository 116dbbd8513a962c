/*
 * xlsx_room: room for the temporary files of libxlsxwriter. Where a function gives false, x->error
 * says what to do.
 */
#ifndef WRITE_XLSX_ROOM_H
#define WRITE_XLSX_ROOM_H

#include "formats/write/xlsx/xlsx.h"

bool xlsx_has_room(struct xlsx *x);  /* can one be made now? */
bool xlsx_kept_rows(struct xlsx *x); /* before the workbook is closed: were all rows written? */

/* Has x->error say so; gives false. failure: of a temporary file (spool_tell). */
bool xlsx_no_room(struct xlsx *x, int failure);

#endif
