/*
 * xlsx_place: where the workbook is packed. libxlsxwriter seeks in what it packs, and takes a
 * file's name. So what goes to standard output, a device or a FIFO is packed in a temporary file
 * without a name, and copied when it is whole.
 */
#include "formats/write/xlsx/xlsx.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/xlsx/xlsx_room.h"
#include "lib/base/io.h"
#include "lib/base/spool.h"

static bool begin_stream(struct xlsx *x)
{
    struct xlsx_place *p = &x->place;
    if (!target_open(&p->stream, x->path, about_mode(x->output.about), NULL)) {
        snprintf(x->error, sizeof x->error, "%s", p->stream.error);
        return false;
    }
    if (p->stream.is_terminal)
        return xlsx_fail(x, "a workbook is nothing for a terminal; name a file");
    p->file = spool_temporary_file();
    p->is_stream = p->file >= 0;
    if (!p->is_stream)
        return xlsx_no_room(x, errno);
    snprintf(p->name, sizeof p->name, "/proc/self/fd/%d", p->file);
    return access(p->name, W_OK) == 0 ||
           xlsx_fail(x, "a workbook cannot be written there without /proc; name a file");
}

bool xlsx_place_begin(struct xlsx *x)
{
    struct xlsx_place *p = &x->place;
    struct stat status;
    if (strcmp(x->path, "-") == 0)
        return begin_stream(x);
    if (stat(x->path, &status) == 0 && S_ISDIR(status.st_mode))
        return xlsx_fail(x, strerror(EISDIR));
    switch (building_begin(&p->building, x->path, about_mode(x->output.about), NULL,
                           x->output.about->placer)) {
    case BUILDING_IS_DIRECT:
        return begin_stream(x);
    case BUILDING_FAILED:
        return xlsx_fail(x, strerror(p->building.failure));
    case BUILDING_BEGUN:
        break;
    }
    return true;
}

const char *xlsx_place_name(const struct xlsx *x)
{
    return x->place.is_stream ? x->place.name : building_path(&x->place.building);
}

/* Copies the temporary file to the stream. The library opened it by its name in /proc, and so had a
 * place of its own in it: ours is still at the start. */
static bool copy(struct xlsx *x)
{
    struct xlsx_place *p = &x->place;
    char bytes[TARGET_BUFFER];
    ssize_t n = 0;
    bool ok = true;
    while (ok && (n = io_read(p->file, bytes, sizeof bytes)) > 0)
        ok = target_write(&p->stream, (struct slice){.at = bytes, .n = (size_t)n});
    if (n < 0)
        return xlsx_no_room(x, errno);
    if (ok && target_end(&p->stream, true))
        return true;
    snprintf(x->error, sizeof x->error, "%s", p->stream.error);
    return false;
}

bool xlsx_place_end(struct xlsx *x)
{
    return !x->place.is_stream || copy(x);
}

bool xlsx_place_commit(struct xlsx *x)
{
    struct xlsx_place *p = &x->place;
    if (p->is_stream && !target_commit(&p->stream)) {
        snprintf(x->error, sizeof x->error, "%s", p->stream.error);
        return false;
    }
    int failure = p->is_stream ? 0 : building_commit(&p->building);
    return failure == 0 || xlsx_fail(x, strerror(failure));
}

void xlsx_place_abandon(struct xlsx *x)
{
    struct xlsx_place *p = &x->place;
    building_abandon(&p->building);
    target_abandon(&p->stream);
    if (p->is_stream)
        close(p->file);
    p->is_stream = false;
}
