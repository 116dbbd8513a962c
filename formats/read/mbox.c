/*
 * A separator is a line that begins with "From ", at the start or after an empty line, and that
 * either holds a time and a four-digit year or is followed by a header field; or, without an empty
 * line before it, a line that does both, in any form of date (SPEC 2). Where a message says how
 * long its body is, and a separator or the end stands just there, such lines inside are text. In an
 * MMDF file a separator is a line of four ^A, before and behind each message.
 *
 * Messages are read straight into the batch and cut there. A message over the limit is passed over
 * in bounded memory, and is an item of its own, so that it is counted once.
 */
#include "formats/read/mbox.h"

#include "formats/read/fromline.h"
#include "formats/read/joined.h"
#include "formats/read/recognise.h"
#include "lib/base/scan.h"
#include "lib/mail/field.h"

enum { SEPARATOR_MOST = FROMLINE_MOST, SKIP_KEEP = 8192 };

struct mbox {
    struct walk *walk;
    struct stream *stream;
    struct source where; /* of the message that is being read */
    size_t start;        /* of that message in the batch: its From_ line */
    size_t scanned;      /* up to here there is no other separator */
    uint64_t offset;     /* of the batch's first byte in the stream */
    unsigned depth;
    char mark;           /* what a separator begins with */
    char empty;          /* what an empty line begins with */
    size_t body_at;      /* from m->start to the empty line behind the header; 0: not passed yet */
    size_t length_at;    /* from m->start to the first line "Content-Length: N"; 0: none yet */
    bool measured;       /* the header was looked at for the length */
    uint64_t text_n;     /* bytes from m->start that are the message by that line; 0: unknown */
    bool has_inner;      /* separators that are text by its length */
    bool has_unmeasured; /* some message before has not the length it tells, if any: no mboxcl2 */
    bool quoted, skipping, ended;
};

static struct batch *batch_of(const struct mbox *m)
{
    return m->walk->sink->batch;
}

/* The line at `at`, without its line feed; if it has none, it goes to `end`. */
static struct slice line_at(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    return slice_between(at, feed ? feed : end);
}

/* What an empty line begins with where lines end as this one does. */
static char empty_line_behind(struct slice line)
{
    return line.n > 0 && line.at[line.n - 1] == '\r' ? '\r' : '\n';
}

static bool follows_empty_line(const char *at, const char *begin)
{
    return at - begin >= 2 && at[-1] == '\n' &&
           (at[-2] == '\n' || (at[-2] == '\r' && (at - begin == 2 || at[-3] == '\n')));
}

enum line_verdict { NO_SEPARATOR, SEPARATOR, NEED_MORE };

/* Is the line at `at` followed by a header field? */
static enum line_verdict judge_next(const struct mbox *m, struct slice line, const char *end)
{
    bool whole = line.at + line.n < end;
    struct slice next = whole ? line_at(line.at + line.n + 1, end) : (struct slice){0};
    if (whole && next.at + next.n == end && !m->ended && next.n < SEPARATOR_MOST)
        return NEED_MORE;
    next = slice_first(next, next.n < SEPARATOR_MOST ? next.n : SEPARATOR_MOST);
    return next.n > 0 && field_begins(next) ? SEPARATOR : NO_SEPARATOR;
}

static enum line_verdict judge_from(const struct mbox *m, const char *at, const char *begin,
                                    const char *end)
{
    struct slice rest = slice_between(at, end);
    if (rest.n < 5 && !m->ended && slice_starts(SLICE("From "), rest))
        return NEED_MORE;
    if (!slice_starts(rest, SLICE("From ")))
        return NO_SEPARATOR;
    struct slice line = line_at(at, end);
    bool whole = line.at + line.n < end;
    /* Whether it was read to its end or not: how the stream comes must not matter. */
    if (line.n >= SEPARATOR_MOST)
        return NO_SEPARATOR;
    if (!whole && !m->ended)
        return NEED_MORE;
    if (!fromline_begins(line))
        return NO_SEPARATOR;
    bool is_apart = follows_empty_line(at, begin);
    enum fromline_date date = fromline_date(line);
    if (is_apart && date == FROMLINE_DATED)
        return SEPARATOR;
    return is_apart || date != FROMLINE_UNDATED ? judge_next(m, line, end) : NO_SEPARATOR;
}

static enum line_verdict judge_mmdf(const struct mbox *m, const char *at, const char *end)
{
    static const struct slice mark = SLICE("\1\1\1\1");
    struct slice rest = slice_between(at, end);
    if (rest.n <= mark.n + 1 && !m->ended)
        return NEED_MORE;
    struct slice line = slice_trim(line_at(at, end));
    return slice_equal(line, mark) ? SEPARATOR : NO_SEPARATOR;
}

static const struct slice length_name = SLICE("Content-Length:");

/* Notes where the first "Content-Length: 1234" of a message stands, perhaps in its body. */
static enum line_verdict note_length(struct mbox *m, const char *at, const char *end)
{
    struct slice rest = slice_between(at, end);
    if (m->length_at > 0)
        return NO_SEPARATOR;
    if (rest.n < length_name.n && !m->ended &&
        slice_starts_nocase(slice_first(length_name, rest.n), rest))
        return NEED_MORE;
    if (slice_starts_nocase(rest, length_name))
        m->length_at = (size_t)(at - batch_of(m)->bytes) - m->start;
    return NO_SEPARATOR;
}

/* How many bytes from `begin`, a From_ line, on belong to the message by the line that was noted;
 * 0: its header, which ends before `end`, does not tell. */
static uint64_t measure(const struct mbox *m, const char *begin, const char *end)
{
    if (m->length_at == 0)
        return 0;
    struct slice from_line = line_at(begin, end);
    const char empty = empty_line_behind(from_line);
    const char *line = begin + m->length_at,
               *text = scan_line_start(begin + from_line.n + 1, end, empty, empty);
    if (text == end || text < line)
        return 0;
    struct slice digits = slice_trim(line_at(line + length_name.n, end));
    uint64_t length = 0;
    for (size_t i = 0; i < digits.n && i < 10 && ascii_is_digit(digits.at[i]); i++)
        length = length * 10 + (uint64_t)(digits.at[i] - '0');
    return (uint64_t)(text - begin) + (empty == '\r' ? 2 : 1) + length;
}

/* Does a separator stand at `at`, or the end, perhaps behind empty lines? */
static bool is_end_of_message(const char *at, const char *end)
{
    struct slice rest = slice_between(at, end);
    for (int i = 0; i < 2; i++)
        rest = slice_from(rest, slice_starts(rest, SLICE("\r\n")) ? 2
                                : slice_starts(rest, SLICE("\n")) ? 1
                                                                  : 0);
    return rest.n == 0 || slice_starts(rest, SLICE("From "));
}

/* A separator was found at `at`: is it inside of what is the body by its length (mboxcl2)? */
static enum line_verdict judge_length(struct mbox *m, const char *at, const char *begin,
                                      const char *end)
{
    enum { ENOUGH = 9 }; /* two line ends and "From " */
    size_t have = (size_t)(end - begin);
    if (!m->measured)
        m->text_n = measure(m, begin, at);
    m->measured = true;
    if (m->text_n <= (size_t)(at - begin) || m->text_n > m->walk->limits->message || m->skipping)
        return SEPARATOR;
    if (m->text_n + ENOUGH > have && !m->ended)
        return NEED_MORE;
    m->has_inner = m->text_n <= have && is_end_of_message(begin + m->text_n, end);
    if (m->has_inner)
        return NO_SEPARATOR;
    m->text_n = 0;
    return SEPARATOR;
}

static enum line_verdict judge(struct mbox *m, const char *at, const char *begin, const char *end)
{
    if (m->mark != 'F')
        return judge_mmdf(m, at, end);
    enum line_verdict verdict = judge_from(m, at, begin, end);
    return verdict == SEPARATOR ? judge_length(m, at, begin, end) : verdict;
}

static void begin_next(struct mbox *m, size_t start)
{
    m->quoted = m->skipping = m->measured = m->has_inner = false;
    m->start = start;
    m->body_at = m->length_at = 0;
    m->where.offset = m->offset + start;
}

/* How many bytes at the end of the message, which ends at `end`, are the empty line that every mbox
 * has behind one (RFC 4155, Appendix A). A length that reaches to the end counts them as text. */
static size_t closing_line(struct mbox *m, struct slice message, size_t end)
{
    size_t n = message.n;
    const char *begin = batch_of(m)->bytes + m->start;
    if (!m->measured) /* the last message: no separator is behind it */
        m->text_n = measure(m, begin, message.at + n);
    m->measured = true;
    if (m->mark != 'F' || (m->text_n > 0 && m->text_n == end - m->start))
        return 0;
    if (n >= 4 && memcmp(message.at + n - 4, "\r\n\r\n", 4) == 0)
        return 2;
    return n >= 2 && memcmp(message.at + n - 2, "\n\n", 2) == 0 ? 1 : 0;
}

/* The limit is for a message as it would stand in a file of its own. */
static bool is_too_large(const struct mbox *m, const struct item *item)
{
    return m->skipping || item->n > m->walk->limits->message;
}

/* Is all of the message, but for empty lines, what its length says? */
static bool is_measured(const struct mbox *m, struct slice message)
{
    const char *begin = batch_of(m)->bytes + m->start, *end = message.at + message.n;
    return m->text_n > 0 && m->text_n <= (uint64_t)(end - begin) &&
           slice_trim(slice_between(begin + m->text_n, end)).n == 0;
}

/* Does another message stand behind the end of this one? Not if all of it is text by its length,
 * which a sender may have told, where others tell none, so that the next ones pass for his text. */
static bool has_joined(struct mbox *m, struct slice message)
{
    if (m->walk->mail_members || message.n == 0) /* what was passed over may have a length */
        return false;
    bool had_unmeasured = m->has_unmeasured, measured = is_measured(m, message);
    m->has_unmeasured |= !measured;
    if (measured)
        return m->has_inner && had_unmeasured;
    const char *end = message.at + message.n, *body = batch_of(m)->bytes + m->start + m->body_at;
    bool has_body = m->body_at > 0 && body < end &&
                    empty_line_behind(line_at(message.at, end)) == m->empty;
    bool is_over = has_body && joined_is_over(slice_between(body, end));
    return !is_over && joined_is(message);
}

/* Tells of what stands behind the message in `item`, as of that in a file (eml.c). False: stop
 * reading. */
static bool tell_joined(struct mbox *m, const struct item *item)
{
    if (!has_joined(m, (struct slice){.at = item->bytes, .n = item->n}))
        return true;
    struct item *rest = sink_add(m->walk->sink, ITEM_TROUBLE, &m->where, m->walk->input);
    if (!rest)
        return false;
    rest->is_message = true;
    rest->outcome.unread = &joined_rest;
    return true;
}

/* Adds the message that ends at `end` (an offset in the batch). False: stop reading. */
static bool emit(struct mbox *m, size_t end)
{
    struct batch *b = batch_of(m);
    struct slice from_line = line_at(b->bytes + m->start, b->bytes + end);
    size_t body = m->start + from_line.n;
    body += body < end;
    if (m->mark != 'F' && body == end && !m->skipping) { /* between the end of one and the next */
        begin_next(m, end);
        return true;
    }
    m->where.message++;
    struct item *item = sink_add(m->walk->sink, ITEM_MESSAGE, &m->where, m->walk->input);
    if (!item)
        return false;
    item->is_message = true;
    item->depth = m->depth;
    item->quoted = m->quoted;
    /* Some MMDF writers keep the separator of the mbox. */
    struct slice whole = {.at = b->bytes + body, .n = end - body};
    if (m->mark != 'F' && fromline_begins(whole))
        body += line_at(b->bytes + body, b->bytes + end).n;
    if (!m->skipping) {
        item->bytes = b->bytes + body;
        item->n = end - body;
        item->n -= closing_line(m, (struct slice){.at = item->bytes, .n = item->n}, end);
    }
    if (is_too_large(m, item)) {
        item->kind = ITEM_TOO_LARGE;
        item->n = 0;
    }
    bool ok = tell_joined(m, item);
    begin_next(m, end);
    return ok;
}

/* Looks for separators in what the batch holds from m->scanned on. False: stop reading. */
static bool cut(struct mbox *m)
{
    const char in_header[] = {m->mark, '>', 'C', m->empty};
    size_t from = m->scanned > m->start + 1 ? m->scanned : m->start + 1;
    while (from < batch_of(m)->n) {
        struct batch *b = batch_of(m);
        const char *begin = b->bytes + m->start, *end = b->bytes + b->n;
        const char *at = m->body_at > 0 ? scan_line_start(b->bytes + from, end, m->mark, '>')
                                        : scan_line_start_of_four(b->bytes + from, end, in_header);
        from = (size_t)(at - b->bytes);
        if (at == end)
            break;
        if (*at == '>' || *at == m->empty) {
            m->quoted |= *at == '>';
            if (*at == m->empty)
                m->body_at = from - m->start;
            from++;
            continue;
        }
        enum line_verdict verdict = *at == 'C' ? note_length(m, at, end) : judge(m, at, begin, end);
        if (verdict == NEED_MORE)
            break;
        if (verdict == SEPARATOR) {
            size_t before = b->n;
            if (!emit(m, from) || !sink_added(m->walk->sink, &m->start))
                return false;
            m->offset += before - batch_of(m)->n; /* what a new batch left behind */
            from = m->start;
        }
        from++;
    }
    m->scanned = from;
    return true;
}

/* Has so much of the message passed that it is too large, whatever separates it? Behind m->scanned
 * there are at most two lines then, since a length that leads so far is not believed; the end that
 * skip keeps holds them. */
static bool is_far_too_large(const struct mbox *m)
{
    size_t around = (size_t)2 * SEPARATOR_MOST;
    return m->skipping || (m->scanned - m->start > around &&
                           m->scanned - m->start - around > m->walk->limits->message);
}

/* Drops all of a message that is too large but for the end, where the next separator may begin. */
static void skip(struct mbox *m)
{
    struct batch *b = batch_of(m);
    size_t dropped = b->n - m->start - SKIP_KEEP;
    m->skipping = true;
    m->length_at = 0;
    memmove(b->bytes + m->start, b->bytes + m->start + dropped, SKIP_KEEP);
    b->n -= dropped;
    m->scanned -= dropped;
    m->offset += dropped;
}

static bool fill(struct mbox *m)
{
    struct batch *b = batch_of(m);
    if (b->n - m->start > SKIP_KEEP && is_far_too_large(m))
        skip(m);
    size_t before = m->start, got;
    if (!sink_fill(m->walk->sink, m->stream, &m->start, &got))
        return false;
    size_t moved = before - m->start;
    m->scanned -= moved;
    m->offset += moved;
    m->ended = got == 0;
    return true;
}

bool mbox_walk(struct walk *w, struct stream *s, const struct place *p, bool is_mmdf)
{
    struct mbox m = {.walk = w,
                     .stream = s,
                     .where = {.path = p->path, .member = p->member},
                     .depth = p->depth,
                     .mark = is_mmdf ? '\1' : 'F'};
    struct slice head = stream_peek(s, STREAM_HEAD);
    size_t before = recognise_prefix(head);
    m.empty = empty_line_behind(line_at(head.at + before, head.at + head.n));
    m.where.offset = before;
    stream_pass(s, before);
    m.start = m.scanned = w->sink->batch->n;
    m.offset = (uint64_t)before - m.start; /* where the stream's first byte stands, modulo 2^64 */
    while (!m.ended)
        if (!fill(&m) || !cut(&m))
            return false;
    return batch_of(&m)->n == m.start || (emit(&m, batch_of(&m)->n) && sink_added(w->sink, NULL));
}
