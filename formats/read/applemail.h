/*
 * applemail: Apple Mail's store, in which a message whose attachments were not downloaded with it
 * is a file NAME.partial.emlx, and its attachments are files of their own:
 *
 *     Messages/101.partial.emlx
 *     Attachments/101/2/report.json.gz        2: the part's number
 */
#ifndef READ_APPLEMAIL_H
#define READ_APPLEMAIL_H

#include <stdint.h>

#include "lib/base/buffer.h"

bool applemail_is_partial(struct slice path);

/* Is this folder Attachments/101 of such a message? Whoever reads that reads it. */
bool applemail_has_message(const char *folder);

enum applemail_result {
    APPLEMAIL_READ,
    APPLEMAIL_NONE, /* it is not there, or cannot be read; to->failed: memory ran out */
    APPLEMAIL_TOO_LARGE
};

/* Reads the attachment of this name of the message at `path`, of at most `most` bytes, into *to. */
enum applemail_result applemail_attachment(const char *path, struct slice name, uint64_t most,
                                           struct buffer *to);

#endif
