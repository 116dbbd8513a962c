#include "formats/in/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/in/recognise.h"
#include "formats/in/stream.h"
#include "lib/base/io.h"
#include "lib/tlsrpt/decode.h"

enum { ITEM_FREE = 1 << 20 }; /* bytes that the reports of one item may hold together in any case */

bool extractor_init(struct extractor *x, const struct extract_options *options, _Atomic uint64_t *bytes)
{
    *x = (struct extractor){.options = options, .bytes = bytes, .content = content_new(&options->limits)};
    return x->content != NULL;
}

void extractor_free(struct extractor *x)
{
    content_free(x->content);
    buffer_free(&x->decoded);
    buffer_free(&x->file);
    buffer_free(&x->hashing);
}

static bool out_of_memory(struct extractor *x)
{
    x->out_of_memory = true;
    return false;
}

static bool finish_report(struct extraction *f, struct report *r, struct slice document)
{
    const struct extract_options *o = f->x->options;
    if (!report_identify(r, o->dedup, &o->key, &f->x->hashing))
        return out_of_memory(f->x);
    if (o->keep_documents && !arena_copy(f->arena, document, &r->document))
        return out_of_memory(f->x);
    r->next = NULL;
    *f->last = r;
    f->last = &r->next;
    return true;
}

/*
 * Adds a report to what the item holds, by its JSON or by what it was decoded into, whichever is larger: what is too large must depend neither
 * on --extract nor on where the item stands. False: it is more than the item may hold now; it is made again, late.
 */
static bool may_hold(struct extractor *x, size_t document, size_t decoded)
{
    x->held += document > decoded ? document : decoded;
    x->holds_too_much |= x->held > x->most_held;
    return !x->holds_too_much;
}

static void note_reason(struct extraction *f, enum reason reason)
{
    if (f->reason == REASON_NONE)
        f->reason = reason;
}

bool extract_document(void *self, struct slice document)
{
    struct extraction *f = self;
    struct extractor *x = f->x;
    x->holds_too_much |= document.n > x->most_held - x->held;
    if (x->holds_too_much) /* all of it is made again: no need to go on */
        return true;
    if (x->held > x->options->limits.report + ITEM_FREE) { /* all reports of a message together are too large */
        note_reason(f, REASON_TOO_LARGE);
        return true;
    }
    struct arena_mark mark = arena_mark(f->arena);
    struct report *r = arena_take(f->arena, sizeof *r);
    bool no_memory = false;
    enum reason reason = r ? report_decode(document, &x->options->limits, f->arena, r, &no_memory) : REASON_NONE;
    if (!r || no_memory)
        return out_of_memory(x);
    if (reason != REASON_NONE)
        note_reason(f, reason);
    if (reason != REASON_NONE || !may_hold(x, document.n, f->arena->taken - mark.taken)) {
        arena_rewind(f->arena, mark);
        return true;
    }
    r->source = *f->source;
    r->deviations |= f->deviations;
    report_attribute(r, r->source.report_domain);
    return finish_report(f, r, document);
}

bool extract_reject(struct extraction *f, enum reason reason)
{
    struct rejection *r = arena_take(f->arena, sizeof *r), **last = &f->item->outcome.rejections;
    if (!r)
        return out_of_memory(f->x);
    *r = (struct rejection){.reason = reason, .source = *f->source};
    while (*last)
        last = &(*last)->next;
    *last = r;
    return true;
}

void extract_file_name(struct slice name, struct source *source)
{
    struct slice rest = slice_basename(name), submitter = slice_until(&rest, '!'), domain = slice_until(&rest, '!'),
                 begin = slice_until(&rest, '!');
    if (begin.n == 0 || !ascii_is_digit(begin.at[0]) || rest.n == 0 || !ascii_is_digit(rest.at[0]))
        return;
    if (source->submitter.n == 0)
        source->submitter = submitter;
    if (source->report_domain.n == 0)
        source->report_domain = domain;
}

static void extract_bare(struct extractor *x, struct item *item, struct slice bytes, struct arena *arena)
{
    struct source source = item->source;
    struct extraction f = {.x = x, .arena = arena, .item = item, .source = &source, .reason = REASON_NONE, .last = &item->outcome.reports};
    item->outcome.kind = OUTCOME_FILE;
    extract_file_name(source.member.n > 0 ? source.member : source.path, &source);
    if (!domain_normalise(source.report_domain, arena, &source.report_domain)) {
        x->out_of_memory = true;
        return;
    }
    enum reason r = content_documents(x->content, bytes, REASON_BAD_JSON, extract_document, &f);
    if (f.reason == REASON_NONE)
        f.reason = r;
    if (f.reason != REASON_NONE)
        extract_reject(&f, f.reason);
}

static void extract_record(struct extractor *x, struct item *item, struct arena *arena)
{
    struct report *r = arena_take(arena, sizeof *r);
    struct extraction f = {.x = x, .arena = arena, .item = item, .source = &item->source, .last = &item->outcome.reports};
    bool no_memory = false;
    item->outcome.kind = OUTCOME_FILE;
    struct slice line = {.at = item->bytes, .n = item->n};
    size_t before = arena->taken;
    enum reason reason = r ? record_decode(line, &x->options->limits, arena, r, &no_memory) : REASON_NONE;
    if (!r || no_memory)
        x->out_of_memory = true;
    else if (reason != REASON_NONE)
        extract_reject(&f, reason);
    else if (may_hold(x, line.n, arena->taken - before))
        finish_report(&f, r, line);
}

static void set_trouble(struct item *item, struct arena *arena, const char *sentence)
{
    item->outcome.kind = OUTCOME_TROUBLE;
    item->outcome.source = item->source;
    if (!arena_copy(arena, slice_of(sentence), &item->outcome.sentence))
        item->outcome.sentence = SLICE("cannot be read");
}

/* Reads a file of at most `most` bytes. False: it is deferred, or a trouble. */
static bool read_file(struct extractor *x, struct item *item, struct arena *arena, int file, uint64_t most)
{
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        item->outcome.kind = OUTCOME_SKIPPED; /* a device or FIFO came in its place */
        return false;
    }
    if ((uint64_t)status.st_size > most) {
        item->deferred = true;
        return false;
    }
    x->file.n = 0;
    for (;;) {
        char *to = buffer_reserve(&x->file, (size_t)status.st_size + 1 > x->file.n ? (size_t)status.st_size + 1 - x->file.n : 4096);
        if (!to)
            return out_of_memory(x);
        ssize_t got = io_read(file, to, x->file.room - x->file.n);
        if (got < 0) {
            set_trouble(item, arena, strerror(errno));
            return false;
        }
        x->file.n += (size_t)got;
        if (x->bytes)
            atomic_fetch_add_explicit(x->bytes, (uint64_t)got, memory_order_relaxed);
        if (got == 0 || x->file.n == (size_t)status.st_size)
            return true;
    }
}

/* What is neither message nor report, nor the gzip of one, is left to the walk. */
static void extract_read_file(struct extractor *x, struct item *item, struct arena *arena)
{
    struct slice bytes = buffer_slice(&x->file);
    enum content_kind kind = recognise(slice_first(bytes, bytes.n < STREAM_HEAD ? bytes.n : STREAM_HEAD));
    struct slice plain = bytes;
    if (kind == CONTENT_GZIP && content_inflate(x->content, 0, bytes, &plain) == REASON_NONE)
        kind = recognise(slice_first(plain, plain.n < STREAM_HEAD ? plain.n : STREAM_HEAD));
    if (kind == CONTENT_JSON) {
        extract_bare(x, item, plain, arena);
    } else if (kind == CONTENT_MESSAGE && plain.n <= x->options->limits.message) {
        struct slice copy; /* its texts go into reports: it has to outlive x->file */
        if (!arena_copy(arena, plain, &copy)) {
            x->out_of_memory = true;
            return;
        }
        extract_message(x, item, copy, arena);
    } else {
        item->deferred = true;
    }
}

static void extract_file(struct extractor *x, struct item *item, struct arena *arena)
{
    item->outcome.source = item->source;
    int file = open(item->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    if (file < 0 && item->in_maildir && errno == ENOENT) {
        item->deferred = true; /* renamed since it was listed: the walk looks for its new name */
        return;
    }
    if (file < 0) {
        set_trouble(item, arena, strerror(errno));
        return;
    }
    if (read_file(x, item, arena, file, x->options->limits.message))
        extract_read_file(x, item, arena);
    close(file);
}

static void extract_too_large(struct extractor *x, struct item *item, struct arena *arena)
{
    struct extraction f = {.x = x, .arena = arena, .item = item, .source = &item->source};
    item->outcome.kind = item->is_message ? OUTCOME_MESSAGE : OUTCOME_FILE;
    extract_reject(&f, REASON_TOO_LARGE);
}

static void extract_kind(struct extractor *x, struct item *item, struct arena *arena)
{
    switch (item->kind) {
    case ITEM_MESSAGE:
        extract_message(x, item, (struct slice){.at = item->bytes, .n = item->n}, arena);
        break;
    case ITEM_REPORT:
        extract_bare(x, item, (struct slice){.at = item->bytes, .n = item->n}, arena);
        break;
    case ITEM_RECORD:
        extract_record(x, item, arena);
        break;
    case ITEM_FILE:
        extract_file(x, item, arena);
        break;
    case ITEM_TOO_LARGE:
        extract_too_large(x, item, arena);
        break;
    case ITEM_SKIPPED:
    case ITEM_TROUBLE:
        item->outcome.kind = item->kind == ITEM_SKIPPED ? OUTCOME_SKIPPED : OUTCOME_TROUBLE;
        item->outcome.source = item->source;
        break;
    }
}

static void extract_within(struct extractor *x, struct item *item, struct arena *arena, size_t most)
{
    x->held = 0;
    x->most_held = most;
    x->holds_too_much = false;
    extract_kind(x, item, arena);
    x->out_of_memory |= content_out_of_memory(x->content);
}

void extract_item(struct extractor *x, struct item *item, struct arena *arena)
{
    extract_within(x, item, arena, SIZE_MAX);
}

bool extract_batch(struct extractor *x, struct batch *b, size_t most_held, size_t most_item)
{
    for (size_t i = 0; i < b->items_n; i++) {
        struct item *item = &b->items[i];
        item->late = b->arena.taken > most_held;
        if (item->late)
            continue;
        struct arena_mark mark = arena_mark(&b->arena);
        extract_within(x, item, &b->arena, most_item);
        item->late = x->holds_too_much;
        if (item->late)
            item->outcome.reports = NULL, item->outcome.rejections = NULL;
        if (!item->outcome.reports && !item->outcome.rejections && item->outcome.kind != OUTCOME_TROUBLE)
            arena_rewind(&b->arena, mark); /* nothing of it is needed */
    }
    return !x->out_of_memory;
}
