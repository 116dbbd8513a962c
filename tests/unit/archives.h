/*
 * archives: archives in memory, for tests.
 */
#ifndef UNIT_ARCHIVES_H
#define UNIT_ARCHIVES_H

#include "tests/unit/reading.h"

#include <archive.h>
#include <archive_entry.h>

struct archive_member {
    const char *name, *content;
};

/* An archive in memory; filter 0: none. */
static inline struct slice make_archive(char *room, size_t size, int format, int filter,
                                        const struct archive_member *members, size_t n)
{
    struct archive *a = archive_write_new();
    size_t used = 0;
    archive_write_set_format(a, format);
    archive_write_add_filter(a, filter);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open_memory(a, room, size, &used), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, members[i].name);
        archive_entry_set_size(e, (la_int64_t)strlen(members[i].content));
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        archive_write_data(a, members[i].content, strlen(members[i].content));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return (struct slice){room, used};
}

#endif
