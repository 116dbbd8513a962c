/*
 * Layers: what is unpacked does not depend on the pieces in which the packed bytes come, and what
 * was UTF-16 is UTF-8. The first byte tells the kind of the layer, the second the pieces.
 */
#include "tests/fuzz/fuzz.h"

#include "formats/read/layer.h"
#include "lib/base/buffer.h"
#include "lib/base/utf8.h"
#include "tests/dribble.h"

static const enum content_kind kinds[] = {
    CONTENT_GZIP,    CONTENT_ZLIB,    CONTENT_ZSTD,     CONTENT_DOVECOT_LZ4,
    CONTENT_UTF16LE, CONTENT_UTF16BE, CONTENT_CR_LINES, CONTENT_EMLX,
    CONTENT_SMIME,   CONTENT_PEM,     CONTENT_XZ,       CONTENT_LZMA,
};

static bool undo(enum content_kind kind, struct slice bytes, size_t piece, struct buffer *to)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    struct expansion e = expansion_of_mail(bytes.n, 500, UINT64_MAX, NULL);
    struct layer l;
    char block[700];
    size_t got;
    MUST(layer_open(&l, &d.stream, kind, &e) && l.plain);
    stream_peek(l.plain, piece < STREAM_HEAD ? piece : STREAM_HEAD);
    while ((got = stream_read(l.plain, block, sizeof block)) > 0)
        buffer_append(to, (struct slice){.at = block, .n = got});
    bool whole = l.plain->failure[0] == '\0';
    layer_close(&l);
    return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2)
        return 0;
    enum content_kind kind = kinds[data[0] % COUNT_OF(kinds)];
    struct slice bytes = {(const char *)data + 2, n - 2};
    struct buffer whole = {0}, cut = {0};
    bool ok = undo(kind, bytes, SIZE_MAX, &whole);
    MUST(undo(kind, bytes, data[1] + 1u, &cut) == ok);
    MUST(!ok || slice_equal(buffer_slice(&whole), buffer_slice(&cut)));
    if (kind == CONTENT_UTF16LE || kind == CONTENT_UTF16BE) {
        struct arena arena = {0};
        struct slice text = buffer_slice(&whole), sound;
        MUST(utf8_sound(text, &arena, &sound) && slice_equal(text, sound));
        arena_free(&arena);
    }
    buffer_free(&whole);
    buffer_free(&cut);
    return 0;
}
