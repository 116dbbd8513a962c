#include "formats/in/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_LEAST = 32 * 1024, UNPACKED_FREE = 64 << 20, TINY_FILE = 16 * 1024, SMALL_FILE = 512 * 1024 };

static struct source source_of(const struct place *p)
{
    return (struct source){.path = p->path, .member = p->member};
}

bool walk_note(struct walk *w, const struct place *p, enum item_kind kind)
{
    struct source where = source_of(p);
    return sink_add(w->sink, kind, &where, w->input) && sink_added(w->sink, NULL);
}

bool walk_trouble(struct walk *w, const struct place *p, const char *sentence)
{
    struct source where = source_of(p);
    struct item *item = sink_add(w->sink, ITEM_TROUBLE, &where, w->input);
    return item && arena_copy(&w->sink->batch->arena, slice_of(sentence), &item->outcome.sentence) && sink_added(w->sink, NULL);
}

void walk_set_kind(struct walk *w, const char *kind)
{
    if (w->kind && !*w->kind)
        *w->kind = kind;
}

bool walk_is_pile(struct slice name, uint64_t size)
{
    return size > SMALL_FILE || (size > TINY_FILE && recognise_pile(name));
}

struct apart {
    struct walk walk;
    bool (*read)(struct walk *w, const char *path);
    char path[];
};

static bool read_apart(void *self, struct sink *sink)
{
    struct apart *a = self;
    a->walk.sink = sink;
    return a->read(&a->walk, a->path);
}

bool walk_apart(struct walk *w, const char *path, bool (*read)(struct walk *w, const char *path))
{
    if (!w->sink->branch)
        return read(w, path);
    size_t n = strlen(path) + 1;
    struct branch branch = {.read = read_apart, .self = malloc(sizeof(struct apart) + n)};
    struct apart *a = branch.self;
    if (!a)
        return false;
    a->walk = *w;
    a->read = read;
    memcpy(a->path, path, n);
    return w->sink->branch(w->sink, branch);
}

/* Reads a message or report whole, into one item. */
static bool take_whole(struct walk *w, struct stream *s, const struct place *p, enum item_kind kind, uint64_t most)
{
    size_t pending = w->sink->batch->n, got;
    bool too_large = false;
    do {
        char *to = sink_room(w->sink, &pending, READ_LEAST);
        if (!to)
            return false;
        got = stream_read(s, to, w->sink->batch->room - w->sink->batch->n);
        w->sink->batch->n += got;
        if (w->sink->batch->n - pending > most) { /* keep nothing of it, but read on: the stream may be a pipe */
            too_large = true;
            w->sink->batch->n = pending;
        }
    } while (got > 0);
    struct batch *b = w->sink->batch;
    struct source where = source_of(p);
    struct item *item = sink_add(w->sink, too_large ? ITEM_TOO_LARGE : kind, &where, w->input);
    if (!item)
        return false;
    item->is_message = kind == ITEM_MESSAGE;
    item->bytes = b->bytes + pending;
    item->n = too_large ? 0 : b->n - pending;
    return sink_added(w->sink, NULL);
}

static bool walk_content(struct walk *w, struct stream *s, const struct place *p, enum content_kind kind)
{
    if (kind == CONTENT_UNKNOWN && p->in_maildir)
        kind = CONTENT_MESSAGE;
    switch (kind) {
    case CONTENT_UNKNOWN:
        if (p->is_input)
            return walk_trouble(w, p, "is no mail folder, mbox, archive, message, report or record file");
        return walk_note(w, p, ITEM_SKIPPED);
    case CONTENT_MBOX:
        walk_set_kind(w, "mbox");
        return mbox_walk(w, s, p);
    case CONTENT_MESSAGE:
        walk_set_kind(w, "message");
        return take_whole(w, s, p, ITEM_MESSAGE, w->limits->message);
    case CONTENT_JSON:
        walk_set_kind(w, "report");
        return take_whole(w, s, p, ITEM_REPORT, w->limits->report);
    case CONTENT_RECORDS:
        walk_set_kind(w, "records");
        return records_walk(w, s, p);
    default:
        break;
    }
    if (p->depth >= w->limits->depth)
        return walk_note(w, p, ITEM_TOO_LARGE);
    if (kind == CONTENT_GZIP)
        return gunzip_walk(w, s, p);
    if (content_is_compression(kind))
        return archive_unpack(w, s, p, kind);
    walk_set_kind(w, "archive");
    return archive_walk(w, s, p, kind);
}

bool walk_stream(struct walk *w, struct stream *s, const struct place *p)
{
    struct slice head = stream_peek(s, STREAM_HEAD);
    if (head.n == 0 && s->failure[0] == '\0') /* an empty file is an empty mbox to anyone who exports one */
        return p->in_maildir ? walk_content(w, s, p, CONTENT_MESSAGE) : walk_note(w, p, ITEM_SKIPPED);
    bool ok = head.n == 0 || walk_content(w, s, p, recognise(head));
    return ok && (s->failure[0] == '\0' || walk_trouble(w, p, s->failure));
}

bool walk_is_bomb(const struct walk *w)
{
    return w->unpacked > UNPACKED_FREE && w->unpacked / w->limits->ratio > w->packed;
}

bool walk_file(struct walk *w, const struct place *p, int file)
{
    struct file_stream s;
    struct stat status;
    bool can_seek = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    file_stream_init(&s, file, can_seek, w->bytes);
    s.packed = &w->packed;
    w->packed = w->unpacked = 0;
    return walk_stream(w, &s.stream, p);
}

static bool walk_named_file(struct walk *w, const char *path)
{
    struct place p = {.path = slice_of(path), .is_input = true};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return walk_trouble(w, &p, strerror(errno));
    posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    bool ok = walk_file(w, &p, file);
    close(file);
    return ok;
}

bool walk_input(struct walk *w, const char *path)
{
    struct place p = {.path = slice_of(path), .is_input = true};
    if (strcmp(path, "-") == 0)
        return walk_file(w, &p, STDIN_FILENO);
    struct stat status;
    if (stat(path, &status) != 0)
        return walk_trouble(w, &p, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return walk_apart(w, path, walk_folder);
    bool apart = S_ISREG(status.st_mode) && walk_is_pile(slice_basename(p.path), (uint64_t)status.st_size); /* a pipe may be slow */
    return apart ? walk_apart(w, path, walk_named_file) : walk_named_file(w, path);
}
