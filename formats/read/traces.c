#include "formats/read/traces.h"

#include <zlib.h>

#include "formats/read/layer.h"
#include "formats/read/runs.h"
#include "formats/read/spelled.h"
#include "lib/base/little.h"

enum {
    LINE = 130,         /* more digits in a row than a TLSA record of a report has (SHA-512) */
    LIST = 80,          /* characters of numbers in a list: no report has them */
    FIRST = 128,        /* unescaped bytes that tell whether a chunk is worth it */
    CHUNK = 15 * 1024,  /* bytes that are decoded at once: groups of digits come out whole */
    OVERLAP = 2 * 1024, /* of these that are looked at again with the next ones */
    DEPTH = 5,          /* a report in base64 of gzip in a mail in base64 of gzip, in a string */
    RATIO = 16,         /* what unpacks to more is no mail, and goes no further */
    MOST = 32,          /* bytes that are decoded for each byte of a block, all together */
    ANY_HEADER = 47     /* zlib: gzip or zlib, by their headers, and a window of 32 KB */
};

/* Do bytes begin a report or the mail of one? */
static bool begins_report(struct slice plain)
{
    static const struct slice marks[] = {
        SLICE("\"organization-name\""), SLICE("\"report-id\""),      SLICE("\"date-range\""),
        SLICE("TLS-Report-Domain:"),    SLICE("application/tlsrpt"),
    };
    return slice_any(plain, slice_holds, marks, COUNT_OF(marks));
}

/* One look at a block. Each level of what is in what has an inflater for all that it holds: to set
 * one up takes longer than to see that bytes are not packed. */
struct look {
    struct traces *traces;
    z_stream inflaters[DEPTH];
    bool are_ready[DEPTH];
    unsigned depth;
    size_t left; /* bytes that may still be decoded */
};

static bool goes_on(const struct look *l)
{
    return !l->traces->is_found && l->left > 0 && l->depth < DEPTH;
}

/* What was decoded last, behind the end of what was before. */
struct window {
    size_t n;
    char bytes[OVERLAP + CHUNK];
};

static char *window_room(struct window *w)
{
    if (w->n > OVERLAP) {
        memmove(w->bytes, w->bytes + w->n - OVERLAP, OVERLAP);
        w->n = OVERLAP;
    }
    return w->bytes + w->n;
}

static void look_within(struct look *l, struct slice bytes);

static void look_at_window(struct look *l, struct window *w, size_t got)
{
    w->n += got;
    l->left -= got < l->left ? got : l->left;
    if (got > 0)
        look_within(l, (struct slice){.at = w->bytes, .n = w->n});
}

static z_stream *inflater_of(struct look *l, int window)
{
    z_stream *z = &l->inflaters[l->depth];
    bool *is_ready = &l->are_ready[l->depth];
    if (*is_ready)
        return inflateReset2(z, window) == Z_OK ? z : NULL;
    return (*is_ready = inflateInit2(z, window) == Z_OK) ? z : NULL;
}

/* The data of the first member of a zip (APPNOTE, 4.3.7); empty: it is not there. */
static struct slice zip_data(struct slice zip)
{
    enum { HEADER = 30, NAME_LENGTH_AT = 26, EXTRA_LENGTH_AT = 28 };
    if (zip.n < HEADER)
        return slice_first(zip, 0);
    size_t before = HEADER + (size_t)little_16(zip.at + NAME_LENGTH_AT) +
                    (size_t)little_16(zip.at + EXTRA_LENGTH_AT);
    return slice_from(zip, before < zip.n ? before : zip.n);
}

/* Gives how many packed bytes it took to look at what they begin with. */
static size_t look_at_deflated(struct look *l, struct slice packed, int window)
{
    struct window w;
    z_stream *z = goes_on(l) ? inflater_of(l, window) : NULL;
    if (!z)
        return 0;
    z->next_in = (Bytef *)packed.at;
    z->avail_in = (uInt)packed.n;
    w.n = 0;
    int result;
    do {
        z->next_out = (Bytef *)window_room(&w);
        z->avail_out = CHUNK;
        result = inflate(z, Z_SYNC_FLUSH);
        look_at_window(l, &w, CHUNK - z->avail_out);
    } while (result == Z_OK && z->avail_out == 0 && z->total_out < RATIO * z->total_in &&
             goes_on(l));
    return (size_t)((const char *)z->next_in - packed.at);
}

/* The same of gzip, zlib or a zip. */
static size_t look_at_packed(struct look *l, struct slice packed)
{
    if (!slice_starts(packed, SLICE("PK\x03\x04")))
        return look_at_deflated(l, packed, ANY_HEADER);
    struct slice data = zip_data(packed);
    return (size_t)(data.at - packed.at) + look_at_deflated(l, data, -MAX_WBITS);
}

static const struct {
    struct slice mark;
    enum content_kind kind;
} layers[] = {
    {SLICE("\x28\xB5\x2F\xFD"), CONTENT_ZSTD},
    {SLICE("\xFD"
           "7zXZ\0"),
     CONTENT_XZ},
    {SLICE("\x04\x22\x4D\x18"), CONTENT_LZ4},
};

/* What begins with one of these, unpacked as far as blocks of it are whole. Gives how many packed
 * bytes that took for certain: whoever unpacks reads ahead. */
static size_t look_at_layer(struct look *l, struct slice packed)
{
    enum {
        COST = 16 * 1024, /* bytes: to set it up takes as long as to decode so many */
        AHEAD = 64 * 1024
    };
    size_t i = 0, got;
    while (i < COUNT_OF(layers) && !slice_starts(packed, layers[i].mark))
        i++;
    if (i == COUNT_OF(layers) || !goes_on(l))
        return 0;
    struct window w;
    struct memory_stream bytes;
    struct layer layer;
    struct expansion e = expansion_of_mail(packed.n, RATIO, l->left, NULL);
    memory_stream_init(&bytes, packed);
    l->left -= COST < l->left ? COST : l->left;
    if (layer_open(&layer, &bytes.stream, layers[i].kind, &e) && layer.plain)
        for (w.n = 0;
             goes_on(l) && (got = stream_read_fully(layer.plain, window_room(&w), CHUNK)) > 0;)
            look_at_window(l, &w, got);
    layer_close(&layer);
    return bytes.at > AHEAD ? bytes.at - AHEAD : layers[i].mark.n;
}

/* What is spelled otherwise, as far as it goes; gives how long that is. */
static size_t look_at_spelled(struct look *l, struct slice text, spelled_taker *take)
{
    struct window w;
    size_t at = 0, got = CHUNK;
    for (w.n = 0; got > 0 && at < text.n && goes_on(l);) {
        size_t used;
        char *room = window_room(&w);
        got = take(slice_from(text, at), room, CHUNK, &used);
        at += used;
        look_at_window(l, &w, got);
    }
    return at;
}

/* LZ4 and Snappy, as stores of mail are packed by, write what comes again as a copy of what was
 * before, and what comes first as it is: of the zeros that most gzip has in its header one stands
 * there, and a copy from one byte before. */
static bool is_copied(struct slice text)
{
    return slice_skip(&text, SLICE("H4sIA")) && memchr(text.at, 1, text.n < 2 ? text.n : 2);
}

/* At the beginning of gzip or what else is packed, in base64; some of it (bz2) is not unpacked. */
static size_t look_at_base64(struct look *l, struct slice text)
{
    enum { ENOUGH = RUNS_DIGITS / 4 * 3 };
    char bytes[ENOUGH];
    size_t used;
    l->traces->is_packed |= spelled_in_base64(text, bytes, ENOUGH, &used) == ENOUGH ||
                            is_copied(text);
    return look_at_spelled(l, text, spelled_in_base64);
}

static size_t look_at_hex(struct look *l, struct slice text)
{
    return look_at_spelled(l, text, spelled_in_hex);
}

/* Passes over what was unpacked: a file can be made of which every third byte begins so much. */
static size_t look_at_bytes(struct look *l, struct slice bytes)
{
    size_t taken = look_at_packed(l, bytes);
    return taken > 0 ? taken : 1;
}

static void look_at_each(struct look *l, struct slice block, struct slice mark,
                         size_t (*look)(struct look *l, struct slice from))
{
    const char *at;
    struct slice rest = block;
    while (goes_on(l) && (at = memmem(rest.at, rest.n, mark.at, mark.n))) {
        rest = slice_from(rest, (size_t)(at - rest.at));
        rest = slice_from(rest, look(l, rest));
    }
}

/* Digits in a row, and what they go on with in other lines. */
static void look_at_runs(struct look *l, struct slice run, struct slice block)
{
    for (; goes_on(l) && run.n > 0; run = runs_next(block, RUNS_DIGITS, runs_digit)) {
        spelled_taker *take = runs_taker(&run);
        block = slice_from(block, (size_t)(run.at - block.at));
        size_t used = look_at_spelled(l, block, take);
        block = slice_from(block, used > run.n ? used : run.n);
    }
}

static void look_at_digits(struct look *l, struct slice run, struct slice block)
{
    static const struct slice names[] = {SLICE("TLS-Report-"), SLICE("tls-report-"),
                                         SLICE("tlsrpt")},
                              base64[] = {SLICE("H4sI"), SLICE("UEsDB"), SLICE("QlpoOTFBWSZTW"),
                                          SLICE("/Td6WFoA"), SLICE("KLUv/")},
                              hex[] = {SLICE("1f8b08"), SLICE("1F8B08"), SLICE("504b0304"),
                                       SLICE("504B0304")};
    l->traces->is_named = l->traces->is_named ||
                          slice_any(block, slice_holds, names, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(base64); i++)
        look_at_each(l, block, base64[i], look_at_base64);
    for (size_t i = 0; i < COUNT_OF(hex); i++)
        look_at_each(l, block, hex[i], look_at_hex);
    look_at_runs(l, run, block);
}

static void look_at_all_bytes(struct look *l, struct slice block)
{
    static const struct slice packed[] = {SLICE("\x1F\x8B\x08"), SLICE("PK\x03\x04"),
                                          SLICE("x\x01"),        SLICE("x\x5E"),
                                          SLICE("x\x9C"),        SLICE("x\xDA")};
    for (size_t i = 0; i < COUNT_OF(packed); i++)
        look_at_each(l, block, packed[i], look_at_bytes);
    for (size_t i = 0; i < COUNT_OF(layers); i++)
        look_at_each(l, block, layers[i].mark, look_at_layer);
}

/* Looks at packed bytes, which may be any, as they are. Gives how many, `room` at most, that took;
 * in the text they are as long, or longer. */
static size_t look_at_unescaped(struct look *l, struct slice text, size_t room)
{
    char bytes[CHUNK];
    size_t used, n = spelled_in_string(text, bytes, room, &used);
    return look_at_packed(l, (struct slice){.at = bytes, .n = n});
}

/* A text ends with its string. Behind it may be the rest of a report in which a name of another
 * script is escaped: only what was unpacked is passed over, or the string. */
static size_t look_at_escaped(struct look *l, struct slice text)
{
    struct slice rest = text, string = slice_until(&rest, '"');
    size_t taken = look_at_unescaped(l, text, FIRST);
    if (taken == FIRST)
        taken = look_at_unescaped(l, text, CHUNK);
    size_t passed = look_at_spelled(l, string, spelled_in_string);
    return taken > passed ? taken : passed;
}

/* Looks at what is all escaped, and what only begins so: dumps of MySQL keep most bytes. */
static void look_at_strings(struct look *l, struct slice block)
{
    size_t at;
    look_at_each(l, block, SLICE("\x1F\x8B\x08\\"), look_at_escaped);
    while (goes_on(l) && (at = spelled_begin(block)) < block.n) {
        block = slice_from(block, at);
        block = slice_from(block, look_at_escaped(l, block));
    }
}

static void look_at_lists(struct look *l, struct slice block)
{
    struct slice run;
    while (goes_on(l) && (run = runs_next(block, LIST, runs_of_list)).n > 0) {
        block = slice_from(block, (size_t)(run.at + run.n - block.at));
        look_at_spelled(l, run, spelled_in_list);
    }
}

bool traces_are_in_digits(struct slice block)
{
    return runs_next(block, LINE, runs_digit).n > 0 || runs_next(block, LIST, runs_of_list).n > 0;
}

bool traces_are_wide(struct slice block)
{
    static const struct slice marks[] = {
        SLICE("T\0L\0S\0-\0R\0e\0p\0o\0r\0t\0-"), SLICE("-\0s\0e\0s\0s\0i\0o\0n\0-\0c\0o\0u\0n\0t"),
        SLICE("H\0\64\0s\0I"), /* gzip in base64 */
    };
    return slice_has(block, '\0') && slice_any(block, slice_holds, marks, COUNT_OF(marks));
}

static void look_at_block(struct look *l, struct slice block)
{
    struct slice run = runs_next(block, RUNS_DIGITS, runs_digit);
    if (run.n > 0)
        look_at_digits(l, run, block);
    if (l->depth == 0 && block.n > 0 && memchr(block.at, '\0', block.n))
        look_at_all_bytes(l, block);
    if (l->depth == 0 && spelled_is_dump(block))
        look_at_spelled(l, block, spelled_in_dump);
    look_at_strings(l, block);
    look_at_lists(l, block);
}

/* Looks at what was decoded: it may be a report or its mail, be packed, or hold either. */
static void look_within(struct look *l, struct slice bytes)
{
    l->traces->is_found |= begins_report(bytes);
    l->depth++;
    if (goes_on(l) && bytes.n >= RUNS_DIGITS) {
        if (look_at_layer(l, bytes) == 0)
            look_at_packed(l, bytes);
        look_at_block(l, bytes);
    }
    l->depth--;
}

static void end_look(struct look *l)
{
    for (size_t i = 0; i < DEPTH; i++)
        if (l->are_ready[i])
            inflateEnd(&l->inflaters[i]);
}

void traces_look(struct traces *t, struct slice block)
{
    struct look l = {.traces = t, .left = MOST * block.n + CHUNK};
    look_at_block(&l, block);
    end_look(&l);
}

void traces_look_at_deflated(struct traces *t, struct slice bytes)
{
    struct look l = {.traces = t, .left = MOST * bytes.n + CHUNK};
    look_at_deflated(&l, bytes, -MAX_WBITS);
    end_look(&l);
}

bool traces_tell(const struct traces *t)
{
    return t->is_found || (t->is_named && t->is_packed);
}
