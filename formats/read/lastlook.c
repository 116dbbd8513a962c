#include "formats/read/lastlook.h"

#include <stdlib.h>

#include "formats/read/documents.h"
#include "formats/read/joined.h"
#include "formats/read/leaf.h"
#include "formats/read/pieces.h"
#include "formats/read/recognise.h"
#include "formats/read/spelled.h"
#include "formats/read/sqliterows.h"
#include "formats/read/stores.h"
#include "formats/read/traces.h"
#include "lib/mail/field.h"

/* All is looked through, since dumps, databases and images of disks are large; of pictures, sound
 * and programs, which are many, one block, but programs to their end for an archive. */
enum { BLOCK = 256 * 1024, WINDOW = 16 << 20 };

static const struct unread
    mail_inside = {UNREAD_UNKNOWN_FORM, SLICE("file that holds report mail in an unknown form"),
                   SLICE("export the mail as .eml files or mbox")},
    report_inside = {UNREAD_UNKNOWN_FORM, SLICE("report in the midst of other text"),
                     SLICE("save it as a file, and give that")},
    archive_inside = {UNREAD_NO_READER, SLICE("archive behind a program, perhaps self-extracting"),
                      SLICE("unpack it with 7z x FILE, and give the folder")},
    wide_inside = {UNREAD_UNKNOWN_FORM, SLICE("mail or report in UTF-16 or UTF-32 without a mark"),
                   SLICE("convert it with iconv -f UTF-16LE (UTF-16BE, UTF-32LE, "
                         "UTF-32BE) -t UTF-8, and give that")};

/* Indexes keep other fields of a mail, but From in a form of their own. */
static bool holds_mail(struct slice text)
{
    struct field f;
    text = leaf_mail_in_text(text);
    if (recognise(slice_at_most(text, STREAM_HEAD)) != CONTENT_MESSAGE)
        return false;
    while (field_next(&text, &f))
        if (slice_equal_nocase(f.name, SLICE("From")))
            return true;
    return false;
}

/* A text about reports names some of their keys, but hardly one of these two besides.
 * Quoted-printable may have cut the other by the end of a line. */
static bool holds_report(struct slice text)
{
    return documents_in_text(text) && (slice_holds(text, SLICE("total-successful-session-count")) ||
                                       slice_holds(text, SLICE("total-failure-session-count")));
}

/* What 7-Zip (7zFormat.txt) and RAR (technote.txt) begin with: a mark, and behind it the version or
 * the type of the first header. Libraries and tables of file types have the mark alone. */
static bool holds_packed(struct slice bytes)
{
    static const struct {
        struct slice mark;
        size_t at;
        struct slice one_of;
    } begins[] = {
        {SLICE("7z\xBC\xAF\x27\x1C\0"), 7, SLICE("\2\3\4")},
        {SLICE("Rar!\x1A\x07\0"), 9, SLICE("s")},
        {SLICE("Rar!\x1A\x07\1\0"), 13, SLICE("\1\4")},
    };
    const char *at;
    for (size_t i = 0; i < COUNT_OF(begins); i++)
        for (struct slice rest = bytes, mark = begins[i].mark;
             (at = memmem(rest.at, rest.n, mark.at, mark.n));
             rest = slice_from(rest, (size_t)(at + mark.n - rest.at)))
            if (begins[i].at < (size_t)(bytes.at + bytes.n - at) &&
                slice_has(begins[i].one_of, at[begins[i].at]))
                return true;
    return false;
}

static const struct unread *look_for_packed(struct slice bytes)
{
    return holds_packed(bytes) ? &archive_inside : NULL;
}

/* Is it a script with bytes behind it that are no text? */
static bool is_script_of_more(struct slice bytes)
{
    return slice_starts(bytes, SLICE("#!")) && memchr(bytes.at, '\0', bytes.n);
}

/* What stands there as it is. */
static const struct unread *look_at_text(struct slice text)
{
    return holds_mail(text) ? &mail_inside : holds_report(text) ? &report_inside : NULL;
}

/* Takes the zeros out of the text, in its own place, and a mark before it. */
static struct slice narrow(char *bytes, size_t n)
{
    struct slice text = {.at = bytes};
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != '\0')
            bytes[text.n++] = bytes[i];
    if (!slice_skip(&text, SLICE("\xFE\xFF")))
        slice_skip(&text, SLICE("\xFF\xFE"));
    return text;
}

/* What report mail is known by anywhere in bytes. */
static const struct unread *look_at_bytes(struct traces *t, struct slice bytes)
{
    const struct unread *inside = look_at_text(bytes);
    if (inside)
        return inside;
    traces_look(t, bytes);
    return traces_tell(t) ? &mail_inside : NULL;
}

static const struct unread *look_at_wide_texts(struct slice block)
{
    struct traces t = {0};
    char *copy = traces_are_wide(block) ? malloc(block.n) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, block.at, block.n);
    const struct unread *inside = look_at_bytes(&t, narrow(copy, block.n));
    free(copy);
    return inside;
}

static const struct unread *look_at_block(struct traces *t, struct slice block)
{
    const struct unread *inside = look_at_bytes(t, block);
    return inside ? inside : look_at_wide_texts(block);
}

static const struct unread *look_inside(struct traces *t, struct slice bytes)
{
    if (stores_is_iso(bytes))
        return &store_iso;
    if (bytes.n == 0)
        return NULL;
    if (joined_has_mbox(bytes))
        return &joined_headless;
    traces_look_at_deflated(t, bytes);
    const struct unread *inside = look_at_block(t, bytes);
    if (!inside && is_script_of_more(bytes))
        inside = &archive_inside;
    return inside ? inside : look_for_packed(bytes);
}

/* Are all bytes but one zeros, in nearly all groups of `size` bytes? */
static bool is_in_groups(struct slice bytes, size_t size)
{
    size_t groups = bytes.n / size, like = 0;
    for (size_t i = 0; i < groups; i++) {
        size_t zeros = 0;
        for (size_t k = 0; k < size; k++)
            zeros += bytes.at[i * size + k] == '\0';
        like += zeros == size - 1;
    }
    return like * 10 >= groups * 9;
}

static bool is_wide(struct slice bytes)
{
    enum { ENOUGH = 256, LEAST = 16 };
    struct slice head = slice_at_most(bytes, ENOUGH);
    return head.n >= LEAST && (is_in_groups(head, 2) || is_in_groups(head, 4));
}

static const struct unread *look_at_wide(struct traces *t, struct slice text)
{
    enum content_kind kind = recognise(slice_at_most(text, STREAM_HEAD));
    bool is_mail = kind == CONTENT_MBOX || kind == CONTENT_MESSAGE;
    return is_mail || look_inside(t, text) ? &wide_inside : NULL;
}

static bool is_media(struct slice head)
{
    static const struct slice marks[] = {
        SLICE("\xFF\xD8\xFF"), SLICE("\x89PNG"), SLICE("GIF8"), SLICE("RIFF"), SLICE("OggS"),
        SLICE("ID3"),          SLICE("II*"),     SLICE("BM"),   SLICE("fLaC"),
    };
    return slice_any(head, slice_starts, marks, COUNT_OF(marks)) ||
           (head.n > 4 && slice_starts(slice_from(head, 4), SLICE("ftyp")));
}

/* Reads on behind the first block, which `bytes` holds. */
static const struct unread *look_further(struct stream *s, const _Atomic bool *stop,
                                         struct traces *t, char *bytes)
{
    enum { NEXT = BLOCK - TRACES_OVERLAP };
    const struct unread *inside = NULL;
    const struct slice first = {.at = bytes, .n = BLOCK};
    bool is_program = slice_starts(first, SLICE("\x7F\x45LF"));
    size_t got = is_media(first) ? 0 : NEXT;
    while (!inside && got == NEXT && !(stop && *stop)) {
        memmove(bytes, bytes + NEXT, TRACES_OVERLAP);
        got = stream_read_fully(s, bytes + TRACES_OVERLAP, NEXT);
        struct slice block = {.at = bytes, .n = TRACES_OVERLAP + got};
        if (got > 0)
            inside = is_program ? look_for_packed(block) : look_at_block(t, block);
    }
    return inside;
}

/* The last piece of a zip begins in the midst of a member, and a zip may stand behind a program:
 * the end tells, if the stream can seek. */
static const struct unread *look_at_end(struct stream *s)
{
    static const struct unread *const told[] = {
        [ZIP_HAS_NO_END] = NULL,
        [ZIP_ENDS] = &archive_inside,
        [ZIP_ENDS_PIECE] = &store_piece,
        [ZIP_ENDS_DISK] = &store_split_zip,
    };
    char tail[PIECES_TAIL];
    int64_t size = s->seek ? s->seek(s, 0, SEEK_END) : 0;
    if (size < PIECES_TAIL || stream_seek(s, -PIECES_TAIL, SEEK_END) < 0)
        return NULL;
    struct slice end = {.at = tail, .n = stream_read_fully(s, tail, sizeof tail)};
    return told[pieces_zip_end(end, (uint64_t)size)];
}

/* Is it nothing but digits of base32 or base64 and line ends, or a dump in hexadecimal ones? NULL:
 * there is more in it, or only hexadecimal digits, which base64 has, too. */
static const struct unread *whole_of_digits(struct slice text)
{
    static const struct unread
        dump = {UNREAD_NO_READER, SLICE("dump in hexadecimal digits"),
                SLICE("turn it back into what it was made of (xxd -r), and give that")},
        base32 = {UNREAD_NO_READER, SLICE("file in base32"),
                  SLICE("decode it with base32 -d, and give that")};
    bool is_hex = true, is_base32 = true;
    if (spelled_is_dump(text))
        return &dump;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (!ascii_is_alnum(c) && !memchr("+/=\r\n", c, 5))
            return NULL;
        is_hex &= ascii_is_hex(c) || c == '\r' || c == '\n';
        is_base32 &= spelled_is_base32_digit(c) || c == '=' || c == '\r' || c == '\n';
    }
    return text.n == 0 || is_hex ? NULL : is_base32 ? &base32 : &store_base64;
}

static const struct unread *look_through(struct stream *s, const _Atomic bool *stop, char *bytes)
{
    struct traces t = {0};
    struct slice head = {.at = bytes, .n = stream_read_fully(s, bytes, BLOCK)};
    if (is_wide(head))
        return look_at_wide(&t, narrow(bytes, head.n));
    const struct unread *whole = whole_of_digits(head);
    const struct unread *inside = look_inside(&t, head);
    if (!inside && head.n == BLOCK)
        inside = look_further(s, stop, &t, bytes);
    return inside == &mail_inside && whole ? whole : inside;
}

/* `bytes` has room for a block. */
static bool finds_reports(struct stream *s, const _Atomic bool *stop, char *bytes)
{
    struct traces t = {0};
    struct slice head = {.at = bytes, .n = stream_read_fully(s, bytes, BLOCK)};
    return head.n > 0 &&
           (look_at_block(&t, head) || (head.n == BLOCK && look_further(s, stop, &t, bytes)));
}

/* What is packed is looked for in a block of many rows, each before a zero: a file can be made of
 * which every row of a few bytes unpacks to as much as one look may take. */
static bool rows_have_reports(struct sqliterows *rows, const _Atomic bool *stop, char *bytes)
{
    struct traces t = {0};
    size_t n = 0, got;
    do {
        got = sqliterows_next(rows, bytes + n, BLOCK);
        if (look_at_text((struct slice){.at = bytes + n, .n = got}))
            return true;
        n += got;
        bytes[n++] = '\0';
        if (n < BLOCK && got > 0)
            continue;
        traces_look(&t, (struct slice){.at = bytes, .n = n});
        n = 0;
    } while (got > 0 && !traces_tell(&t) && !(stop && *stop));
    return traces_tell(&t);
}

/* Of the pages at hand, as they are, and then of the rows that are in several. */
static bool pages_have_reports(struct sqliterows *rows, const _Atomic bool *stop, char *bytes)
{
    struct memory_stream pages;
    memory_stream_init(&pages, rows->pages);
    return finds_reports(&pages.stream, stop, bytes) || rows_have_reports(rows, stop, bytes);
}

/* A window of the database is at hand: most rows go on not far from where they begin. */
static bool database_has_reports(struct stream *s, const _Atomic bool *stop, char *bytes,
                                 char *window)
{
    struct sqliterows rows;
    struct slice pages = {.at = window, .n = stream_read_fully(s, window, WINDOW)};
    bool found = sqliterows_begin(&rows, pages) && pages_have_reports(&rows, stop, bytes);
    while (!found && pages.n == WINDOW && !(stop && *stop)) {
        pages.n = stream_read_fully(s, window, WINDOW);
        sqliterows_go_on(&rows, pages);
        found = pages_have_reports(&rows, stop, bytes);
    }
    return found;
}

static bool is_database(struct slice head)
{
    struct sqliterows rows;
    return sqliterows_begin(&rows, head);
}

bool lastlook_finds_reports(struct stream *s, const _Atomic bool *stop)
{
    char *bytes = malloc((size_t)2 * BLOCK), /* rows of a block, and one that goes beyond it */
        *window = is_database(stream_peek(s, STREAM_HEAD)) ? malloc(WINDOW) : NULL;
    bool found = bytes && (window ? database_has_reports(s, stop, bytes, window)
                                  : finds_reports(s, stop, bytes));
    free(bytes);
    free(window);
    return found;
}

const struct unread *lastlook(struct stream *s, const _Atomic bool *stop)
{
    char *bytes = malloc(BLOCK);
    const struct unread *inside = bytes ? look_through(s, stop, bytes) : NULL;
    const struct unread *at_end = look_at_end(s);
    free(bytes);
    return at_end ? at_end : inside;
}
