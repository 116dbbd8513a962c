#include "formats/read/extractor.h"

bool extractor_init(struct extractor *x, const struct extract_options *options,
                    _Atomic uint64_t *bytes)
{
    *x = (struct extractor){.options = options,
                            .part_limits = options->limits,
                            .bytes = bytes,
                            .content = content_new(&options->limits, &x->expansion),
                            .cache = policycache_new(&options->key)};
    x->part_limits.members = options->limits.parts;
    x->mime_limits = (struct mime_limits){.depth = options->limits.depth,
                                          .parts = options->limits.parts,
                                          .header = options->limits.header,
                                          .fields = options->limits.fields};
    if (options->keys)
        x->dkim = dkim_worker_new(options->keys, options->strict_keys);
    if (x->content && x->cache && (!options->keys || x->dkim))
        return true;
    extractor_free(x);
    return false;
}

void extractor_free(struct extractor *x)
{
    content_free(x->content);
    policycache_free(x->cache);
    dkim_worker_free(x->dkim);
    for (size_t i = 0; i < EXTRACT_LEVELS; i++) {
        buffer_free(&x->decoded[i]);
        batch_free(x->batches[i]);
    }
    buffer_free(&x->file);
    buffer_free(&x->hashing);
    sha256_free(&x->sha256);
    buffer_free(&x->attachments);
}

struct batch *extractor_batch(struct extractor *x, unsigned depth)
{
    if (!x->batches[depth])
        x->batches[depth] = batch_new();
    return x->batches[depth];
}

bool extractor_out_of_memory(struct extractor *x)
{
    x->out_of_memory = true;
    return false;
}

void extractor_expect(struct extractor *x, uint64_t packed)
{
    const struct limits *l = &x->options->limits;
    uint64_t most; /* as large as a report and a message may be, both packed */
    if (__builtin_add_overflow(l->report, l->message, &most))
        most = UINT64_MAX;
    x->expansion = expansion_of_mail(packed, l->ratio, most, l->stop);
    if (x->dkim)
        dkim_worker_expect(x->dkim, most); /* letters hold each other's bytes */
}

bool extractor_hash(struct extractor *x, struct slice bytes, struct arena *arena,
                    struct slice *hash)
{
    *hash = (struct slice){0};
    if (!x->options->hashes)
        return true;
    char *text = arena_take_text(arena, SHA256_TEXT + 1);
    if (!text || !sha256_text(&x->sha256, bytes, text))
        return extractor_out_of_memory(x);
    *hash = (struct slice){.at = text, .n = SHA256_TEXT};
    return true;
}

bool extractor_may_hold(struct extractor *x, size_t document, size_t decoded)
{
    x->bytes_held += document > decoded ? document : decoded;
    x->holds_too_much |= x->bytes_held > x->bytes_allowed;
    return !x->holds_too_much;
}
