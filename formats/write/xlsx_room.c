/*
 * xlsx_room: room for the temporary files of libxlsxwriter. It keeps the rows of each sheet in
 * one, copies them into another when it packs the workbook, and never looks whether they were
 * written: where the disk is full, rows would be missing without a word.
 */
#include "formats/write/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/spool.h"

enum { AROUND_ROWS = 1 << 20 /* of a sheet: widths, links, highlights */ };

bool xlsx_has_room(struct xlsx *x)
{
    int file = spool_temporary_file();
    if (file >= 0) {
        close(file);
        return true;
    }
    snprintf(x->error, sizeof x->error, "%s: no temporary file can be made in %s (TMPDIR): %s",
             x->path, spool_folder(), strerror(errno));
    return false;
}

/* As the file system says; one that cannot tell (where the C library does not try it) has. */
static bool has_room_for(off_t bytes)
{
    int file = spool_temporary_file();
    if (file < 0)
        return false;
    int failure = posix_fallocate(file, 0, bytes);
    close(file);
    return failure == 0 || failure == EOPNOTSUPP || failure == EINVAL;
}

bool xlsx_kept_rows(struct xlsx *x)
{
    lxw_worksheet *sheet;
    off_t most = 0; /* sheets are packed one after the other */
    bool kept = true;
    STAILQ_FOREACH(sheet, x->book->worksheets, list_pointers)
    {
        FILE *rows = sheet->optimize_tmpfile;
        kept = kept && fflush(rows) == 0 && !ferror(rows);
        off_t n = ftello(rows);
        most = n > most ? n : most;
    }
    if (kept && has_room_for(most + AROUND_ROWS))
        return true;
    snprintf(
        x->error, sizeof x->error,
        "%s: temporary files could not be written in %s; set TMPDIR to a folder with more room",
        x->path, spool_folder());
    return false;
}
