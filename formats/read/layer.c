#include "formats/read/layer.h"

#include "formats/read/streams/dovecot_lz4.h"
#include "formats/read/streams/emlx.h"
#include "formats/read/streams/gunzip.h"
#include "formats/read/streams/pem.h"
#include "formats/read/streams/rewritten.h"
#include "formats/read/streams/smime.h"
#include "formats/read/streams/unxz.h"
#include "formats/read/streams/unzstd.h"
#include "formats/read/unpack.h"

static const struct {
    enum content_kind kind;
    struct stream *(*open)(struct stream *packed, struct expansion *expansion);
    void (*close)(struct stream *plain);
} layers[] = {
    {CONTENT_GZIP, gunzip_open, gunzip_close},
    {CONTENT_ZLIB, gunzip_open_zlib, gunzip_close},
    {CONTENT_ZSTD, unzstd_open, unzstd_close},
    {CONTENT_XZ, unxz_open, unxz_close},
    {CONTENT_LZMA, unxz_open_lzma, unxz_close},
    {CONTENT_DOVECOT_LZ4, dovecot_lz4_open, dovecot_lz4_close},
    {CONTENT_UTF16LE, rewritten_open_utf16le, rewritten_close},
    {CONTENT_UTF16BE, rewritten_open_utf16be, rewritten_close},
    {CONTENT_CR_LINES, rewritten_open_cr_lines, rewritten_close},
    {CONTENT_EMLX, emlx_open, emlx_close},
    {CONTENT_PEM, pem_open, pem_close},
    {CONTENT_SMIME, smime_open, smime_close},
};

static bool open_by_libarchive(struct layer *l, struct stream *packed, enum content_kind kind,
                               struct expansion *expansion)
{
    struct slice name;
    l->container = unpack_open(packed, kind, expansion, UNPACK_ANY_METHOD);
    if (!l->container)
        return false;
    if (container_next(l->container, &name, &l->plain) != CONTAINER_MEMBER)
        l->plain = NULL;
    l->failure = l->container->failure;
    return true;
}

bool layer_open(struct layer *l, struct stream *packed, enum content_kind kind,
                struct expansion *expansion)
{
    *l = (struct layer){.failure = ""};
    for (size_t i = 0; i < COUNT_OF(layers); i++)
        if (layers[i].kind == kind) {
            l->plain = layers[i].open(packed, expansion);
            l->close = layers[i].close;
            return l->plain != NULL;
        }
    return open_by_libarchive(l, packed, kind, expansion);
}

void layer_close(struct layer *l)
{
    if (l->close && l->plain)
        l->close(l->plain);
    container_close(l->container);
}
