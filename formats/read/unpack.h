/*
 * archive: the members of an archive one after the other, each as a stream; a compression is an
 * archive of one member without a name.
 */
#ifndef IN_ARCHIVE_H
#define IN_ARCHIVE_H

#include "formats/read/expansion.h"
#include "formats/read/recognise.h"
#include "formats/read/stream.h"

struct archive_reader;

enum archive_event { ARCHIVE_READER_MEMBER, ARCHIVE_READER_END, ARCHIVE_READER_FAILED };

/* NULL: out of memory. Borrows both. What is wrong with the archive, archive_next says. */
struct archive_reader *archive_open(struct stream *packed, enum content_kind kind,
                                    struct expansion *expansion);

/*
 * The next member: *name lives until the next call. *member is its bytes, valid as long; NULL: it
 * is no regular file (a folder, a link, …). After ARCHIVE_READER_FAILED archive_failure says why;
 * the members before it were whole.
 */
enum archive_event archive_next(struct archive_reader *r, struct slice *name,
                                struct stream **member);
const char *archive_failure(const struct archive_reader *r);
void archive_close(struct archive_reader *r);

#endif
