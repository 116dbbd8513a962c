#include "formats/read/lastlook.h"

#include <stdlib.h>

#include "formats/read/documents.h"
#include "formats/read/joined.h"
#include "formats/read/leaf.h"
#include "formats/read/pieces.h"
#include "formats/read/recognise.h"
#include "formats/read/stores.h"
#include "lib/mail/field.h"

/* A mailbox of reports has one in its first mails; what is no mailbox is not read much further. */
enum { FAR = 256 * 1024 };

static const struct unread mail_inside = {UNREAD_UNKNOWN_FORM,
                                          SLICE("file that holds report mail in an unknown form"),
                                          SLICE("export the mail as .eml files or mbox")},
                           report_inside = {UNREAD_UNKNOWN_FORM,
                                            SLICE("report in the midst of other text"),
                                            SLICE("save it as a file, and give that")},
                           archive_inside = {
                               UNREAD_NO_READER,
                               SLICE("archive behind a program, perhaps self-extracting"),
                               SLICE("unpack it with 7z x FILE, and give the folder")};

/* Indexes keep some fields of a mail, but who it is from in a form of their own. */
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

static bool holds(struct slice bytes, struct slice mark)
{
    return memmem(bytes.at, bytes.n, mark.at, mark.n) != NULL;
}

/* What writes of reports names some of their keys, but hardly this one. */
static bool holds_report(struct slice text)
{
    return documents_in_text(text) && holds(text, SLICE("total-successful-session-count"));
}

/* A script that has bytes behind it which are no text, or what 7-Zip and RAR begin with. */
static bool holds_archive(struct slice bytes)
{
    return (slice_starts(bytes, SLICE("#!")) && memchr(bytes.at, '\0', bytes.n)) ||
           holds(bytes, SLICE("7z\xBC\xAF\x27\x1C")) || holds(bytes, SLICE("Rar!\x1A\x07"));
}

static const struct unread *look_inside(struct slice bytes)
{
    if (stores_is_iso(bytes))
        return &store_iso;
    if (bytes.n == 0)
        return NULL;
    if (joined_has_mbox(bytes))
        return &joined_headless;
    if (holds_mail(bytes))
        return &mail_inside;
    if (holds_report(bytes))
        return &report_inside;
    return holds_archive(bytes) ? &archive_inside : NULL;
}

/* The last of several zips begins in the midst of a member; so may one behind a program. Their ends
 * tell, where they are at hand. */
static const struct unread *look_at_end(struct stream *s)
{
    char tail[PIECES_TAIL];
    int64_t size = s->seek ? s->seek(s, 0, SEEK_END) : 0;
    if (size < PIECES_TAIL || stream_seek(s, -PIECES_TAIL, SEEK_END) < 0)
        return NULL;
    struct slice end = {.at = tail, .n = stream_read_fully(s, tail, sizeof tail)};
    if (pieces_is_end_of_split_zip(end, (uint64_t)size))
        return &store_split_zip;
    return end.n == sizeof tail && slice_starts(end, SLICE("PK\x05\x06")) ? &archive_inside : NULL;
}

const struct unread *lastlook(struct stream *s)
{
    char *bytes = malloc(FAR);
    struct slice head = {.at = bytes, .n = bytes ? stream_read_fully(s, bytes, FAR) : 0};
    const struct unread *inside = look_inside(head), *at_end = look_at_end(s);
    free(bytes);
    return at_end ? at_end : inside;
}
