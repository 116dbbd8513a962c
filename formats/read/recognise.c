#include "formats/read/recognise.h"

#include "formats/read/dbox.h"
#include "formats/read/fromline.h"
#include "formats/read/stores.h"
#include "formats/read/streams/emlx.h"
#include "formats/read/streams/pem.h"
#include "formats/read/streams/smime.h"
#include "formats/read/streams/stream.h"
#include "lib/base/little.h"
#include "lib/base/scan.h"
#include "lib/base/utf8.h"
#include "lib/mail/field.h"
#include "lib/tlsrpt/part.h"

struct magic {
    size_t at;
    struct slice bytes;
    enum content_kind kind;
};

/* clang-format off */
static const struct magic magics[] = {
    {0, SLICE("\x1F\x8B"), CONTENT_GZIP},
    {0, SLICE("PK\x03\x04"), CONTENT_ZIP},
    {0, SLICE("PK00PK\x03\x04"), CONTENT_ZIP}, /* it need not have been split (APPNOTE, 8.5.5) */
    {0, SLICE("PK\x05\x06"), CONTENT_EMPTY}, /* or damaged: is_empty_zip */
    {0, SLICE("BZh"), CONTENT_BZIP2},
    {0, SLICE("\xFD" "7zXZ\0"), CONTENT_XZ},
    {0, SLICE("\x28\xB5\x2F\xFD"), CONTENT_ZSTD},
    {0, SLICE("\x04\x22\x4D\x18"), CONTENT_LZ4},
    {0, SLICE("\x02\x21\x4C\x18"), CONTENT_LZ4}, /* lz4 -l */
    {0, SLICE("\x1F\x9D"), CONTENT_COMPRESS},
    {0, SLICE("LZIP"), CONTENT_LZIP},
    {0, SLICE("\x5D\0\0"), CONTENT_LZMA},
    {0, SLICE("7z\xBC\xAF\x27\x1C"), CONTENT_7Z},
    {0, SLICE("Rar!\x1A\x07\x00"), CONTENT_RAR},
    {0, SLICE("Rar!\x1A\x07\x01"), CONTENT_RAR5},
    {0, SLICE("MSCF"), CONTENT_CAB},
    {0, SLICE("!<arch>\n"), CONTENT_AR},
    {0, SLICE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), CONTENT_COMPOUND},
    {0, SLICE("\x78\x9F\x3E\x22"), CONTENT_TNEF},
    {0, SLICE("!BDN"), CONTENT_PST},
    {0, SLICE("070701"), CONTENT_CPIO},
    {0, SLICE("070702"), CONTENT_CPIO},
    {0, SLICE("070707"), CONTENT_CPIO},
    {0, SLICE("\xC7\x71"), CONTENT_CPIO},
    {0, SLICE("\x71\xC7"), CONTENT_CPIO},
    {0, SLICE("Dovecot-LZ4\x0D\x2A\x9B\xC5"), CONTENT_DOVECOT_LZ4},
    {0, SLICE("\xFF\xFE"), CONTENT_UTF16LE},
    {0, SLICE("\xFE\xFF"), CONTENT_UTF16BE},
}, further_in[] = {
    {2, SLICE("-lh"), CONTENT_LHA},
    {2, SLICE("-lz"), CONTENT_LHA},
    {257, SLICE("ustar"), CONTENT_TAR},
};

/* What the magics begin with: most texts begin otherwise, and no row has to be tried. */
static const bool magic_begins[256] = {
    [0x1F] = true, ['P'] = true, ['B'] = true, [0xFD] = true, [0x28] = true, [0x04] = true,
    ['L'] = true, [0x5D] = true, ['7'] = true, ['R'] = true, ['M'] = true, ['!'] = true,
    [0xD0] = true, [0x78] = true, ['0'] = true, [0xC7] = true, [0x71] = true, ['D'] = true,
    [0xFF] = true, [0xFE] = true, [0x02] = true,
};
/* clang-format on */

/* A tar before POSIX has no mark, but its header's checksum tells (the field itself counts as
 * blanks). */
static bool is_old_tar(struct slice head)
{
    enum { HEADER = 512, SUM_AT = 148, SUM_LENGTH = 8 };
    if (head.n < HEADER || head.at[0] == '\0')
        return false;
    unsigned char digit = (unsigned char)head.at[SUM_AT + 4];
    if (digit != ' ' && (digit < '0' || digit > '7')) /* nearly always enough */
        return false;
    unsigned sum = 0, stated = 0;
    for (size_t i = 0; i < HEADER; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_LENGTH ? ' ' : (unsigned char)head.at[i];
    size_t i = SUM_AT;
    while (i < SUM_AT + SUM_LENGTH && head.at[i] == ' ')
        i++;
    size_t first = i;
    for (; i < SUM_AT + SUM_LENGTH && head.at[i] >= '0' && head.at[i] <= '7'; i++)
        stated = stated * 8 + (unsigned)(head.at[i] - '0');
    return i > first && stated == sum;
}

static struct slice without_mark(struct slice bytes)
{
    slice_skip(&bytes, UTF8_BYTE_ORDER_MARK);
    return bytes;
}

bool content_is_gzip(struct slice bytes)
{
    return slice_starts(bytes, SLICE("\x1F\x8B"));
}

bool content_is_json(struct slice bytes)
{
    static const char record_separator = '\x1E'; /* before each value of a sequence (RFC 7464) */
    bytes = without_mark(bytes);
    while (bytes.n > 0 && (ascii_is_space(bytes.at[0]) || bytes.at[0] == record_separator))
        bytes = slice_from(bytes, 1);
    if (bytes.n == 0 || bytes.at[0] != '[')
        return bytes.n > 0 && bytes.at[0] == '{';
    do /* "[section]" of a settings file is no array of reports */
        bytes = slice_from(bytes, 1);
    while (bytes.n > 0 && (ascii_is_space(bytes.at[0]) || bytes.at[0] == '['));
    return bytes.n > 0 && (bytes.at[0] == '{' || bytes.at[0] == ']');
}

/* Any text may begin with a word and a colon; mail has at least one of these fields, too, and what
 * was posted to a web server one of the last. */
static bool is_mail_field(struct slice name)
{
    static const struct slice known[] = {
        SLICE("From"),
        SLICE("To"),
        SLICE("Date"),
        SLICE("Subject"),
        SLICE("Message-ID"),
        SLICE("Received"),
        SLICE("Return-Path"),
        SLICE("Delivered-To"),
        SLICE("MIME-Version"),
        SLICE("Content-Type"),
        SLICE("Sender"),
        SLICE("Reply-To"),
        SLICE("Cc"),
        SLICE("Authentication-Results"),
        SLICE("DKIM-Signature"),
        SLICE("ARC-Seal"),
        SLICE("X-Original-To"),
        SLICE("Envelope-To"),
        SLICE("TLS-Report-Domain"),
        SLICE("TLS-Report-Submitter"),
        SLICE("Host"),
        SLICE("Content-Length"),
        SLICE("Content-Encoding"),
    };
    return slice_any(name, slice_equal_nocase, known, COUNT_OF(known));
}

/* Is it the beginning of a field whose colon did not fit? */
static bool is_cut_name(struct slice rest)
{
    size_t n = scan_field_name(rest);
    return n + slice_run(slice_from(rest, n), ascii_is_blank) == rest.n;
}

/* May it be a field that one mail system, a forwarder or a list puts on top? */
static bool is_added_field(struct slice name)
{
    static const struct slice begins[] = {SLICE("X-"), SLICE("ARC-"), SLICE("List-")};
    return slice_any(name, slice_starts_nocase, begins, COUNT_OF(begins));
}

/* Calendars and contacts have fields, too, and so has the envelope that OpenSMTPD keeps beside each
 * mail of its queue (envelope.c). */
static bool is_of_other_fields(struct slice text)
{
    return slice_starts(text, SLICE("BEGIN:V")) || slice_starts(text, SLICE("version: "));
}

/* Headers may begin with kilobytes of added fields: where the text is cut, they make a message. */
static bool is_message(struct slice text, bool is_cut)
{
    struct field f;
    struct slice rest = text;
    bool has_added = false;
    if (is_of_other_fields(text))
        return false;
    while (field_next(&rest, &f)) {
        if (is_mail_field(f.name))
            return true;
        has_added |= is_added_field(f.name);
    }
    return is_cut && has_added && is_cut_name(rest);
}

/* The length of a line as "POST /v1/tlsrpt HTTP/1.1", which web servers store (RFC 9112, 3). */
static size_t request_line(struct slice head)
{
    if (!slice_starts(head, SLICE("POST ")) && !slice_starts(head, SLICE("PUT ")))
        return 0;
    static const struct slice version = SLICE("HTTP/");
    struct slice rest = head;
    struct slice line = slice_until(&rest, '\n'), end = slice_trim(line);
    const char *blank = memrchr(end.at, ' ', end.n);
    if (!blank)
        return 0;
    end = slice_from(end, (size_t)(blank + 1 - end.at));
    return slice_starts(end, version) && end.n > version.n && ascii_is_digit(end.at[version.n]) &&
                   rest.n > 0
               ? line.n + 1
               : 0;
}

/* The length of what stands before a text that OpenPGP signs in the clear (RFC 4880, 7): its mark,
 * the hashes' names, and an empty line. */
static size_t signature_lines(struct slice head)
{
    struct slice rest = head;
    if (!slice_skip(&rest, SLICE("-----BEGIN PGP SIGNED MESSAGE-----")))
        return 0;
    slice_until(&rest, '\n');
    while (rest.n > 0) {
        struct slice line = slice_trim(slice_until(&rest, '\n'));
        if (line.n == 0)
            return head.n - rest.n;
        if (!slice_starts(line, SLICE("Hash: ")))
            break;
    }
    return 0;
}

/* The length of an empty line with its line end; 0: something stands in the line. */
static size_t blank_line(struct slice text)
{
    size_t n = slice_run(text, ascii_is_blank);
    n += slice_starts(slice_from(text, n), SLICE("\r\n"));
    return n < text.n && text.at[n] == '\n' ? n + 1 : 0;
}

size_t recognise_prefix(struct slice head)
{
    struct slice rest = without_mark(head);
    for (size_t n; (n = blank_line(rest)) > 0;)
        rest = slice_from(rest, n);
    return head.n - rest.n + request_line(rest) + signature_lines(rest);
}

/* Is it mail whose lines end in a lone CR? */
static bool is_mail_in_cr_lines(struct slice head)
{
    enum { ENOUGH = 1024 };
    char lines[ENOUGH];
    if (head.n > 0 && head.at[head.n - 1] == '\n') /* of whoever saved it */
        head.n--;
    size_t n = head.n < ENOUGH ? head.n : ENOUGH;
    if (n == 0 || memchr(head.at, '\n', n) || !memchr(head.at, '\r', n))
        return false;
    for (size_t i = 0; i < n; i++)
        lines[i] = head.at[i] == '\r' ? '\n' : head.at[i];
    struct slice text = {.at = lines, .n = n};
    text = slice_from(text, recognise_prefix(text));
    return fromline_begins(text) || is_message(text, n < head.n);
}

/* RFC 1950, 2.2. A text may begin with the same two bytes, but not go on so. */
static bool is_zlib(struct slice head)
{
    enum { ENOUGH = 64, LEAST = 8 };
    if (head.n < LEAST || head.at[0] != 'x' || ('x' * 256u + (unsigned char)head.at[1]) % 31 != 0 ||
        (head.at[1] & 0x20) != 0)
        return false;
    for (size_t i = 2; i < head.n && i < ENOUGH; i++)
        if ((unsigned char)head.at[i] >= 0x80 || (unsigned char)head.at[i] < '\t')
            return true;
    return false;
}

static enum content_kind json_kind(struct slice text)
{
    if (part_begins(text))
        return CONTENT_PART;
    text = slice_from(text, slice_run(text, ascii_is_space));
    if (slice_starts(text, SLICE("{\"schema\":\"tlsrpt-audit/summary/")))
        return CONTENT_SUMMARY;
    return slice_starts(text, SLICE("{\"report_key\":\"")) ? CONTENT_RECORDS : CONTENT_JSON;
}

static enum content_kind recognise_text(struct slice head)
{
    uint64_t length;
    bool is_cut = head.n == STREAM_HEAD;
    if (is_mail_in_cr_lines(head))
        return CONTENT_CR_LINES;
    struct slice text = slice_from(head, recognise_prefix(head));
    if (fromline_begins(text))
        return CONTENT_MBOX;
    if (slice_starts(text, SLICE("\1\1\1\1\n")) || slice_starts(text, SLICE("\1\1\1\1\r\n")))
        return CONTENT_MMDF;
    if (content_is_json(text))
        return json_kind(text);
    if (is_message(text, is_cut))
        return CONTENT_MESSAGE;
    size_t line = emlx_first_line(head, &length);
    return line > 0 && is_message(slice_from(head, line), is_cut) ? CONTENT_EMLX : CONTENT_UNKNOWN;
}

static enum content_kind find_magic(const struct magic *rows, size_t n, struct slice head)
{
    for (const struct magic *m = rows; m < rows + n; m++)
        if (head.n > m->at && head.at[m->at] == m->bytes.at[0] &&
            slice_starts(slice_from(head, m->at), m->bytes))
            return m->kind;
    return CONTENT_UNKNOWN;
}

/* pzstd writes a frame without data before each of the others (RFC 8878, 3.1.2); lz4 has the same.
 * A frame that reaches further than we see is zstd's as a rule. */
static enum content_kind kind_behind_empty_frames(struct slice head)
{
    enum { MARK = 4, HEADER = 8 };
    struct slice rest = head;
    while (rest.n >= HEADER && (rest.at[0] & 0xF0) == 0x50 &&
           slice_starts(slice_from(rest, 1), SLICE("\x2A\x4D\x18"))) {
        uint32_t n = little_32(rest.at + MARK);
        if (n > rest.n - HEADER)
            return CONTENT_ZSTD;
        rest = slice_from(rest, HEADER + n);
    }
    enum content_kind kind = CONTENT_UNKNOWN;
    if (rest.n < head.n)
        kind = find_magic(magics, COUNT_OF(magics), rest);
    return kind == CONTENT_ZSTD || kind == CONTENT_LZ4 ? kind : CONTENT_UNKNOWN;
}

static enum content_kind recognise_binary(struct slice head)
{
    enum smime_kind smime = smime_kind_of(head);
    if (smime == SMIME_SIGNED || smime == SMIME_COMPRESSED)
        return CONTENT_SMIME;
    if (pem_is_message(head))
        return CONTENT_PEM;
    if (stores_find(head))
        return CONTENT_STORE;
    if (is_zlib(head))
        return CONTENT_ZLIB;
    if (dbox_is(head))
        return CONTENT_DBOX;
    return is_old_tar(head) ? CONTENT_TAR : kind_behind_empty_frames(head);
}

/* Is it a zip of its end record alone: no entries, no bytes, and the comment that it announces? */
static bool is_empty_zip(struct slice head)
{
    enum { SIGNATURE = 4, LENGTH_AT = 20, LENGTH = 22 };
    if (head.n < LENGTH)
        return false;
    for (size_t i = SIGNATURE; i < LENGTH_AT; i++)
        if (head.at[i] != '\0')
            return false;
    size_t whole = LENGTH + (size_t)little_16(head.at + LENGTH_AT);
    return head.n == whole || (head.n == STREAM_HEAD && head.n < whole);
}

static enum content_kind recognise_magic(struct slice head)
{
    enum content_kind kind = CONTENT_UNKNOWN;
    if (head.n > 0 && magic_begins[(unsigned char)head.at[0]])
        kind = find_magic(magics, COUNT_OF(magics), head);
    if (kind == CONTENT_EMPTY && !is_empty_zip(head))
        kind = CONTENT_ZIP;
    return kind != CONTENT_UNKNOWN ? kind : find_magic(further_in, COUNT_OF(further_in), head);
}

enum content_kind recognise(struct slice head)
{
    if (fromline_begins(head) && memchr(head.at, '\n', head.n))
        return CONTENT_MBOX;
    if (head.n > 0 && head.at[0] == '{') /* what most parts unpack to */
        return json_kind(head);
    enum content_kind kind = recognise_magic(head);
    if (kind != CONTENT_UNKNOWN)
        return kind;
    kind = recognise_text(head);
    return kind != CONTENT_UNKNOWN ? kind : recognise_binary(head);
}

bool content_is_layer(enum content_kind kind)
{
    return kind >= CONTENT_GZIP && kind <= CONTENT_SMIME;
}
