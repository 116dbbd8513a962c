/*
 * The format or filter is set by the first bytes that we looked at; libarchive never bids, because
 * libarchive 3.6.2 does not come back from bidding on some hostile files (SPEC 2). ISO 9660, xar
 * and mtree stay off for the same reason.
 */
#include "formats/read/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/read/codecs.h"
#include "formats/read/seekable.h"
#include "lib/base/utf8.h"

enum { BLOCK = 64 * 1024 };

/*
 * Bytes that libarchive may read for what it keeps in memory: the header of one member (a sparse
 * map of four bytes an entry becomes twelve times as much), the table of contents of a zip (three
 * times).
 */
enum { MOST_HEADER = 2 << 20, MOST_CONTENTS = 48 << 20 };

struct member_stream {
    struct stream stream;
    struct unpacker *reader;
    const char *block;    /* libarchive's, till the next one is asked for */
    size_t block_n, hole; /* what is left of it, and the zeros before it (a sparse file) */
    la_int64_t at;        /* how much of the member came */
};

struct unpacker {
    struct container container; /* first: the container is the reader */
    enum content_kind kind;
    struct stream *packed;
    struct seekable seekable; /* where it has to seek */
    struct archive *archive;
    char *block; /* what libarchive is fed with */
    struct expansion *expansion;
    struct member_stream member;
    bool is_compression; /* one member, even of nothing */
    size_t header_left;  /* bytes that may be read until its header is there; SIZE_MAX: any */
    bool is_quick_zip;   /* UNPACK_QUICK_METHODS */
    bool unknown_method; /* of compression, of a member that came */
    bool misnamed;       /* a member has a name that its format does not allow */
    size_t zeros;        /* behind the last other byte, of a tar */
    size_t block_n;      /* of the block that libarchive has */
    int64_t fed;         /* bytes of all blocks so far */
};

/* Every call into libarchive goes through one of these two: it takes an ENOMEM that somebody else
 * left in errno for its own, and ends the process. */
static struct archive *library(const struct unpacker *r)
{
    errno = 0;
    return r->archive;
}

static struct archive_entry *library_entry(struct archive_entry *entry)
{
    errno = 0;
    return entry;
}

enum { TAR_BLOCK = 512 };

/* Adds the zeros at the end of what was read to those before it. A tar ends with two blocks of them
 * (POSIX, pax), and libarchive takes one that was cut between two members for whole. */
static void count_zeros(struct unpacker *r, size_t n)
{
    size_t zeros = 0;
    while (zeros < n && r->block[n - 1 - zeros] == 0)
        zeros++;
    r->zeros = zeros < n ? zeros : r->zeros + zeros;
}

static ssize_t feed_read(struct archive *a, void *self, const void **block)
{
    struct unpacker *r = self;
    size_t n = stream_read(r->packed, r->block, BLOCK);
    errno = 0;
    *block = r->block;
    if (n > r->header_left) {
        archive_set_error(a, EIO, "a header or table of contents in it is too large");
        return -1;
    }
    r->header_left -= r->header_left < SIZE_MAX ? n : 0;
    if (n == 0 && r->packed->failure[0] != '\0') {
        archive_set_error(a, EIO, "%s", r->packed->failure);
        return -1;
    }
    if (n > 0 && r->kind == CONTENT_TAR)
        count_zeros(r, n);
    r->block_n = n > 0 ? n : r->block_n; /* the last one stays where it is */
    r->fed += (int64_t)n;
    return (ssize_t)n;
}

static la_int64_t feed_seek(struct archive *a, void *self, la_int64_t offset, int whence)
{
    struct unpacker *r = self;
    int64_t at = r->packed->seek(r->packed, offset, whence);
    errno = 0;
    r->packed->ended = false;
    if (at < 0)
        archive_set_error(a, EIO, "cannot seek");
    return at < 0 ? ARCHIVE_FATAL : at;
}

static const char unknown_method[] = "is packed by a method that is not supported";

static const char *sentence_of(struct unpacker *r)
{
    const char *text = archive_error_string(r->archive);
    if (text && strcmp(text, "Unrecognized archive format") == 0) /* its first bytes told it */
        return r->kind == CONTENT_ZIP
                   ? "is damaged, or cut short: it has no table of contents at its end"
                   : "is damaged, or cut short near its beginning";
    return text && text[0] ? text : "is damaged";
}

/* Behind a member of a 7z of which libarchive has no codec the others of its block fail, too, with
 * words that say nothing. */
static const char *sentence_of_member(struct unpacker *r)
{
    const char *sentence = sentence_of(r);
    r->unknown_method |= strstr(sentence, "codec ID") != NULL;
    return r->unknown_method ? unknown_method : sentence;
}

/* libarchive ends where a cpio or a compression ends, and leaves what cat put behind it. */
static bool is_followed(struct unpacker *r)
{
    int64_t left = r->fed - archive_filter_bytes(library(r), -1);
    struct slice rest = {.at = r->block, .n = r->block_n};
    if (left >= 0 && (size_t)left < rest.n)
        rest = slice_from(rest, rest.n - (size_t)left);
    return stream_is_followed(r->packed, rest);
}

/* The end of the member, which is that of the file where it is compressed, and no archive. */
static int end_member(struct member_stream *s)
{
    if (!s->reader->is_compression || !is_followed(s->reader))
        return 0;
    stream_fail_followed(&s->stream);
    return -1;
}

/*
 * The next block; block by block, because archive_read_data forgets what it has read when a later
 * block of the same call is damaged.
 * 1: there is one, 0: the member has ended, -1: failure.
 */
static int next_block(struct member_stream *s)
{
    const void *block;
    la_int64_t offset;
    int status;
    do
        status = archive_read_data_block(library(s->reader), &block, &s->block_n, &offset);
    while (status == ARCHIVE_RETRY);
    if (status == ARCHIVE_EOF)
        return end_member(s);
    if (status < ARCHIVE_OK || offset < s->at) {
        stream_fail(&s->stream, status < ARCHIVE_OK ? sentence_of_member(s->reader) : "is damaged");
        s->block_n = 0;
        return -1;
    }
    s->block = block;
    s->hole = (size_t)(offset - s->at);
    return 1;
}

static ssize_t pull_member(struct stream *base, char *to, size_t n)
{
    struct member_stream *s = (struct member_stream *)base;
    for (int status; s->hole == 0 && s->block_n == 0;)
        if ((status = next_block(s)) <= 0)
            return status;
    size_t left = s->hole > 0 ? s->hole : s->block_n;
    n = n < left ? n : left;
    if (s->hole > 0) {
        memset(to, 0, n);
        s->hole -= n;
    } else {
        memcpy(to, s->block, n);
        s->block += n;
        s->block_n -= n;
    }
    s->at += (la_int64_t)n;
    s->reader->expansion->unpacked += n;
    if (expansion_is_exceeded(s->reader->expansion)) {
        stream_fail(base, EXPANSION_EXCEEDED);
        return -1;
    }
    return (ssize_t)n;
}

static struct stream *begin_member(struct unpacker *r)
{
    struct member_stream *s = &r->member;
    stream_init(&s->stream, pull_member, NULL);
    s->reader = r;
    s->block = NULL;
    s->block_n = s->hole = 0;
    s->at = 0;
    return &s->stream;
}

static bool fail(struct unpacker *r, const char *sentence) /* false */
{
    snprintf(r->container.failure, sizeof r->container.failure, "%s", sentence);
    return false;
}

/* 7z and zip have their table of contents at the end. */
static bool needs_to_seek(enum content_kind kind)
{
    return kind == CONTENT_ZIP || kind == CONTENT_7Z;
}

static bool start(struct unpacker *r, enum content_kind kind)
{
    if (needs_to_seek(kind)) {
        if (!seekable_open(&r->seekable, r->packed))
            return fail(r, SEEKABLE_FAILED);
        r->packed = r->seekable.stream;
    }
    archive_read_set_read_callback(library(r), feed_read);
    archive_read_set_callback_data(library(r), r);
    if (r->packed->seek && stream_rewind(r->packed))
        archive_read_set_seek_callback(library(r), feed_seek);
    int status = codecs_set_up(library(r), kind);
    if (status >= ARCHIVE_WARN)
        status = archive_read_open1(library(r));
    return status >= ARCHIVE_WARN || fail(r, sentence_of(r));
}

static struct slice name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(library_entry(entry));
    if (!name)
        name = archive_entry_pathname_utf8(library_entry(entry));
    struct slice s = slice_of(name ? name : "");
    while (slice_skip(&s, SLICE("./")))
        ;
    return s;
}

/* libarchive tells the method of a zip's member in the name of the format alone. */
static bool is_refused(const struct unpacker *r)
{
    struct slice method = slice_of(r->is_quick_zip ? archive_format_name(library(r)) : "");
    return method.n > 0 && !slice_ends_nocase(method, SLICE("(uncompressed)")) &&
           !slice_ends_nocase(method, SLICE("(deflation)"));
}

/* libarchive hands out what is encrypted in a RAR as it stands, or calls it damaged. */
static struct stream *open_member(struct unpacker *r, struct archive_entry *entry)
{
    struct stream *member = begin_member(r);
    bool is_encrypted = archive_entry_is_data_encrypted(library_entry(entry));
    if (is_encrypted || is_refused(r)) {
        stream_fail(member, is_encrypted ? "is encrypted" : unknown_method);
        member->ended = true;
    }
    return member;
}

/* What was not read of the member before is no header of the next one. */
static bool pass_member(struct unpacker *r)
{
    return !r->member.reader || archive_read_data_skip(library(r)) >= ARCHIVE_WARN;
}

/* Other kinds are read in a process apart, within limits of its own. */
static size_t most_header(const struct unpacker *r)
{
    switch (r->kind) {
    case CONTENT_TAR:
    case CONTENT_CPIO:
        return MOST_HEADER;
    case CONTENT_ZIP:
        return MOST_CONTENTS;
    default:
        return SIZE_MAX;
    }
}

/* Some writers of ar and cpio give the permissions alone. */
static bool is_of_files(unsigned type)
{
    return type == AE_IFREG || type == 0;
}

/*
 * Of a file with several names all but one are links without bytes. Where they stand depends on the
 * form: at the first name in a tar, at the last in a cpio of GNU's.
 */
static bool is_file(struct archive_entry *entry)
{
    bool is_linked = archive_entry_hardlink(library_entry(entry)) ||
                     archive_entry_nlink(library_entry(entry)) > 1;
    return is_of_files(archive_entry_filetype(library_entry(entry))) &&
           !(is_linked && archive_entry_size(library_entry(entry)) == 0);
}

static enum container_event end_of(struct unpacker *r)
{
    if (r->misnamed)
        fail(r, "is damaged: a member has a name that is not UTF-8");
    else if (r->kind == CONTENT_TAR && r->zeros < TAR_BLOCK)
        fail(r, "is cut short: it has no end, which is blocks of zeros");
    else if (r->kind == CONTENT_CPIO && is_followed(r))
        fail(r, "has something else behind its end, which is not read");
    return r->container.failure[0] == '\0' ? CONTAINER_END : CONTAINER_FAILED;
}

static enum container_event next_member(struct container *c, struct slice *name,
                                        struct stream **member)
{
    struct unpacker *r = (struct unpacker *)c;
    struct archive_entry *entry;
    int status = ARCHIVE_FATAL;
    if (r->container.failure[0] == '\0' && pass_member(r)) {
        r->header_left = most_header(r);
        do
            status = archive_read_next_header(library(r), &entry);
        while (status == ARCHIVE_RETRY);
        r->header_left = SIZE_MAX;
    }
    if (status == ARCHIVE_EOF && !(r->is_compression && !r->member.reader))
        return end_of(r);
    if (status < ARCHIVE_WARN) {
        if (r->container.failure[0] == '\0')
            fail(r, sentence_of(r));
        return CONTAINER_FAILED;
    }
    *name = (struct slice){.n = 0};
    if (!r->is_compression)
        *name = name_of(entry);
    r->misnamed |= r->kind == CONTENT_RAR5 && !utf8_is_valid(*name); /* it has to be */
    *member = NULL;
    if (r->is_compression)
        *member = begin_member(r);
    else if (is_file(entry))
        *member = open_member(r, entry);
    return CONTAINER_MEMBER;
}

static void close_archive(struct container *c)
{
    struct unpacker *r = (struct unpacker *)c;
    archive_read_free(library(r));
    seekable_close(&r->seekable);
    free(r->block);
    free(r);
}

struct container *unpack_open(struct stream *packed, enum content_kind kind,
                              struct expansion *expansion, enum unpack_methods methods)
{
    /* not cleared as a whole: its streams have buffers, and a mail may hold many small zips */
    struct unpacker *r = malloc(sizeof *r);
    if (!r)
        return NULL;
    r->container = (struct container){.next = next_member, .close = close_archive};
    r->kind = kind;
    r->packed = packed;
    seekable_init(&r->seekable);
    r->expansion = expansion;
    r->member.reader = NULL;
    r->is_compression = content_is_layer(kind);
    r->header_left = SIZE_MAX;
    r->is_quick_zip = methods == UNPACK_QUICK_METHODS && kind == CONTENT_ZIP;
    r->misnamed = r->unknown_method = false;
    r->zeros = r->block_n = 0;
    r->fed = 0;
    errno = 0;
    r->archive = archive_read_new();
    r->block = malloc(BLOCK);
    if (!r->archive || !r->block) {
        close_archive(&r->container);
        return NULL;
    }
    start(r, kind);
    return &r->container;
}
