#include "formats/read/extent.h"

#include <stdio.h>

#include "lib/base/little.h"

size_t extent_zeros(struct slice block, size_t before)
{
    size_t n = block.n, zeros = 0;
    while (n > 0 && ascii_is_space(block.at[n - 1]))
        n--;
    while (zeros < n && block.at[n - 1 - zeros] == '\0')
        zeros++;
    return zeros < n ? zeros : before + zeros;
}

enum { NO_END = -1 };

static bool read_at(struct stream *s, int64_t at, char *to, size_t n)
{
    return stream_seek(s, at, SEEK_SET) == at && stream_read_fully(s, to, n) == n;
}

/* 7zFormat.txt: behind the mark, the version and a checksum stand the place and the length of the
 * table of contents, which is the last of it. */
static int64_t end_of_7z(struct stream *s)
{
    enum { HEADER = 32, PLACE_AT = 12, LENGTH_AT = 20 };
    char header[HEADER];
    if (!read_at(s, 0, header, HEADER))
        return NO_END;
    uint64_t place = little_64(header + PLACE_AT), length = little_64(header + LENGTH_AT);
    bool is_there = place <= INT64_MAX / 4 && length <= INT64_MAX / 4;
    return is_there ? (int64_t)(HEADER + place + length) : NO_END;
}

enum { ZIP_TAIL = 16 * 1024, ZIP_END = 22 }; /* libarchive looks no further for the end */

/* Where the last end record stands in the last bytes of a zip. */
static size_t find_zip_end(struct slice tail)
{
    static const struct slice mark = SLICE("PK\x05\x06");
    size_t at = tail.n >= ZIP_END ? tail.n - ZIP_END + 1 : 0;
    while (at > 0 && !slice_starts(slice_from(tail, at - 1), mark))
        at--;
    return at > 0 ? at - 1 : tail.n;
}

/* APPNOTE.TXT, 4.3.16: does the table of contents end at the end record at `at`, or at what may
 * stand between them (4.3.13 to 4.3.15)? Where another zip stands before, it is not where its own
 * word has it. A mark of four bytes at the begin may not count (8.5.5), and of what is larger than
 * the record can tell nothing is known. */
static bool is_zip_alone(struct stream *s, const char *record, int64_t at)
{
    enum { LENGTH_AT = 12, PLACE_AT = 16, MARK = 4 };
    static const struct slice between[] = {SLICE("PK\x05\x05"), SLICE("PK\x06\x06")};
    char mark[MARK];
    uint32_t length = little_32(record + LENGTH_AT), place = little_32(record + PLACE_AT);
    int64_t end = (int64_t)place + length;
    return length == UINT32_MAX || place == UINT32_MAX || at - end <= MARK ||
           (read_at(s, end, mark, MARK) && slice_any((struct slice){.at = mark, .n = MARK},
                                                     slice_equal, between, COUNT_OF(between)));
}

/* Sets *alone to whether nothing stands before it. */
static int64_t end_of_zip(struct stream *s, bool *alone)
{
    enum { COMMENT_AT = 20 };
    char tail[ZIP_TAIL];
    int64_t size = stream_seek(s, 0, SEEK_END), from = size > ZIP_TAIL ? size - ZIP_TAIL : 0;
    struct slice bytes = {.at = tail};
    if (size < 0 || stream_seek(s, from, SEEK_SET) != from)
        return NO_END;
    bytes.n = stream_read_fully(s, tail, sizeof tail);
    size_t at = find_zip_end(bytes);
    if (at == bytes.n)
        return NO_END;
    *alone = is_zip_alone(s, tail + at, from + (int64_t)at);
    return from + (int64_t)at + ZIP_END + little_16(tail + at + COMMENT_AT);
}

const char *extent_failure(struct stream *s, enum content_kind kind)
{
    bool alone = true;
    int64_t end = kind == CONTENT_ZIP ? end_of_zip(s, &alone) : end_of_7z(s);
    if (!alone)
        return "has something else before it, as cat joins archives, which is not read";
    if (end < 0 || stream_seek(s, end, SEEK_SET) != end)
        return NULL;
    return stream_is_followed(s, (struct slice){0}) ? STREAM_FOLLOWED : NULL;
}
