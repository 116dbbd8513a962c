#include "formats/read/codecs.h"

#include <archive.h>

/* cat a.tar b.tar: behind the end of one stands another. */
static int support_joined_tars(struct archive *a)
{
    int status = archive_read_support_format_tar(a);
    return status == ARCHIVE_OK
               ? archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1")
               : status;
}

static const struct {
    enum content_kind kind;
    int filter;
    int (*format)(struct archive *);
} codecs[] = {
    {CONTENT_BZIP2, ARCHIVE_FILTER_BZIP2, NULL},
    {CONTENT_ZSTD, ARCHIVE_FILTER_ZSTD, NULL},
    {CONTENT_LZ4, ARCHIVE_FILTER_LZ4, NULL},
    {CONTENT_LZIP, ARCHIVE_FILTER_LZIP, NULL},
    {CONTENT_TAR, 0, support_joined_tars},
    {CONTENT_CPIO, 0, archive_read_support_format_cpio},
    {CONTENT_ZIP, 0, archive_read_support_format_zip_seekable},
    {CONTENT_7Z, 0, archive_read_support_format_7zip},
    {CONTENT_RAR, 0, archive_read_support_format_rar},
    {CONTENT_RAR5, 0, archive_read_support_format_rar5},
    {CONTENT_CAB, 0, archive_read_support_format_cab},
    {CONTENT_LHA, 0, archive_read_support_format_lha},
    {CONTENT_AR, 0, archive_read_support_format_ar},
};

int codecs_set_up(struct archive *a, enum content_kind kind)
{
    int status = ARCHIVE_FATAL;
    /* libarchive 3.6.2 crashes if it is appended; bidding is short where it is the only one. */
    if (kind == CONTENT_COMPRESS)
        status = archive_read_support_filter_compress(a);
    for (size_t i = 0; i < COUNT_OF(codecs); i++) {
        if (codecs[i].kind != kind)
            continue;
        if (codecs[i].format)
            return codecs[i].format(a);
        status = archive_read_append_filter(a, codecs[i].filter);
    }
    return status >= ARCHIVE_WARN ? archive_read_support_format_raw(a) : status;
}
