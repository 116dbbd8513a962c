#include "formats/read/seekable.h"

#include <unistd.h>

#include "lib/base/io.h"
#include "lib/base/spool.h"

/* Of a stream that fails what came before is copied. */
static bool copy(struct seekable *s, struct stream *given)
{
    char block[16 * 1024];
    size_t n;
    bool ok = (s->copy_file = spool_temporary_file()) >= 0;
    while (ok && (n = stream_read(given, block, sizeof block)) > 0)
        ok = io_write_all(s->copy_file, (struct slice){.at = block, .n = n});
    return ok;
}

bool seekable_open(struct seekable *s, struct stream *given)
{
    s->stream = given;
    s->copy_file = -1;
    if (given->seek)
        return stream_rewind(given);
    if (!copy(s, given))
        return false;
    file_stream_init(&s->copy, s->copy_file, true, NULL);
    s->stream = &s->copy.stream;
    return stream_rewind(s->stream);
}

int seekable_file(struct seekable *s)
{
    return stream_hand_over(s->stream);
}

void seekable_close(struct seekable *s)
{
    if (s->copy_file >= 0)
        close(s->copy_file);
    s->copy_file = -1;
}
