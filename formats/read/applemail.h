/*
 * applemail: Apple Mail's store, in which a message whose attachments were not downloaded with it
 * is a file NAME.partial.emlx, and its attachments are files of their own:
 *
 *     Messages/101.partial.emlx
 *     Attachments/101/2/report.json.gz        2: the part's number (RFC 3501, 6.4.5)
 */
#ifndef READ_APPLEMAIL_H
#define READ_APPLEMAIL_H

#include <stdint.h>

#include "lib/base/texts.h"
#include "lib/base/buffer.h"

bool applemail_is_partial(struct slice path);

/* Is this folder Attachments/101 of such a message? Whoever reads that reads it. */
bool applemail_has_message(const char *folder);

enum applemail_result {
    APPLEMAIL_READ,
    APPLEMAIL_NONE, /* it is not there, or cannot be read; to->failed: memory ran out */
    APPLEMAIL_TOO_LARGE
};

struct applemail_part {
    const char *message, *number; /* path of the message; "1.2" */
    struct slice name;
};

/*
 * Reads the part's attachment, of at most `most` bytes, into *to; one in another folder than that
 * of its number, too, and one of another name, where it lies alone in that folder. *read: what was
 * read for the message before, and is not read again; the texts are in the arena.
 */
enum applemail_result applemail_attachment(const struct applemail_part *part, uint64_t most,
                                           struct texts *read, struct arena *arena,
                                           struct buffer *to);

#endif
