#include "formats/read/partfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/read/layer.h"
#include "formats/read/parts.h"
#include "lib/base/buffer.h"

enum { READ_AT_ONCE = 256 * 1024, MOST_LAYERS = 4, TAIL = 512 /* holds the last line of a part */ };

struct look {
    struct partfile *found;
    const struct hash_key *key;
    struct arena *arena;
    struct part_check check;
    struct buffer bytes; /* that were read; the first ones are a line that has not ended */
    size_t scanned;      /* of them, without a line feed */
    size_t most;         /* of a line */
    struct slice tail;   /* of a file that is not compressed */
    bool out_of_memory;
};

static void keep(struct look *l, struct slice text, struct slice *kept)
{
    l->out_of_memory |= !arena_copy(l->arena, text, kept);
}

/* Takes a line with its line feed, if it has one. */
static void take_line(struct look *l, struct slice line)
{
    struct partfile *found = l->found;
    struct slice merged;
    bool was_header = l->check.place == PART_AT_HEADER;
    if (found->wrong)
        return;
    found->wrong = part_check_line(&l->check, line);
    if (found->wrong)
        return;

    if (was_header)
        keep(l, l->check.header.options, &found->options);
    if (l->check.place == PART_ENDED) {
        found->seen = (struct part_seen){.key = l->key, .all = l->check.all};
        keep(l, slice_of(l->check.content), &found->seen.content);
    }
    if (l->check.place == PART_MERGED) {
        l->out_of_memory |= !arena_copy(l->arena, l->check.merged, &merged) ||
                            !texts_push(l->arena, &found->merged, merged);
    }
}

/* The length of the first line with its line feed, which is none of the first `scanned` bytes; 0:
 * the line is not whole. */
static size_t line_length(struct slice rest, size_t scanned)
{
    const char *feed = rest.at && rest.n > scanned
                           ? memchr(rest.at + scanned, '\n', rest.n - scanned)
                           : NULL;
    return feed ? (size_t)(feed + 1 - rest.at) : 0;
}

/* Takes the lines that are whole, and moves what is left to the front. */
static void take_lines(struct look *l)
{
    struct slice rest = buffer_slice(&l->bytes);
    for (size_t n; (n = line_length(rest, l->scanned)) > 0;) {
        take_line(l, slice_first(rest, n));
        rest = slice_from(rest, n);
        l->scanned = 0;
    }
    if (rest.n > 0)
        memmove(l->bytes.at, rest.at, rest.n);
    l->bytes.n = l->scanned = rest.n;
    if (rest.n > l->most && !l->found->wrong)
        l->found->wrong = PARTS_ENDLESS_LINE;
}

static void read_part(struct look *l, struct stream *s)
{
    size_t got;
    do {
        char *to = buffer_reserve(&l->bytes, READ_AT_ONCE);
        if (!to)
            break;
        got = stream_read(s, to, READ_AT_ONCE);
        l->bytes.n += got;
        take_lines(l);
    } while (got > 0 && !l->found->wrong);
    if (l->bytes.n > 0)
        take_line(l, buffer_slice(&l->bytes));
    if (!l->found->wrong)
        l->found->wrong = part_check_end(&l->check);
    l->found->reports = l->check.sums.reports;
    l->out_of_memory |= l->bytes.failed;
}

static void look_at(struct look *l, struct stream *s)
{
    struct slice head = stream_peek(s, STREAM_HEAD);
    l->found->is_part = part_begins(head) || part_is_beheaded(head, l->tail);
    if (!l->found->is_part)
        return;
    l->out_of_memory |= !part_check_start(&l->check, l->key);
    if (!l->out_of_memory)
        read_part(l, s);
    part_check_free(&l->check);
    buffer_free(&l->bytes);
}

/* Looks through compressions, one after the other. */
static void look_through(struct look *l, struct stream *s, struct expansion *expansion)
{
    struct layer layers[MOST_LAYERS];
    size_t n = 0;
    for (enum content_kind kind; s && n < MOST_LAYERS; n++, s = layers[n - 1].plain) {
        kind = recognise(stream_peek(s, STREAM_HEAD));
        if (kind < CONTENT_GZIP || kind > CONTENT_ZLIB)
            break;
        if (!layer_open(&layers[n], s, kind, expansion)) {
            l->out_of_memory = true;
            s = NULL;
            break;
        }
    }
    if (s)
        look_at(l, s);
    while (n-- > 0)
        layer_close(&layers[n]);
}

static struct slice tail_of(int file, off_t size, char to[static TAIL])
{
    ssize_t got = pread(file, to, TAIL, size > TAIL ? size - TAIL : 0);
    return (struct slice){.at = to, .n = got > 0 ? (size_t)got : 0};
}

bool partfile_look(const char *path, const struct limits *limits, const struct hash_key *key,
                   struct arena *arena, struct partfile *found)
{
    struct look l = {
        .found = found, .key = key, .arena = arena, .most = parts_most_of_a_line(limits)};
    struct file_stream s;
    struct stat status;
    char tail[TAIL];
    struct expansion expansion = expansion_of_input(limits->ratio, limits->stop);
    *found = (struct partfile){.wrong = NULL};
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return true; /* who writes into a FIFO would find its reader gone */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        file_stream_init(&s, file);
        s.packed = &expansion.packed;
        l.tail = tail_of(file, status.st_size, tail);
        look_through(&l, &s.stream, &expansion);
    }
    if (file >= 0)
        close(file);
    return !l.out_of_memory;
}
