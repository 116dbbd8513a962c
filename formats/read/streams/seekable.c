#include "formats/read/streams/seekable.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/io.h"
#include "lib/base/spool.h"

void seekable_init(struct seekable *s)
{
    s->small_bytes = NULL;
    s->copy_file = -1;
}

const char *seekable_failure(void)
{
    return errno == EMFILE || errno == ENFILE ? SEEKABLE_NO_FILES : SEEKABLE_NO_ROOM;
}

/* Copies `before` and then the stream; if that fails, what came until then. */
static bool copy(struct seekable *s, struct slice before, struct stream *given)
{
    char block[16 * 1024];
    size_t n;
    bool ok = (s->copy_file = spool_temporary_file()) >= 0 && io_write_all(s->copy_file, before);
    while (ok && (n = stream_read(given, block, sizeof block)) > 0)
        ok = io_write_all(s->copy_file, (struct slice){.at = block, .n = n});
    return ok;
}

/* Archives in archives can be many: a file for each would cost more than what is in it. */
static bool open_copy(struct seekable *s, struct stream *given)
{
    s->small_bytes = malloc(SEEKABLE_SMALL);
    if (!s->small_bytes)
        return false;
    struct slice begin = {.at = s->small_bytes};
    begin.n = stream_read_fully(given, s->small_bytes, SEEKABLE_SMALL);
    if (begin.n < SEEKABLE_SMALL) {
        memory_stream_init(&s->small, begin);
        s->stream = &s->small.stream;
        return true;
    }
    if (!copy(s, begin, given))
        return false;
    file_stream_init(&s->copy, s->copy_file);
    s->stream = &s->copy.stream;
    return stream_rewind(s->stream);
}

bool seekable_open(struct seekable *s, struct stream *given)
{
    seekable_init(s);
    s->stream = given;
    s->page_at = s->page_n = 0;
    return given->seek ? stream_rewind(given) : open_copy(s, given);
}

int seekable_file(struct seekable *s, struct stream *given)
{
    seekable_init(s);
    int file = given->seek && stream_rewind(given) ? stream_hand_over(given) : -1;
    if (file < 0 && copy(s, (struct slice){0}, given))
        file = lseek(s->copy_file, 0, SEEK_SET) == 0 ? s->copy_file : -1;
    return file;
}

static size_t read_at(struct seekable *s, uint64_t at, char *to, size_t n)
{
    if (at > INT64_MAX || stream_seek(s->stream, (int64_t)at, SEEK_SET) < 0)
        return 0;
    return stream_read_fully(s->stream, to, n);
}

size_t seekable_read(struct seekable *s, uint64_t at, char *to, size_t n)
{
    if (n >= SEEKABLE_PAGE)
        return read_at(s, at, to, n);
    if (at < s->page_at || at + n > s->page_at + s->page_n) {
        s->page_at = at;
        s->page_n = read_at(s, at, s->page, SEEKABLE_PAGE);
    }
    size_t there = s->page_n - (size_t)(at - s->page_at);
    n = n < there ? n : there;
    memcpy(to, s->page + (at - s->page_at), n);
    return n;
}

uint64_t seekable_size(struct seekable *s)
{
    int64_t n = s->stream->seek(s->stream, 0, SEEK_END);
    return n > 0 ? (uint64_t)n : 0;
}

void seekable_close(struct seekable *s)
{
    if (s->copy_file >= 0)
        close(s->copy_file);
    free(s->small_bytes);
    seekable_init(s);
}
