#include "formats/read/streams/framing.h"

#include "lib/base/io.h"
#include "lib/base/little.h"

void framing_writer_init(struct framing_writer *w, int file)
{
    w->file = file;
    w->n = 0;
}

static bool flush(struct framing_writer *w)
{
    bool ok = io_write_all(w->file, (struct slice){.at = w->block, .n = w->n});
    w->n = 0;
    return ok;
}

static bool add(struct framing_writer *w, char kind, struct slice bytes) /* <= FRAMING_MOST */
{
    if (w->n + FRAMING_LENGTH + bytes.n > sizeof w->block && !flush(w))
        return false;
    char *to = w->block + w->n;
    *to++ = kind;
    for (unsigned shift = 0; shift < 32; shift += 8)
        *to++ = (char)(bytes.n >> shift & 0xFF);
    if (bytes.n > 0)
        memcpy(to, bytes.at, bytes.n);
    w->n += FRAMING_LENGTH + bytes.n;
    return true;
}

static struct slice sentence_of(const char *sentence)
{
    return sentence[0] ? slice_at_most(slice_of(sentence), FRAMING_NAME) : SLICE("is damaged");
}

/* Sends what came before: the decoder may crash on what comes now. */
bool framing_member(struct framing_writer *w, struct slice name)
{
    return flush(w) && add(w, 'M', slice_at_most(name, FRAMING_NAME));
}

bool framing_bytes(struct framing_writer *w, struct slice bytes)
{
    while (bytes.n > 0) {
        size_t n = bytes.n < FRAMING_MOST ? bytes.n : FRAMING_MOST;
        if (!add(w, 'D', slice_first(bytes, n)))
            return false;
        bytes = slice_from(bytes, n);
    }
    return true;
}

bool framing_damaged(struct framing_writer *w, const char *sentence)
{
    return add(w, 'X', sentence_of(sentence));
}

bool framing_failed(struct framing_writer *w, const char *sentence)
{
    return add(w, 'F', sentence_of(sentence)) && flush(w);
}

bool framing_end(struct framing_writer *w)
{
    return add(w, 'E', (struct slice){0}) && flush(w);
}

void framing_reader_init(struct framing_reader *r, struct stream *in)
{
    r->in = in;
    r->kind = 0;
    r->left = 0;
    r->in_member = r->garbage = false;
    r->text_n = 0;
}

/* May a frame of this kind and length stand here? */
static bool is_sound(const struct framing_reader *r, char kind, size_t n)
{
    switch (kind) {
    case 'M':
        return n <= FRAMING_NAME;
    case 'F':
        return n > 0 && n <= FRAMING_NAME;
    case 'X':
        return r->in_member && n > 0 && n <= FRAMING_NAME;
    case 'D':
        return r->in_member && n > 0 && n <= FRAMING_MOST;
    case 'E':
        return n == 0;
    default:
        return false;
    }
}

/* Reads the head of the next frame. False: the pipe has ended, or it is garbage. */
static bool look_ahead(struct framing_reader *r)
{
    char head[FRAMING_LENGTH];
    if (r->garbage)
        return false;
    if (r->kind != 0)
        return true;
    if (stream_read_fully(r->in, head, sizeof head) < sizeof head)
        return false;
    r->kind = head[0];
    r->left = little_32(head + 1);
    r->garbage = !is_sound(r, r->kind, r->left);
    return !r->garbage;
}

static bool take_text(struct framing_reader *r)
{
    bool ok = stream_read_fully(r->in, r->text, r->left) == r->left;
    r->text_n = ok ? r->left : 0;
    r->text[r->text_n] = '\0';
    r->kind = 0;
    return ok;
}

/* Takes some bytes of a frame of the member. 0: the pipe has ended. */
static size_t take_bytes(struct framing_reader *r, char *to, size_t n)
{
    size_t got = stream_read(r->in, to, n < r->left ? n : r->left);
    r->left -= got;
    if (r->left == 0)
        r->kind = 0;
    return got;
}

ssize_t framing_read(struct framing_reader *r, char *to, size_t n)
{
    r->text_n = 0;
    if (!look_ahead(r))
        return -1;
    if (r->kind == 'D') {
        size_t got = take_bytes(r, to, n);
        return got > 0 ? (ssize_t)got : -1;
    }
    if (r->kind != 'X')
        return 0;
    take_text(r);
    r->in_member = false;
    return -1;
}

static void pass_over_member(struct framing_reader *r)
{
    char rest[4096];
    while (look_ahead(r) && (r->kind == 'D' || r->kind == 'X'))
        if (take_bytes(r, rest, sizeof rest) == 0)
            return;
}

enum framing_event framing_next(struct framing_reader *r)
{
    pass_over_member(r);
    if (!look_ahead(r))
        return r->garbage ? FRAMING_GARBAGE : FRAMING_CUT;
    r->in_member = r->kind == 'M';
    switch (r->kind) {
    case 'M':
        return take_text(r) ? FRAMING_MEMBER : FRAMING_CUT;
    case 'F':
        return take_text(r) ? FRAMING_FAILED : FRAMING_CUT;
    case 'E': /* it stays the last frame */
        return FRAMING_END;
    default: /* the rest of the member never came */
        return FRAMING_CUT;
    }
}
