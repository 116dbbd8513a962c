/*
 * archive: archives and compressions through libarchive, a layer at a time.
 *
 * The format or filter is set by the first bytes that we looked at; libarchive never bids, because libarchive 3.6.2 does
 * not come back from bidding on some hostile files (SPEC 2). ISO 9660, xar and mtree stay off for the same reason.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/in/walk.h"
#include "lib/base/io.h"
#include "lib/base/spool.h"

enum { BLOCK = 64 * 1024 };

struct feed { /* what libarchive reads from */
    struct stream *stream;
    char *block;
};

static ssize_t feed_read(struct archive *a, void *self, const void **block)
{
    struct feed *f = self;
    size_t n = stream_read(f->stream, f->block, BLOCK);
    *block = f->block;
    if (n == 0 && f->stream->failure[0] != '\0') {
        archive_set_error(a, EIO, "%s", f->stream->failure);
        return -1;
    }
    return (ssize_t)n;
}

static la_int64_t feed_seek(struct archive *a, void *self, la_int64_t offset, int whence)
{
    struct feed *f = self;
    int64_t at = f->stream->seek(f->stream, offset, whence);
    f->stream->ended = false;
    if (at < 0)
        archive_set_error(a, EIO, "cannot seek");
    return at < 0 ? ARCHIVE_FATAL : at;
}

struct member_stream {
    struct stream stream;
    struct archive *archive;
    struct walk *walk;
    const char *block;    /* libarchive's, till the next one is asked for */
    size_t block_n, hole; /* what is left of it, and the zeros before it (a sparse file) */
    la_int64_t at;        /* how much of the member came */
};

static const char *sentence_of(struct archive *a)
{
    const char *text = archive_error_string(a);
    return text && text[0] ? text : "is damaged";
}

/*
 * The next block; block by block, because archive_read_data forgets what it has read when a later block of the same call is damaged.
 * 1: there is one, 0: the member has ended, -1: failure.
 */
static int next_block(struct member_stream *s)
{
    const void *block;
    la_int64_t offset;
    int status;
    do
        status = archive_read_data_block(s->archive, &block, &s->block_n, &offset);
    while (status == ARCHIVE_RETRY);
    if (status == ARCHIVE_EOF)
        return 0;
    if (status < ARCHIVE_OK || offset < s->at) {
        stream_fail(&s->stream, status < ARCHIVE_OK ? sentence_of(s->archive) : "is damaged");
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
    s->walk->unpacked += n;
    if (walk_is_bomb(s->walk)) {
        stream_fail(base, WALK_BOMB);
        return -1;
    }
    return (ssize_t)n;
}

static void member_stream_init(struct member_stream *s, struct archive *a, struct walk *w)
{
    s->stream.pull = pull_member;
    s->stream.seek = NULL;
    s->stream.failure[0] = '\0';
    s->stream.head_at = s->stream.head_n = 0;
    s->stream.ended = false;
    s->archive = a;
    s->walk = w;
    s->block = NULL;
    s->block_n = s->hole = 0;
    s->at = 0;
}

static const struct {
    enum content_kind kind;
    int filter;
    int (*format)(struct archive *);
} codecs[] = {
    {CONTENT_BZIP2, ARCHIVE_FILTER_BZIP2, NULL},
    {CONTENT_XZ, ARCHIVE_FILTER_XZ, NULL},
    {CONTENT_ZSTD, ARCHIVE_FILTER_ZSTD, NULL},
    {CONTENT_LZ4, ARCHIVE_FILTER_LZ4, NULL},
    {CONTENT_LZIP, ARCHIVE_FILTER_LZIP, NULL},
    {CONTENT_LZMA, ARCHIVE_FILTER_LZMA, NULL},
    {CONTENT_TAR, 0, archive_read_support_format_tar},
    {CONTENT_CPIO, 0, archive_read_support_format_cpio},
    {CONTENT_ZIP, 0, archive_read_support_format_zip_seekable},
    {CONTENT_7Z, 0, archive_read_support_format_7zip},
    {CONTENT_RAR, 0, archive_read_support_format_rar},
    {CONTENT_RAR5, 0, archive_read_support_format_rar5},
    {CONTENT_CAB, 0, archive_read_support_format_cab},
    {CONTENT_LHA, 0, archive_read_support_format_lha},
    {CONTENT_AR, 0, archive_read_support_format_ar},
};

static int set_up(struct archive *a, enum content_kind kind)
{
    if (kind == CONTENT_COMPRESS) { /* appending this one crashes libarchive 3.6.2; where it is the only one, bidding is short */
        int status = archive_read_support_filter_compress(a);
        return status == ARCHIVE_OK || status == ARCHIVE_WARN ? archive_read_support_format_raw(a) : status;
    }
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
        if (codecs[i].kind != kind)
            continue;
        if (codecs[i].format)
            return codecs[i].format(a);
        int status = archive_read_append_filter(a, codecs[i].filter);
        return status == ARCHIVE_OK || status == ARCHIVE_WARN ? archive_read_support_format_raw(a) : status;
    }
    return ARCHIVE_FATAL;
}

/* NULL: out of memory. Opening may have failed: then *status is ARCHIVE_FATAL and the archive has the sentence. */
static struct archive *open_archive(struct feed *f, enum content_kind kind, int *status)
{
    struct archive *a = archive_read_new();
    f->block = malloc(BLOCK);
    if (!a || !f->block) {
        archive_read_free(a);
        free(f->block);
        return NULL;
    }
    archive_read_set_read_callback(a, feed_read);
    archive_read_set_callback_data(a, f);
    if (f->stream->seek && stream_rewind(f->stream))
        archive_read_set_seek_callback(a, feed_seek);
    *status = set_up(a, kind);
    if (*status == ARCHIVE_OK || *status == ARCHIVE_WARN)
        *status = archive_read_open1(a);
    return a;
}

static void close_archive(struct feed *f, struct archive *a)
{
    archive_read_free(a);
    free(f->block);
}

bool archive_unpack(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind)
{
    struct feed feed = {.stream = s};
    struct archive_entry *entry;
    int status;
    struct archive *a = open_archive(&feed, kind, &status);
    if (!a)
        return false;
    bool ok;
    if (status < ARCHIVE_WARN || archive_read_next_header(a, &entry) < ARCHIVE_WARN) {
        ok = walk_trouble(w, p, sentence_of(a));
    } else {
        struct member_stream inner;
        struct place inside = *p;
        inside.depth++;
        member_stream_init(&inner, a, w);
        ok = walk_stream(w, &inner.stream, &inside);
    }
    close_archive(&feed, a);
    return ok;
}

/* Half-delivered mail in an archived Maildir is no more read than in a Maildir on disk: PARENT/tmp/NAME, where PARENT is a Maildir. */
struct maildirs {
    char parent[512]; /* the last folder that was seen to hold cur/ or new/ */
    size_t n;
};

static struct slice folder_of(struct slice path)
{
    struct slice base = slice_basename(path);
    return base.n < path.n ? slice_first(path, path.n - base.n - 1) : (struct slice){0};
}

static bool is_half_delivered(struct maildirs *seen, struct slice name)
{
    struct slice folder = folder_of(name), kind = slice_basename(folder), parent = folder_of(folder);
    if (slice_equal(kind, SLICE("cur")) || slice_equal(kind, SLICE("new"))) {
        seen->n = parent.n < sizeof seen->parent ? parent.n : 0;
        if (seen->n > 0)
            memcpy(seen->parent, parent.at, seen->n);
        return false;
    }
    if (!slice_equal(kind, SLICE("tmp")))
        return false;
    struct slice known = {.at = seen->parent, .n = seen->n}, own = slice_basename(parent);
    bool looks_like_one = slice_equal_nocase(own, SLICE("Maildir")) ||
                          (own.n > 1 && own.at[0] == '.' && own.at[1] != '.' && own.at[1] != '/');
    return looks_like_one || (seen->n > 0 && slice_equal(parent, known));
}

static struct slice name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!name)
        name = archive_entry_pathname_utf8(entry);
    struct slice s = slice_of(name ? name : "");
    while (slice_starts(s, SLICE("./")))
        s = slice_from(s, 2);
    return s;
}

static bool walk_member(struct walk *w, struct archive *a, struct archive_entry *entry, const struct place *p, struct maildirs *seen)
{
    struct slice name = name_of(entry);
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
        return true;
    size_t outer = p->member.n > 0 ? p->member.n + 2 : 0;
    char *joined = malloc(outer + name.n + 1);
    if (!joined)
        return false;
    if (outer > 0) {
        memcpy(joined, p->member.at, p->member.n);
        memcpy(joined + p->member.n, "!/", 2);
    }
    memcpy(joined + outer, name.at, name.n);
    struct place inside = {.path = p->path, .member = {.at = joined, .n = outer + name.n}, .depth = p->depth + 1};
    bool ok;
    if (is_half_delivered(seen, name)) {
        ok = walk_note(w, &inside, ITEM_SKIPPED);
    } else {
        struct slice kind = slice_basename(folder_of(name));
        inside.in_maildir = (slice_equal(kind, SLICE("cur")) || slice_equal(kind, SLICE("new"))) && slice_basename(name).at[0] != '.';
        struct member_stream inner;
        member_stream_init(&inner, a, w);
        ok = walk_stream(w, &inner.stream, &inside);
    }
    free(joined);
    return ok;
}

static bool walk_members(struct walk *w, struct archive *a, const struct place *p)
{
    struct archive_entry *entry;
    struct maildirs seen = {.n = 0};
    uint64_t members = 0;
    for (;;) {
        int status = archive_read_next_header(a, &entry);
        if (status == ARCHIVE_EOF)
            return true;
        if (status == ARCHIVE_RETRY)
            continue;
        if (status < ARCHIVE_WARN)
            return walk_trouble(w, p, sentence_of(a));
        if (walk_is_bomb(w)) /* the member before has said so */
            return true;
        if (++members > w->limits->members)
            return walk_trouble(w, p, "has more members than --max-members; the rest was not read");
        if (!walk_member(w, a, entry, p, &seen))
            return false;
    }
}

/* 7z and zip have their table of contents at the end: what cannot seek is written to a nameless file first. */
static bool walk_copied(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind)
{
    int file = spool_temporary_file();
    char *block = malloc(BLOCK);
    size_t n;
    bool ok = file >= 0 && block;
    while (ok && (n = stream_read(s, block, BLOCK)) > 0)
        ok = io_write_all(file, (struct slice){.at = block, .n = n});
    free(block);
    if (!ok) {
        if (file >= 0)
            close(file);
        return walk_trouble(w, p, "cannot be copied to a temporary file");
    }
    struct file_stream copy;
    file_stream_init(&copy, file, true, NULL);
    ok = archive_walk(w, &copy.stream, p, kind);
    close(file);
    return ok;
}

bool archive_walk(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind)
{
    if (!s->seek && (kind == CONTENT_ZIP || kind == CONTENT_7Z))
        return walk_copied(w, s, p, kind);
    struct feed feed = {.stream = s};
    int status;
    struct archive *a = open_archive(&feed, kind, &status);
    if (!a)
        return false;
    bool ok = status < ARCHIVE_WARN ? walk_trouble(w, p, sentence_of(a)) : walk_members(w, a, p);
    close_archive(&feed, a);
    return ok;
}
