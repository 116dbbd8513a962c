/*
 * xlsx_room: room for the temporary files of libxlsxwriter. The library keeps each sheet's rows in
 * one, copies them into another when it packs the workbook, and never checks that they were
 * written: on a full disk, rows would be missing without a word.
 */
#include "formats/write/xlsx/xlsx_room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/base/io.h"
#include "lib/base/spool.h"

enum { AROUND_ROWS = 1 << 20 /* of a sheet: widths, links, highlights */ };

bool xlsx_no_room(struct xlsx *x, int failure)
{
    char told[SPOOL_TOLD];
    spool_tell(failure, told);
    return xlsx_fail(x, told);
}

bool xlsx_has_room(struct xlsx *x)
{
    int file = spool_temporary_file();
    if (file < 0)
        return xlsx_no_room(x, errno);
    close(file);
    return true;
}

/* Gives 0, or the number of an error (errno.h), as the file system says; 0, too, if it cannot
 * tell. */
static int try_room(off_t bytes)
{
    int file = spool_temporary_file();
    if (file < 0)
        return errno;
    int failure;
    do
        failure = posix_fallocate(file, 0, bytes);
    while (failure == EINTR);
    close(file);
    return failure == EOPNOTSUPP || failure == EINVAL ? 0 : failure;
}

/* Gives in *most the bytes of the largest sheet's rows: sheets are packed one after the other. */
static int flush_rows(const lxw_workbook *book, off_t *most)
{
    lxw_worksheet *sheet;
    int failure = 0;
    *most = 0;
    STAILQ_FOREACH(sheet, book->worksheets, list_pointers)
    {
        if (failure == 0)
            failure = io_flush(sheet->optimize_tmpfile);
        off_t n = ftello(sheet->optimize_tmpfile);
        *most = n > *most ? n : *most;
    }
    return failure;
}

bool xlsx_kept_rows(struct xlsx *x)
{
    off_t most;
    int failure = flush_rows(x->book, &most);
    if (failure == 0)
        failure = try_room(most + AROUND_ROWS);
    return failure == 0 || xlsx_no_room(x, failure);
}
