#include "lib/audit/ledger.h"

#include "lib/audit/copies.h"

/* 63 bits of the content's hash are enough to tell two copies of one report apart. */
struct entry {
    struct hash128 identity;
    uint64_t content : 63, is_known : 1;
};
_Static_assert(sizeof(struct entry) == LEDGER_ROW_BYTES, "the header promises it");

enum { CONTENT_LEFT_OUT = 1 };

/* Where the report in a row was found; each row has one, in the same order. Member, Message-ID and
 * what copies.h keeps stand one after the other at texts_at. The path stands at path_at, since most
 * neighbours share it. */
struct packed_source {
    uint64_t path_at, texts_at, message, offset;
    uint32_t path_n, member_n, message_id_n, kept_n, input;
};

void ledger_init(struct ledger *l, const struct hash_key *key)
{
    *l = (struct ledger){.key = key, .rows.size = sizeof(struct entry)};
    spool_init(&l->sources);
    spool_init(&l->texts);
}

int ledger_failure(const struct ledger *l)
{
    return l->sources.failure != 0 ? l->sources.failure : l->texts.failure;
}

static bool keep_path(struct ledger *l, struct slice path)
{
    if (slice_equal(path, buffer_slice(&l->last_path)))
        return true;
    l->last_path.n = 0;
    buffer_append(&l->last_path, path);
    l->last_path_at = spool_size(&l->texts);
    return !l->last_path.failed && spool_append(&l->texts, path);
}

static bool keep_source(struct ledger *l, uint32_t input, const struct report *r)
{
    const struct source *s = &r->source;
    if (s->member.n > UINT32_MAX || s->message_id.n > UINT32_MAX || s->path.n > UINT32_MAX ||
        !keep_path(l, s->path))
        return false;
    l->packing.n = 0;
    buffer_append(&l->packing, s->member);
    buffer_append(&l->packing, s->message_id);
    copy_keep(r, l->key, &l->packing);
    if (l->packing.failed)
        return false;

    struct packed_source packed = {
        .path_at = l->last_path_at,
        .texts_at = spool_size(&l->texts),
        .message = s->message,
        .offset = s->offset,
        .path_n = (uint32_t)s->path.n,
        .member_n = (uint32_t)s->member.n,
        .message_id_n = (uint32_t)s->message_id.n,
        .kept_n = (uint32_t)(l->packing.n - s->member.n - s->message_id.n),
        .input = input,
    };
    return spool_append(&l->texts, buffer_slice(&l->packing)) &&
           spool_append(&l->sources,
                        (struct slice){.at = (const char *)&packed, .n = sizeof packed});
}

enum ledger_verdict ledger_take(struct ledger *l, uint32_t input, const struct report *report,
                                uint32_t *first)
{
    uint64_t hash = report->identity.low, content = report->content >> CONTENT_LEFT_OUT;
    size_t at = 0;
    int64_t i;
    while ((i = index_next(&l->index, hash, &at)) >= 0) {
        const struct entry *e = rows_at(&l->rows, (size_t)i);
        if (e->identity.low != report->identity.low || e->identity.high != report->identity.high)
            continue;
        *first = (uint32_t)i;
        return e->content == content ? LEDGER_DUPLICATE : LEDGER_CONFLICT;
    }
    struct entry *row;
    if (!keep_source(l, input, report) || !(row = rows_add(&l->rows)))
        return LEDGER_FAILED;
    *row = (struct entry){.identity = report->identity, .content = content};
    *first = (uint32_t)(l->rows.n - 1);
    return index_add(&l->index, hash, l->rows.n - 1) ? LEDGER_NEW : LEDGER_FAILED;
}

void ledger_set_known(struct ledger *l, uint32_t row)
{
    ((struct entry *)rows_at_mutable(&l->rows, row))->is_known = true;
}

bool ledger_is_known(const struct ledger *l, uint32_t row)
{
    return ((const struct entry *)rows_at(&l->rows, row))->is_known;
}

static bool read_text(struct ledger *l, uint64_t at, size_t n, struct arena *arena,
                      struct slice *text)
{
    char *to = arena_take_text(arena, n);
    *text = (struct slice){.at = to, .n = n};
    return to && spool_read(&l->texts, at, to, n);
}

static bool read_source(struct ledger *l, uint32_t row, struct packed_source *packed)
{
    return spool_read(&l->sources, (uint64_t)row * sizeof *packed, (char *)packed, sizeof *packed);
}

bool ledger_copy(struct ledger *l, uint32_t first, struct arena *arena, struct slice *kept)
{
    struct packed_source packed;
    return read_source(l, first, &packed) &&
           read_text(l, packed.texts_at + packed.member_n + packed.message_id_n, packed.kept_n,
                     arena, kept);
}

bool ledger_source(struct ledger *l, uint32_t first, struct arena *arena, uint32_t *input,
                   struct source *source)
{
    struct packed_source packed;
    if (!read_source(l, first, &packed))
        return false;
    *input = packed.input;
    *source = (struct source){
        .message = packed.message, .offset = packed.offset, .received = WHEN_NEVER};
    struct slice both;
    if (!read_text(l, packed.path_at, packed.path_n, arena, &source->path) ||
        !read_text(l, packed.texts_at, (size_t)packed.member_n + packed.message_id_n, arena, &both))
        return false;
    source->member = slice_first(both, packed.member_n);
    source->message_id = slice_from(both, packed.member_n);
    return true;
}

void ledger_free(struct ledger *l)
{
    rows_free(&l->rows);
    index_free(&l->index);
    spool_free(&l->sources);
    spool_free(&l->texts);
    buffer_free(&l->packing);
    buffer_free(&l->last_path);
}
