/*
 * The format or filter is set by the first bytes. libarchive never bids, because libarchive 3.6.2
 * does not come back from bidding on some hostile files (SPEC 2); ISO 9660, xar and mtree stay off
 * for the same reason.
 */
#include "formats/read/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/read/codecs.h"
#include "formats/read/extent.h"
#include "formats/read/streams/seekable.h"
#include "lib/base/utf8.h"

enum { BLOCK = 64 * 1024, TAR_BLOCK = 512 };

/* Bytes that libarchive may read for what it keeps in memory: the header of one member (a sparse
 * map of four bytes an entry becomes twelve times as much), or the table of contents of a zip
 * (three times). */
enum { MOST_HEADER = 2 << 20, MOST_CONTENTS = 48 << 20 };

struct member_stream {
    struct stream stream;
    struct unpacker *unpacker;
    const char *block;    /* libarchive's, until the next one is asked for */
    size_t block_n, hole; /* what is left of the block, and the zeros before it (a sparse file) */
    la_int64_t at;        /* how much of the member came */
};

struct unpacker {
    struct container container; /* first: the container is this */
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
    bool has_stray;      /* bytes that belong to no member were passed over */
    size_t zeros;        /* behind the last other byte, of a tar */
    size_t block_n;      /* of the block that libarchive has */
    int64_t fed;         /* bytes so far: of all blocks, and passed over */
};

/* Every call into libarchive goes through one of these two: it takes an ENOMEM that somebody else
 * left in errno for its own, and ends the process. */
static struct archive *library(const struct unpacker *u)
{
    errno = 0;
    return u->archive;
}

static struct archive_entry *library_entry(struct archive_entry *entry)
{
    errno = 0;
    return entry;
}

/* How much stands behind the member that was read last. */
static size_t behind_members(const struct unpacker *u)
{
    return (size_t)(u->fed - archive_read_header_position(library(u)));
}

static ssize_t feed_read(struct archive *a, void *self, const void **block)
{
    struct unpacker *u = self;
    size_t n = stream_read(u->packed, u->block, BLOCK);
    errno = 0;
    *block = u->block;
    u->fed += (int64_t)n;
    if (u->kind == CONTENT_TAR)
        u->zeros = extent_zeros((struct slice){.at = u->block, .n = n}, u->zeros);
    size_t kept = u->zeros < behind_members(u) ? n : 0; /* what pads a tar is passed over */
    if (kept > u->header_left) {
        archive_set_error(a, EIO, "a header or table of contents in it is too large");
        return -1;
    }
    u->header_left -= u->header_left < SIZE_MAX ? kept : 0;
    if (n == 0 && u->packed->failure[0] != '\0') {
        archive_set_error(a, EIO, "%s", u->packed->failure);
        return -1;
    }
    u->block_n = n > 0 ? n : u->block_n; /* the last one stays where it is */
    return (ssize_t)n;
}

static la_int64_t feed_seek(struct archive *a, void *self, la_int64_t offset, int whence)
{
    struct unpacker *u = self;
    int64_t at = u->packed->seek(u->packed, offset, whence);
    errno = 0;
    u->packed->ended = false;
    u->zeros = 0; /* of what is passed over nothing is known, not even whether it is there */
    if (at < 0)
        archive_set_error(a, EIO, "cannot seek");
    else
        u->fed = at;
    return at < 0 ? ARCHIVE_FATAL : at;
}

static const char unknown_method[] = "is packed by a method that is not supported";

static const char *sentence_of(struct unpacker *u)
{
    const char *text = archive_error_string(u->archive);
    if (text && strcmp(text, "Unrecognized archive format") == 0) /* it began like one */
        return u->kind == CONTENT_ZIP
                   ? "is damaged, or cut short: it has no table of contents at its end"
                   : "is damaged, or cut short near its beginning";
    return text && text[0] ? text : "is damaged";
}

/* Behind a member of a 7z for which libarchive has no codec, the others of its block fail, too,
 * with words that say nothing. */
static const char *sentence_of_member(struct unpacker *u)
{
    const char *sentence = sentence_of(u);
    u->unknown_method |= strstr(sentence, "codec ID") != NULL;
    return u->unknown_method ? unknown_method : sentence;
}

/* Does something follow a cpio or a compression? libarchive leaves what cat put there. */
static bool is_followed(struct unpacker *u)
{
    int64_t left = u->fed - archive_filter_bytes(library(u), -1);
    struct slice rest = {.at = u->block, .n = u->block_n};
    if (left >= 0 && (size_t)left < rest.n)
        rest = slice_from(rest, rest.n - (size_t)left);
    return stream_is_followed(u->packed, rest);
}

/* Ends the member. If the file is compressed, and no archive, its end is the file's. */
static ssize_t end_member(struct member_stream *s)
{
    bool is_wrong = s->unpacker->is_compression && is_followed(s->unpacker);
    return is_wrong ? stream_fail_followed(&s->stream) : 0;
}

/* Asks for the next block. Not by archive_read_data, which forgets what it has read when a later
 * block of the same call is damaged. Gives 1: there is one, 0: the member has ended, -1:
 * failure. */
static ssize_t next_block(struct member_stream *s)
{
    const void *block;
    la_int64_t offset;
    int status;
    do
        status = archive_read_data_block(library(s->unpacker), &block, &s->block_n, &offset);
    while (status == ARCHIVE_RETRY);
    if (status == ARCHIVE_EOF)
        return end_member(s);
    if (status < ARCHIVE_OK || offset < s->at) {
        s->block_n = 0;
        return stream_fail(&s->stream,
                           status < ARCHIVE_OK ? sentence_of_member(s->unpacker) : "is damaged");
    }
    s->block = block;
    s->hole = (size_t)(offset - s->at);
    return 1;
}

static ssize_t pull_member(struct stream *base, char *to, size_t n)
{
    struct member_stream *s = (struct member_stream *)base;
    for (ssize_t status; s->hole == 0 && s->block_n == 0;)
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
    return expansion_count(s->unpacker->expansion, base, (ssize_t)n);
}

static struct stream *begin_member(struct unpacker *u)
{
    struct member_stream *s = &u->member;
    stream_init(&s->stream, pull_member, NULL);
    s->unpacker = u;
    s->block = NULL;
    s->block_n = s->hole = 0;
    s->at = 0;
    return &s->stream;
}

/* 7z and zip have their table of contents at the end. */
static bool needs_to_seek(enum content_kind kind)
{
    return kind == CONTENT_ZIP || kind == CONTENT_7Z;
}

/* Where this fails, so does the first look at a member. */
static void start(struct unpacker *u, enum content_kind kind)
{
    if (needs_to_seek(kind)) {
        if (!seekable_open(&u->seekable, u->packed)) {
            container_fail(&u->container, seekable_failure());
            return;
        }
        u->packed = u->seekable.stream;
    }
    archive_read_set_read_callback(library(u), feed_read);
    archive_read_set_callback_data(library(u), u);
    if (u->packed->seek && stream_rewind(u->packed))
        archive_read_set_seek_callback(library(u), feed_seek);
    int status = codecs_set_up(library(u), kind);
    if (status >= ARCHIVE_WARN)
        status = archive_read_open1(library(u));
    if (status < ARCHIVE_WARN)
        container_fail(&u->container, sentence_of(u));
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

/* May the method of a zip's member take too long? Only the name of the format tells it. */
static bool is_refused(const struct unpacker *u)
{
    struct slice method = slice_of(u->is_quick_zip ? archive_format_name(library(u)) : "");
    return method.n > 0 && !slice_ends_nocase(method, SLICE("(uncompressed)")) &&
           !slice_ends_nocase(method, SLICE("(deflation)"));
}

/* An encrypted member fails: libarchive hands it out as it stands (RAR) or calls it damaged. */
static struct stream *open_member(struct unpacker *u, struct archive_entry *entry)
{
    struct stream *member = begin_member(u);
    bool is_encrypted = archive_entry_is_data_encrypted(library_entry(entry));
    if (is_encrypted || is_refused(u)) {
        stream_fail(member, is_encrypted ? "is encrypted" : unknown_method);
        member->ended = true;
    }
    return member;
}

/* Passes what is left of the member before: it is no header of the next one. */
static bool pass_member(struct unpacker *u)
{
    return !u->member.unpacker || archive_read_data_skip(library(u)) >= ARCHIVE_WARN;
}

/* Other archives are read in a process apart, within limits of its own. */
static size_t most_header(const struct unpacker *u)
{
    switch (u->kind) {
    case CONTENT_TAR:
    case CONTENT_CPIO:
        return MOST_HEADER;
    case CONTENT_ZIP:
        return MOST_CONTENTS;
    default:
        return SIZE_MAX;
    }
}

/* Some writers of ar and cpio give the permissions alone. Of a file with several names all but one
 * are links without bytes. That with bytes is the first in a tar, the last in a cpio of GNU's. Of a
 * type that is damaged nothing tells there, but no folder has bytes, nor has a device. */
static bool is_file(struct archive_entry *entry, enum content_kind kind)
{
    unsigned type = archive_entry_filetype(library_entry(entry));
    bool is_linked = archive_entry_hardlink(library_entry(entry)) ||
                     archive_entry_nlink(library_entry(entry)) > 1;
    bool is_empty = archive_entry_size(library_entry(entry)) == 0;
    if (type == AE_IFREG || type == 0)
        return !(is_linked && is_empty);
    return (kind == CONTENT_CPIO || kind == CONTENT_AR) && type != AE_IFLNK && !is_empty;
}

static enum container_event end_of(struct unpacker *u)
{
    struct container *c = &u->container;
    const char *sentence;
    if (u->misnamed)
        return container_fail(c, "is damaged: a member has a name that is not UTF-8");
    if (u->has_stray)
        return container_fail(c, "is damaged: it has bytes that belong to no member, and are not "
                                 "read");
    if (u->kind == CONTENT_TAR && (u->zeros < TAR_BLOCK || behind_members(u) < TAR_BLOCK))
        return container_fail(c, "is cut short: it has no end, which is blocks of zeros");
    if (u->kind == CONTENT_CPIO && is_followed(u))
        return container_fail(c, STREAM_FOLLOWED);
    if (needs_to_seek(u->kind) && !u->is_quick_zip &&
        (sentence = extent_failure(u->packed, u->kind)))
        return container_fail(c, sentence);
    return CONTAINER_END;
}

/* Of a cpio libarchive passes over what is no header by itself, and tells that alone. */
static bool has_skipped(const struct unpacker *u)
{
    const char *sentence = archive_error_string(library(u));
    return sentence && strncmp(sentence, "Skipped ", 8) == 0;
}

/* libarchive takes an end that was padded to no whole block for a header that was cut. */
static bool is_in_padding(const struct unpacker *u)
{
    return u->kind == CONTENT_TAR && u->zeros >= TAR_BLOCK && u->packed->ended &&
           u->packed->failure[0] == '\0';
}

static enum container_event next_member(struct container *c, struct slice *name,
                                        struct stream **member)
{
    struct unpacker *u = (struct unpacker *)c;
    struct archive_entry *entry;
    int status = ARCHIVE_FATAL;
    if (c->failure[0] == '\0' && pass_member(u)) {
        u->header_left = most_header(u);
        while ((status = archive_read_next_header(library(u), &entry)) == ARCHIVE_RETRY)
            u->has_stray = true; /* a block that is no header of a tar */
        u->has_stray |= status == ARCHIVE_WARN && has_skipped(u);
        status = status < ARCHIVE_WARN && is_in_padding(u) ? ARCHIVE_EOF : status;
        u->header_left = SIZE_MAX;
    }
    if (status == ARCHIVE_EOF && !(u->is_compression && !u->member.unpacker))
        return end_of(u);
    if (status < ARCHIVE_WARN)
        return c->failure[0] == '\0' ? container_fail(c, sentence_of(u)) : CONTAINER_FAILED;
    *name = u->is_compression ? slice_of("") : name_of(entry);
    u->misnamed |= u->kind == CONTENT_RAR5 && !utf8_is_valid(*name); /* it has to be */
    *member = NULL;
    if (u->is_compression)
        *member = begin_member(u);
    else if (is_file(entry, u->kind))
        *member = open_member(u, entry);
    return CONTAINER_MEMBER;
}

static void close_archive(struct container *c)
{
    struct unpacker *u = (struct unpacker *)c;
    archive_read_free(library(u));
    seekable_close(&u->seekable);
    free(u->block);
    free(u);
}

struct container *unpack_open(struct stream *packed, enum content_kind kind,
                              struct expansion *expansion, enum unpack_methods methods)
{
    /* not cleared as a whole: the streams have buffers, and a mail may hold many small zips */
    struct unpacker *u = malloc(sizeof *u);
    if (!u)
        return NULL;
    u->container = (struct container){.next = next_member, .close = close_archive};
    u->kind = kind;
    u->packed = packed;
    seekable_init(&u->seekable);
    u->expansion = expansion;
    u->member.unpacker = NULL;
    u->is_compression = content_is_layer(kind);
    u->header_left = SIZE_MAX;
    u->is_quick_zip = methods == UNPACK_QUICK_METHODS && kind == CONTENT_ZIP;
    u->misnamed = u->has_stray = u->unknown_method = false;
    u->zeros = u->block_n = 0;
    u->fed = 0;
    errno = 0;
    u->archive = archive_read_new();
    u->block = malloc(BLOCK);
    if (!u->archive || !u->block) {
        close_archive(&u->container);
        return NULL;
    }
    start(u, kind);
    return &u->container;
}
