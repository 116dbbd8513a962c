#include "formats/read/recognise.h"

#include "lib/mail/field.h"

struct magic {
    size_t at;
    struct slice bytes;
    enum content_kind kind;
};

/* clang-format off */
static const struct magic magics[] = {
    {0, SLICE("\x1F\x8B"), CONTENT_GZIP},
    {0, SLICE("PK\x03\x04"), CONTENT_ZIP},
    {0, SLICE("PK\x05\x06"), CONTENT_ZIP}, /* an empty one */
    {0, SLICE("BZh"), CONTENT_BZIP2},
    {0, SLICE("\xFD" "7zXZ\0"), CONTENT_XZ},
    {0, SLICE("\x28\xB5\x2F\xFD"), CONTENT_ZSTD},
    {0, SLICE("\x04\x22\x4D\x18"), CONTENT_LZ4},
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
    {2, SLICE("-lh"), CONTENT_LHA},
    {2, SLICE("-lz"), CONTENT_LHA},
    {257, SLICE("ustar"), CONTENT_TAR},
};

/* clang-format on */

/* A tar before POSIX has no mark, but its header's checksum tells (the field itself counts as
 * blanks). */
static bool is_old_tar(struct slice head)
{
    enum { HEADER = 512, SUM_AT = 148, SUM_LENGTH = 8 };
    if (head.n < HEADER || head.at[0] == '\0')
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

bool content_is_json(struct slice bytes)
{
    if (slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
        bytes = slice_from(bytes, 3);
    while (bytes.n > 0 && ascii_is_space(bytes.at[0]))
        bytes = slice_from(bytes, 1);
    return bytes.n > 0 && bytes.at[0] == '{';
}

/* Any text may begin with a word and a colon; mail has at least one of these fields, too. */
static bool is_mail_field(struct slice name)
{
    static const char *const known[] = {
        "From",
        "To",
        "Date",
        "Subject",
        "Message-ID",
        "Received",
        "Return-Path",
        "Delivered-To",
        "MIME-Version",
        "Content-Type",
        "Sender",
        "Reply-To",
        "Cc",
        "Authentication-Results",
        "DKIM-Signature",
        "ARC-Seal",
        "X-Original-To",
        "Envelope-To",
        "TLS-Report-Domain",
        "TLS-Report-Submitter",
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (slice_equal_nocase(name, slice_of(known[i])))
            return true;
    return false;
}

static bool is_message(struct slice head)
{
    struct field f;
    while (field_next(&head, &f))
        if (is_mail_field(f.name))
            return true;
    return false;
}

enum content_kind recognise(struct slice head)
{
    if (slice_starts(head, SLICE("From ")))
        return CONTENT_MBOX;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (head.n > magics[i].at && slice_starts(slice_from(head, magics[i].at), magics[i].bytes))
            return magics[i].kind;
    if (content_is_json(head)) {
        struct slice rest = slice_trim(head);
        return slice_starts(rest, SLICE("{\"report_key\":\"")) ? CONTENT_RECORDS : CONTENT_JSON;
    }
    if (is_message(head))
        return CONTENT_MESSAGE;
    return is_old_tar(head) ? CONTENT_TAR : CONTENT_UNKNOWN;
}

bool content_is_compression(enum content_kind kind)
{
    return kind >= CONTENT_GZIP && kind <= CONTENT_LZMA;
}

static bool ends_in_one_of(struct slice name, const struct slice *endings, size_t n,
                           struct slice *rest)
{
    for (size_t i = 0; i < n; i++)
        if (slice_ends_nocase(name, endings[i])) {
            *rest = slice_first(name, name.n - endings[i].n);
            return true;
        }
    return false;
}

static bool is_pile_name(struct slice name)
{
    static const struct slice piles[] = {SLICE(".mbox"), SLICE(".mbx"),  SLICE(".tar"),
                                         SLICE(".tgz"),  SLICE(".tbz"),  SLICE(".tbz2"),
                                         SLICE(".txz"),  SLICE(".tzst"), SLICE(".zip"),
                                         SLICE(".7z"),   SLICE(".rar"),  SLICE(".cpio"),
                                         SLICE(".cab"),  SLICE(".lzh"),  SLICE(".lha")},
                              packed[] = {SLICE(".gz"),  SLICE(".bz2"), SLICE(".xz"), SLICE(".zst"),
                                          SLICE(".lz4"), SLICE(".lz"),  SLICE(".Z")},
                              single[] = {SLICE(".json"), SLICE(".eml")};
    struct slice rest = name, bare;
    if (ends_in_one_of(name, piles, sizeof piles / sizeof *piles, &rest))
        return true;
    return ends_in_one_of(name, packed, sizeof packed / sizeof *packed, &rest) &&
           !ends_in_one_of(rest, single, sizeof single / sizeof *single, &bare);
}

bool recognise_pile(struct slice name, uint64_t size)
{
    enum { TINY_FILE = 16 * 1024, SMALL_FILE = 512 * 1024 };
    return size > SMALL_FILE || (size > TINY_FILE && is_pile_name(name));
}
