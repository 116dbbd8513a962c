#include "formats/read/outlook/pst.h"

#ifndef HAVE_LIBPFF

void pst_decode(struct stream *packed, struct framing_writer *to)
{
    (void)packed;
    framing_failed(to, "is an Outlook data file: " PST_ADVICE);
}

#else

#include <libbfio.h>
#include <libpff.h>
#include <stdio.h>

#include "formats/read/outlook/mapi.h"
#include "formats/read/outlook/rebuilt.h"
#include "lib/base/little.h"

enum {
    MOST_DEPTH = 32,
    MOST_PATH = 2048,
    MOST_NAME = 256,
    BLOCK = 32 * 1024,
    MOST_VALUE = 4 << 20
};

struct pst {
    struct framing_writer *to;
    bool is_gone; /* nobody reads any more */
    bool is_cut;  /* a folder or message could not be read */
};

/* libbfio reads through these, and asks nothing else. */

static ssize_t read_packed(intptr_t *self, uint8_t *to, size_t n, libbfio_error_t **error)
{
    (void)error;
    return (ssize_t)stream_read_fully((struct stream *)self, (char *)to, n);
}

static off64_t seek_packed(intptr_t *self, off64_t offset, int whence, libbfio_error_t **error)
{
    (void)error;
    return stream_seek((struct stream *)self, offset, whence);
}

static int size_of_packed(intptr_t *self, size64_t *size, libbfio_error_t **error)
{
    struct stream *s = (struct stream *)self;
    int64_t here = s->seek(s, 0, SEEK_CUR), n = s->seek(s, 0, SEEK_END);
    (void)error;
    *size = n > 0 ? (size64_t)n : 0;
    return n >= 0 && s->seek(s, here, SEEK_SET) >= 0 ? 1 : -1;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the signature is libbfio's. */
static int open_packed(intptr_t *self, int flags, libbfio_error_t **error)
{
    (void)self, (void)flags, (void)error;
    return 1;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the signature is libbfio's. */
static int close_packed(intptr_t *self, libbfio_error_t **error)
{
    (void)self, (void)error;
    return 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the signature is libbfio's. */
static int is_there(intptr_t *self, libbfio_error_t **error)
{
    (void)self, (void)error;
    return 1;
}

/* Properties. */

static bool read_entry(libpff_record_entry_t *entry, uint32_t *type, struct buffer *to)
{
    size_t n = 0;
    if (libpff_record_entry_get_value_type(entry, type, NULL) != 1 ||
        libpff_record_entry_get_data_size(entry, &n, NULL) != 1 || n == 0 || n > MOST_VALUE)
        return false;
    char *room = buffer_reserve(to, n);
    if (!room || libpff_record_entry_get_data(entry, (uint8_t *)room, n, NULL) != 1)
        return false;
    to->n += n;
    return true;
}

/* The value of a property, whatever its type. False: there is none. */
static bool read_value(libpff_item_t *item, unsigned id, uint32_t *type, struct buffer *to)
{
    libpff_record_set_t *set = NULL;
    libpff_record_entry_t *entry = NULL;
    bool found = libpff_item_get_record_set_by_index(item, 0, &set, NULL) == 1 &&
                 libpff_record_set_get_entry_by_type(
                     set, id, 0, &entry, LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE, NULL) == 1 &&
                 read_entry(entry, type, to);
    if (entry)
        libpff_record_entry_free(&entry, NULL);
    if (set)
        libpff_record_set_free(&set, NULL);
    return found;
}

/* Appends a text to what is in `to`; gives where it begins. */
static size_t append_text(libpff_item_t *item, enum mapi_property id, struct buffer *to)
{
    size_t before = to->n;
    uint32_t type = 0;
    struct buffer value = {0};
    if (read_value(item, id, &type, &value) && (type == MAPI_UNICODE || type == MAPI_STRING_8))
        mapi_append_text(to, buffer_slice(&value), type);
    buffer_free(&value);
    return before;
}

static bool read_time(libpff_item_t *item, enum mapi_property id, time_seconds *t)
{
    uint32_t type = 0;
    struct buffer value = {0};
    bool found = read_value(item, id, &type, &value) && type == MAPI_TIME && value.n == 8 &&
                 mapi_time(little_64(value.at), t);
    buffer_free(&value);
    return found;
}

/* Outlook puts two characters before a subject that tell how long its "Re: " is. */
static struct slice subject_of(struct slice text)
{
    return text.n >= 2 && text.at[0] == 1 ? slice_from(text, 2) : text;
}

/* Messages. */

static bool put(void *self, struct slice text)
{
    struct pst *p = self;
    p->is_gone |= !framing_bytes(p->to, text);
    return !p->is_gone;
}

static void begin_message(libpff_item_t *message, struct rebuilt *r)
{
    struct buffer b = {0};
    struct rebuilt_head head = {0};
    size_t header = append_text(message, MAPI_TRANSPORT_HEADER, &b);
    size_t subject = append_text(message, MAPI_SUBJECT, &b);
    size_t id = append_text(message, MAPI_MESSAGE_ID, &b);
    size_t from = append_text(message, MAPI_SENDER_SMTP, &b);
    if (b.n == from)
        append_text(message, MAPI_SENDER_ADDRESS, &b);
    head.header = buffer_part(&b, header, subject);
    head.subject = subject_of(buffer_part(&b, subject, id));
    head.message_id = buffer_part(&b, id, from);
    head.from = buffer_part(&b, from, b.n);
    head.has_time = read_time(message, MAPI_DELIVERY_TIME, &head.sent) ||
                    read_time(message, MAPI_SUBMIT_TIME, &head.sent);
    rebuilt_begin(r, &head);
    buffer_free(&b);
}

static void send_file(struct pst *p, libpff_item_t *attachment, struct rebuilt *r)
{
    uint8_t block[BLOCK];
    struct buffer b = {0};
    size64_t left = 0;
    append_text(attachment, MAPI_ATTACH_LONG_NAME, &b);
    if (b.n == 0)
        append_text(attachment, MAPI_ATTACH_NAME, &b);
    if (b.n == 0)
        append_text(attachment, MAPI_DISPLAY_NAME, &b);
    size_t type = append_text(attachment, MAPI_ATTACH_TYPE, &b);
    bool ok = rebuilt_part(r, buffer_part(&b, 0, type), buffer_part(&b, type, b.n));
    buffer_free(&b);
    if (libpff_attachment_get_data_size(attachment, &left, NULL) < 0)
        p->is_cut = true;
    while (ok && left > 0) {
        ssize_t got = libpff_attachment_data_read_buffer(attachment, block,
                                                         left < BLOCK ? (size_t)left : BLOCK, NULL);
        if (got <= 0) {
            p->is_cut = true;
            return;
        }
        left -= (size64_t)got;
        ok = rebuilt_bytes(r, (struct slice){.at = (const char *)block, .n = (size_t)got});
    }
}

static void send_message(struct pst *p, libpff_item_t *message, struct rebuilt *r);

static void send_attachment(struct pst *p, libpff_item_t *attachment, struct rebuilt *r)
{
    int type = 0;
    libpff_item_t *inside = NULL;
    if (libpff_attachment_get_type(attachment, &type, NULL) != 1) {
        p->is_cut = true;
    } else if (type == LIBPFF_ATTACHMENT_TYPE_DATA) {
        send_file(p, attachment, r);
    } else if (type == LIBPFF_ATTACHMENT_TYPE_ITEM && r->depth < MOST_DEPTH &&
               libpff_attachment_get_item(attachment, &inside, NULL) == 1) {
        send_message(p, inside, r);
        libpff_item_free(&inside, NULL);
    }
}

static void send_message(struct pst *p, libpff_item_t *message, struct rebuilt *r)
{
    int n = 0;
    begin_message(message, r);
    if (libpff_message_get_number_of_attachments(message, &n, NULL) < 0)
        p->is_cut = true;
    for (int i = 0; i < n && !p->is_gone; i++) {
        libpff_item_t *attachment = NULL;
        if (libpff_message_get_attachment(message, i, &attachment, NULL) != 1) {
            p->is_cut = true;
            continue;
        }
        send_attachment(p, attachment, r);
        libpff_item_free(&attachment, NULL);
    }
    rebuilt_end(r);
}

static bool is_mail(libpff_item_t *item)
{
    uint8_t type = LIBPFF_ITEM_TYPE_UNDEFINED;
    libpff_item_get_type(item, &type, NULL); /* one that has none may be mail */
    switch (type) {
    case LIBPFF_ITEM_TYPE_ACTIVITY:
    case LIBPFF_ITEM_TYPE_APPOINTMENT:
    case LIBPFF_ITEM_TYPE_CONFIGURATION:
    case LIBPFF_ITEM_TYPE_CONTACT:
    case LIBPFF_ITEM_TYPE_DISTRIBUTION_LIST:
    case LIBPFF_ITEM_TYPE_NOTE:
    case LIBPFF_ITEM_TYPE_RSS_FEED:
    case LIBPFF_ITEM_TYPE_TASK:
    case LIBPFF_ITEM_TYPE_TASK_REQUEST:
        return false;
    default:
        return true;
    }
}

/* Folders. */

static void send_messages(struct pst *p, libpff_item_t *folder, const char *path)
{
    int n = 0;
    if (libpff_folder_get_number_of_sub_messages(folder, &n, NULL) != 1)
        p->is_cut = true;
    for (int i = 0; i < n && !p->is_gone; i++) {
        char name[MOST_PATH + 20];
        struct rebuilt r = {.put = put, .self = p};
        libpff_item_t *message = NULL;
        if (libpff_folder_get_sub_message(folder, i, &message, NULL) != 1) {
            p->is_cut = true;
            continue;
        }
        snprintf(name, sizeof name, "%s%d", path, i + 1);
        if (is_mail(message)) {
            p->is_gone |= !framing_member(p->to, slice_of(name));
            send_message(p, message, &r);
        }
        libpff_item_free(&message, NULL);
    }
}

static void send_folder(struct pst *p, libpff_item_t *folder, const char *path, unsigned depth)
{
    int n = 0;
    char below[MOST_PATH];
    send_messages(p, folder, path);
    if (libpff_folder_get_number_of_sub_folders(folder, &n, NULL) != 1)
        p->is_cut = true;
    for (int i = 0; i < n && !p->is_gone; i++) {
        uint8_t name[MOST_NAME] = "";
        libpff_item_t *sub = NULL;
        if (depth >= MOST_DEPTH || libpff_folder_get_sub_folder(folder, i, &sub, NULL) != 1) {
            p->is_cut = true;
            continue;
        }
        if (libpff_folder_get_utf8_name(sub, name, sizeof name, NULL) != 1)
            snprintf((char *)name, sizeof name, "%d", i + 1);
        int length = snprintf(below, sizeof below, "%s%s/", path, (const char *)name);
        send_folder(p, sub, (size_t)length < sizeof below ? below : path, depth + 1);
        libpff_item_free(&sub, NULL);
    }
}

static void send_all(struct pst *p, libpff_file_t *file)
{
    libpff_item_t *root = NULL;
    if (libpff_file_get_root_folder(file, &root, NULL) != 1) {
        framing_failed(p->to, "is an Outlook data file that is damaged: " PST_ADVICE);
        return;
    }
    send_folder(p, root, "", 0);
    if (p->is_cut)
        framing_failed(p->to,
                       "is an Outlook data file of which a part could not be read: " PST_ADVICE);
    else
        framing_end(p->to);
}

/* What is allocated is not freed: the process ends. */
void pst_decode(struct stream *packed, struct framing_writer *to)
{
    struct pst p = {.to = to};
    libbfio_handle_t *handle = NULL;
    libpff_file_t *file = NULL;
    if (libbfio_handle_initialize(&handle, (intptr_t *)packed, NULL, NULL, open_packed,
                                  close_packed, read_packed, NULL, seek_packed, is_there, is_there,
                                  size_of_packed, LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, NULL) == 1 &&
        libpff_file_initialize(&file, NULL) == 1 &&
        libpff_file_open_file_io_handle(file, handle, LIBPFF_OPEN_READ, NULL) == 1)
        send_all(&p, file);
    else
        framing_failed(to,
                       "is an Outlook data file, damaged or of an unknown version: " PST_ADVICE);
}

#endif
