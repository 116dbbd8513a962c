#include "formats/read/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/read/documents.h"
#include "formats/read/joined.h"
#include "formats/read/message.h"
#include "formats/read/partlines.h"
#include "formats/read/place.h"
#include "formats/read/recognise.h"
#include "formats/read/signed.h"
#include "formats/read/stores.h"
#include "formats/read/streams/stream.h"
#include "lib/base/io.h"

static void set_trouble(struct item *item, struct arena *arena, const struct unread *unread,
                        const char *sentence)
{
    item->outcome.kind = OUTCOME_TROUBLE;
    item->outcome.source = item->source;
    item->outcome.unread = unread;
    if (!arena_copy(arena, slice_of(sentence), &item->outcome.sentence))
        item->outcome.sentence = SLICE("cannot be read");
}

/* JSON of something else is skipped; of the values of a large file only the first one, which stands
 * for the file if nothing comes of the others (losses.h). The walk tells what is wrapped in
 * them. */
static void pass_over(struct item *item, struct arena *arena, struct slice json)
{
    char sentence[STORE_SENTENCE];
    bool is_asked = item->source.message == 0 && !item->is_told;
    const struct unread *wrapped = is_asked ? documents_wrapped(json) : NULL;
    if (is_asked && !wrapped)
        wrapped = documents_of_vault(json);
    if (is_asked && !wrapped && item->is_input)
        wrapped = documents_listed(json);
    item->outcome.kind = item->source.message > 1 || item->is_told ? OUTCOME_FILE : OUTCOME_SKIPPED;
    item->outcome.source = item->source;
    if (!wrapped)
        return;
    stores_sentence(wrapped, sentence);
    set_trouble(item, arena, wrapped, sentence);
}

static void extract_bare(struct extractor *x, struct item *item, struct slice bytes,
                         struct arena *arena)
{
    struct source source = item->source;
    source.signature = signed_by_nobody(x);
    struct extraction f = {.x = x,
                           .arena = arena,
                           .item = item,
                           .source = &source,
                           .reason = REASON_NONE,
                           .last = &item->outcome.reports};
    item->outcome.kind = OUTCOME_FILE;
    if (!source_take_name(&source, source.member.n > 0 ? source.member : source.path, arena)) {
        x->out_of_memory = true;
        return;
    }
    if (!documents_take(&f, bytes))
        pass_over(item, arena, bytes);
    else if (f.reason != REASON_NONE)
        found_rejection(&f, f.reason);
}

static void extract_record(struct extractor *x, struct item *item, struct arena *arena)
{
    struct extraction f = {.x = x,
                           .arena = arena,
                           .item = item,
                           .source = &item->source,
                           .reason = REASON_NONE,
                           .last = &item->outcome.reports};
    item->outcome.kind = OUTCOME_FILE;
    if (found_record(&f, (struct slice){.at = item->bytes, .n = item->n}) &&
        f.reason != REASON_NONE)
        found_rejection(&f, f.reason);
}

/* Reads a file of at most `most` bytes. False: it is deferred, or a trouble. */
static bool read_file(struct extractor *x, struct item *item, struct arena *arena, int file,
                      uint64_t most)
{
    struct stat status;
    if (fstat(file, &status) != 0) {
        set_trouble(item, arena, &place_not_opened, strerror(errno));
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        item->outcome.kind = OUTCOME_SKIPPED; /* a device or FIFO came in its place */
        return false;
    }
    if ((uint64_t)status.st_size > most) {
        item->made = MADE_BY_WALK;
        return false;
    }
    x->file.n = 0;
    for (;;) {
        char *to = buffer_reserve(&x->file, (size_t)status.st_size + 1 > x->file.n
                                                ? (size_t)status.st_size + 1 - x->file.n
                                                : 4096);
        if (!to)
            return extractor_out_of_memory(x);
        ssize_t got = io_read(file, to, x->file.room - x->file.n);
        if (got < 0) {
            set_trouble(item, arena, &place_not_opened, strerror(errno));
            return false;
        }
        x->file.n += (size_t)got;
        if (x->bytes)
            atomic_fetch_add_explicit(x->bytes, (uint64_t)got, memory_order_relaxed);
        if (x->file.n > most) { /* it grows, or has no size, as files of /proc */
            item->made = MADE_BY_WALK;
            return false;
        }
        if (got == 0 || x->file.n == (size_t)status.st_size)
            return true;
    }
}

static enum content_kind kind_of(struct slice bytes)
{
    return recognise(slice_at_most(bytes, STREAM_HEAD));
}

/* Is something wrapped in the JSON? Then the walk reads it: reports may stand beside that. */
static bool is_wrapping(struct slice json)
{
    struct documents_wrapping w = {0};
    documents_look(&w, json);
    return documents_tell(&w);
}

/* Leaves to the walk what is neither a message nor a report, packed or not. */
static void extract_read_file(struct extractor *x, struct item *item, struct arena *arena)
{
    struct slice plain = buffer_slice(&x->file);
    const struct limits *limits = &x->options->limits;
    enum content_kind kind = kind_of(plain);
    extractor_expect(x, plain.n);
    for (unsigned level = 0; content_is_layer(kind); level++) {
        enum reason reason = content_unpack(x->content, level, kind, plain, &plain);
        bool is_followed = content_is_followed(x->content);
        kind = reason == REASON_NONE && !is_followed ? kind_of(plain) : CONTENT_UNKNOWN;
    }
    if (kind == CONTENT_JSON && plain.n <= limits->report && !is_wrapping(plain)) {
        extract_bare(x, item, plain, arena);
    } else if (kind == CONTENT_MESSAGE && plain.n <= limits->message &&
               (item->in_maildir || !joined_is(plain))) {
        struct slice copy; /* its texts go into reports: it has to outlive x->file */
        if (!arena_copy(arena, plain, &copy)) {
            x->out_of_memory = true;
            return;
        }
        message_extract(x, item, copy, arena);
    } else {
        item->made = MADE_BY_WALK;
    }
}

static void extract_file(struct extractor *x, struct item *item, struct arena *arena)
{
    item->outcome.source = item->source;
    int file = open(item->file, IO_AS_IT_IS);
    if (file < 0 && ((item->in_maildir && errno == ENOENT) || errno == ELOOP)) {
        /* Either it was renamed, and the walk looks for the new name, or it is a link. */
        item->made = MADE_BY_WALK;
        return;
    }
    if (file < 0) {
        set_trouble(item, arena, &place_not_opened, strerror(errno));
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
    found_rejection(&f, REASON_TOO_LARGE);
}

static void extract_kind(struct extractor *x, struct item *item, struct arena *arena)
{
    switch (item->kind) {
    case ITEM_MESSAGE:
        message_extract(x, item, (struct slice){.at = item->bytes, .n = item->n}, arena);
        break;
    case ITEM_REPORT:
        extract_bare(x, item, (struct slice){.at = item->bytes, .n = item->n}, arena);
        break;
    case ITEM_RECORD:
        extract_record(x, item, arena);
        break;
    case ITEM_PART:
        partlines_extract(x, item, arena);
        break;
    case ITEM_FILE:
        extract_file(x, item, arena);
        break;
    case ITEM_TOO_LARGE:
        extract_too_large(x, item, arena);
        break;
    case ITEM_SKIPPED:
    case ITEM_TROUBLE:
        item->outcome.kind = item->kind == ITEM_SKIPPED ? OUTCOME_SKIPPED
                             : item->is_message         ? OUTCOME_MESSAGE
                                                        : OUTCOME_TROUBLE;
        item->outcome.source = item->source;
        break;
    }
}

static void extract_within(struct extractor *x, struct item *item, struct arena *arena, size_t most)
{
    x->bytes_held = 0;
    x->bytes_allowed = most;
    x->holds_too_much = false;
    extract_kind(x, item, arena);
    x->out_of_memory |= content_out_of_memory(x->content);
}

void extract_item(struct extractor *x, struct item *item, struct arena *arena)
{
    extract_within(x, item, arena, SIZE_MAX);
}

/* Undoes the outcome of an item that will be extracted again. */
static void forget(struct outcome *o)
{
    *o = (struct outcome){.input = o->input};
}

bool extract_batch(struct extractor *x, struct batch *b, size_t most_held, size_t most_item)
{
    for (size_t i = 0; i < b->items_n; i++) {
        struct item *item = &b->items[i];
        if (b->arena.taken > most_held) {
            item->made = MADE_LATE;
            continue;
        }
        struct arena_mark mark = arena_mark(&b->arena);
        extract_within(x, item, &b->arena, most_item);
        if (x->holds_too_much) {
            item->made = MADE_LATE;
            forget(&item->outcome);
        }
        if (!item->outcome.reports && !item->outcome.rejections && !item->outcome.unread &&
            item->outcome.sentence.n == 0 && item->kind != ITEM_PART)
            arena_rewind(&b->arena, mark); /* nothing of it is needed */
    }
    return !x->out_of_memory;
}
