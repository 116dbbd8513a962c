#include "formats/read/traces.h"

#include <zlib.h>

#include "formats/read/spelled.h"
#include "lib/base/little.h"
#include "lib/mail/encoding.h"

enum {
    RUN = 40,       /* digits in a row: no text has them */
    LINE = 130,     /* more of them than a TLSA record of a report has (SHA-512) */
    LIST = 80,      /* characters of numbers in a list: no report has them */
    DIGITS = 2048,  /* of one run are decoded */
    PACKED = 1536,  /* bytes that they are */
    PLAIN = 4096,   /* bytes that these unpack to, and that are taken of another spelling at once */
    ANY_HEADER = 47 /* zlib: gzip or zlib, by their headers, and a window of 32 KB */
};

static bool holds_one_of(struct slice bytes, const struct slice *marks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_holds(bytes, marks[i]))
            return true;
    return false;
}

/* The beginning of a report or of a report's mail. */
static bool begins_report(struct slice plain)
{
    static const struct slice marks[] = {
        SLICE("\"organization-name\""), SLICE("\"report-id\""),      SLICE("\"date-range\""),
        SLICE("TLS-Report-Domain:"),    SLICE("application/tlsrpt"),
    };
    return holds_one_of(plain, marks, COUNT_OF(marks));
}

/* One for all that a block may hold: to set it up takes longer than to see that bytes are none. */
struct look {
    struct traces *traces;
    z_stream inflater;
    bool is_ready;
};

static bool make_ready(struct look *l, int window)
{
    if (!l->is_ready)
        return l->is_ready = inflateInit2(&l->inflater, window) == Z_OK;
    return inflateReset2(&l->inflater, window) == Z_OK;
}

/* Of a zip the data of its first member (APPNOTE, 4.3.7); it is empty where it is not there. */
static struct slice zip_data(struct slice zip)
{
    enum { HEADER = 30, NAME_LENGTH_AT = 26, EXTRA_LENGTH_AT = 28 };
    if (zip.n < HEADER)
        return slice_first(zip, 0);
    size_t before = HEADER + (size_t)little_16(zip.at + NAME_LENGTH_AT) +
                    (size_t)little_16(zip.at + EXTRA_LENGTH_AT);
    return slice_from(zip, before < zip.n ? before : zip.n);
}

/* What gzip, zlib or a zip begins with, unpacked as far as it goes; gives how many packed bytes
 * that took. */
static size_t look_at_packed(struct look *l, struct slice packed)
{
    char plain[PLAIN];
    bool is_zip = slice_starts(packed, SLICE("PK\x03\x04"));
    if (!make_ready(l, is_zip ? -MAX_WBITS : ANY_HEADER))
        return 0;
    if (is_zip)
        packed = zip_data(packed);
    z_stream *z = &l->inflater;
    z->next_in = (Bytef *)packed.at;
    z->avail_in = (uInt)(packed.n < PACKED ? packed.n : PACKED);
    z->next_out = (Bytef *)plain;
    z->avail_out = sizeof plain;
    inflate(z, Z_SYNC_FLUSH);
    struct slice unpacked = {.at = plain, .n = sizeof plain - z->avail_out};
    l->traces->is_found |= begins_report(unpacked);
    return (size_t)(z->next_in - (const Bytef *)packed.at);
}

/* The character that a text of digits has written otherwise, and which is a digit or a line end:
 * "\n", "\/", "\u002b", "%2B", "&#13;". Gives how long that is; 0: it is nothing such. */
static size_t escape(struct slice rest, char *c)
{
    size_t n = 1;
    *c = '\n';
    if (rest.at[0] == '&') {
        const char *end = memchr(rest.at, ';', rest.n < 8 ? rest.n : 8);
        return end ? (size_t)(end + 1 - rest.at) : 0;
    }
    if (rest.at[0] == '%' && rest.n > 2) {
        *c = (char)ascii_hex_byte(slice_from(rest, 1));
        return 3;
    }
    if (rest.at[0] != '\\')
        return 0;
    while (n < rest.n && rest.at[n] == '\\')
        n++;
    if (n + 4 < rest.n && rest.at[n] == 'u') {
        *c = (char)ascii_hex_byte(slice_from(rest, n + 3));
        return n + 5;
    }
    return n < rest.n && (rest.at[n] == 'n' || rest.at[n] == 'r') ? n + 1 : n;
}

static bool stands_between_lines(char c)
{
    return ascii_is_space(c) || c == '>' || c == '=';
}

static char plain_digit(char c) /* of the alphabet for URLs, too (RFC 4648, 5) */
{
    return (char)(c == '-' ? '+' : c == '_' ? '/' : c);
}

/* The digits that `text` begins with, without what stands between them; *n: how long they were. */
static struct slice take_digits(struct slice text, char digits[static DIGITS], size_t *n)
{
    size_t at = 0, taken = 0;
    while (at < text.n && taken < DIGITS) {
        char c = plain_digit(text.at[at]);
        size_t length = encoding_base64_digit(c) >= 0 || stands_between_lines(c)
                            ? 1
                            : escape(slice_from(text, at), &c);
        if (length == 0 || (encoding_base64_digit(c) < 0 && !stands_between_lines(c)))
            break;
        if (encoding_base64_digit(c) >= 0)
            digits[taken++] = c;
        at += length;
    }
    *n = at;
    return (struct slice){.at = digits, .n = taken};
}

/* At the beginning of gzip, a zip, or what is not unpacked (bz2, xz, zstd), in base64;
 * gives how long it is. */
static size_t look_at_base64(struct look *l, struct slice text)
{
    char digits[DIGITS], bytes[PACKED + 3];
    bool damaged = false;
    size_t n;
    struct slice all = take_digits(text, digits, &n);
    if (all.n < RUN)
        return n;
    l->traces->is_packed = true;
    size_t decoded = encoding_base64(bytes, PACKED, all, &damaged);
    look_at_packed(l, (struct slice){.at = bytes, .n = decoded});
    return n;
}

/* At the beginning of either in hexadecimal digits, perhaps in lines; likewise. */
static size_t look_at_hex(struct look *l, struct slice text)
{
    char bytes[PACKED];
    size_t n = 0, at = 0;
    while (n < PACKED && at < text.n) {
        bool is_space = ascii_is_space(text.at[at]);
        int byte = is_space ? 0 : ascii_hex_byte(slice_from(text, at));
        if (byte < 0)
            break;
        bytes[n] = (char)byte;
        n += !is_space;
        at += is_space ? 1 : 2;
    }
    look_at_packed(l, (struct slice){.at = bytes, .n = n});
    return at;
}

/* What was unpacked is passed over: a file can be made of which every third byte begins so much. */
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
    while (!l->traces->is_found && (at = memmem(rest.at, rest.n, mark.at, mark.n))) {
        rest = slice_from(rest, (size_t)(at - rest.at));
        rest = slice_from(rest, look(l, rest));
    }
}

/* Mail and JSON in base64: "TLS-Report-" and "session-count" where their first byte is the first,
 * second or third of three; and both in hexadecimal digits. */
static bool is_encoded(struct slice run)
{
    static const struct slice words[] = {
        SLICE("VExTLVJlcG9ydC"),         SLICE("RMUy1SZXBvcnQt"),
        SLICE("UTFMtUmVwb3J0L"),         SLICE("c2Vzc2lvbi1jb3Vud"),
        SLICE("Nlc3Npb24tY291bn"),       SLICE("zZXNzaW9uLWNvdW50"),
        SLICE("544c532d5265706f72742d"), SLICE("73657373696f6e2d636f756e74"),
        SLICE("544C532D5265706F72742D"), SLICE("73657373696F6E2D636F756E74"),
    };
    return holds_one_of(run, words, COUNT_OF(words));
}

static bool is_digit(char c)
{
    return encoding_base64_digit(plain_digit(c)) >= 0;
}

/* Of a list of numbers, or of an object that has them by number. */
static bool is_of_list(char c)
{
    return ascii_is_digit(c) || c == ',' || c == '-' || c == '"' || c == ':' || ascii_is_space(c);
}

/* The next run of at least so many such characters. n = 0: there is none. */
static struct slice next_run(struct slice text, size_t least, bool is_such(char c))
{
    size_t last = least - 1; /* of the first run that may be there */
    while (last < text.n) {
        size_t end = last + 1, begin = end;
        while (end - begin < least && is_such(text.at[begin - 1]))
            begin--;
        if (end - begin < least) {
            last = begin - 1 + least;
            continue;
        }
        while (end < text.n && is_such(text.at[end]))
            end++;
        return (struct slice){.at = text.at + begin, .n = end - begin};
    }
    return (struct slice){0};
}

static void look_at_runs(struct look *l, struct slice run, struct slice block)
{
    for (; !l->traces->is_found && run.n > 0; run = next_run(block, RUN, is_digit)) {
        l->traces->is_found = is_encoded(run);
        block = slice_from(block, (size_t)(run.at + run.n - block.at));
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
    l->traces->is_named = l->traces->is_named || holds_one_of(block, names, COUNT_OF(names));
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
}

/* What is packed begins where its spelling does: it is not looked for in the midst, since a text is
 * looked through to its end. Gives how far to go on: where there is more than was taken, behind
 * half of that, as what tells may stand at its end. */
static size_t look_at_spelled(struct look *l, struct slice text, spelled_taker *take)
{
    char bytes[PLAIN];
    size_t used;
    struct slice plain = {.at = bytes, .n = take(text, bytes, sizeof bytes, &used)};
    l->traces->is_found |= begins_report(plain);
    look_at_packed(l, plain);
    return used < text.n ? used / 2 : used;
}

/* What is packed may have any byte in it, as it is; a text ends with its string. Behind that may be
 * the rest of a report that has a name of another script escaped. */
static size_t look_at_escaped(struct look *l, struct slice text)
{
    char bytes[PLAIN];
    size_t used;
    struct slice rest = text, string = slice_until(&rest, '"');
    size_t n = spelled_in_string(text, bytes, sizeof bytes, &used);
    look_at_packed(l, (struct slice){.at = bytes, .n = n});
    return look_at_spelled(l, string, spelled_in_string);
}

/* What is all escaped, and what only begins so: dumps of MySQL keep most bytes as they are. */
static void look_at_strings(struct look *l, struct slice block)
{
    size_t at;
    look_at_each(l, block, SLICE("\x1F\x8B\x08\\"), look_at_escaped);
    while (!l->traces->is_found && (at = spelled_begin(block)) < block.n) {
        block = slice_from(block, at);
        block = slice_from(block, look_at_escaped(l, block));
    }
}

static void look_at_lists(struct look *l, struct slice block)
{
    struct slice run;
    while (!l->traces->is_found && (run = next_run(block, LIST, is_of_list)).n > 0) {
        block = slice_from(block, (size_t)(run.at + run.n - block.at));
        while (!l->traces->is_found && run.n > 0)
            run = slice_from(run, look_at_spelled(l, run, spelled_in_list));
    }
}

bool traces_are_in_digits(struct slice block)
{
    return next_run(block, LINE, is_digit).n > 0 || next_run(block, LIST, is_of_list).n > 0;
}

void traces_look(struct traces *t, struct slice block)
{
    struct look l = {.traces = t};
    struct slice run = next_run(block, RUN, is_digit);
    if (run.n > 0)
        look_at_digits(&l, run, block);
    if (block.n > 0 && memchr(block.at, '\0', block.n))
        look_at_all_bytes(&l, block);
    look_at_strings(&l, block);
    look_at_lists(&l, block);
    if (l.is_ready)
        inflateEnd(&l.inflater);
}

bool traces_tell(const struct traces *t)
{
    return t->is_found || (t->is_named && t->is_packed);
}
