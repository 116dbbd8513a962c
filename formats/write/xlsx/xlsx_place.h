/*
 * xlsx_place: where the workbook is packed: beside its target, or in a temporary file that is
 * copied to a stream. Where a function gives false, x->error says why.
 */
#ifndef WRITE_XLSX_PLACE_H
#define WRITE_XLSX_PLACE_H

#include "formats/write/targets/target.h"

struct xlsx_place {
    struct building building;
    struct target stream;
    int file;      /* the temporary one */
    char name[32]; /* its name, for libxlsxwriter */
    bool is_stream;
};

struct xlsx;

bool xlsx_place_begin(struct xlsx *x);
const char *xlsx_place_name(const struct xlsx *x); /* the file to pack it in */
bool xlsx_place_end(struct xlsx *x);               /* to be called when it is packed */
bool xlsx_place_commit(struct xlsx *x);
void xlsx_place_abandon(struct xlsx *x); /* harmless after the commit */

#endif
