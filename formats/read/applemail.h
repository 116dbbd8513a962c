/*
 * applemail: Apple Mail's store. A message whose attachments were not downloaded with it is a file
 * NAME.partial.emlx, and its attachments are files of their own:
 *
 *     Messages/101.partial.emlx
 *     Attachments/101/2/report.json.gz        2: the part's number (RFC 3501, 6.4.5)
 */
#ifndef READ_APPLEMAIL_H
#define READ_APPLEMAIL_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/texts.h"

bool applemail_is_partial(struct slice path); /* by its name */

/* Is this the folder Attachments/101 of a message that is there? Then whoever reads the message
 * reads the folder. */
bool applemail_has_message(const char *folder);

enum applemail_result {
    APPLEMAIL_READ,
    APPLEMAIL_NONE, /* there is no such file, or it cannot be read; to->failed: out of memory */
    APPLEMAIL_TOO_LARGE
};

struct applemail_part {
    struct slice message; /* its path */
    const char *number;   /* "1.2" */
    struct slice name;    /* of the attachment; empty: not known */
};

struct applemail_looks {       /* of one message; zero-initialise it */
    struct texts read;         /* places of the files that its parts have */
    unsigned in_other_folders; /* how often a part was sought in another one than its own */
};

/*
 * Replaces the content of *to by the part's attachment, of at most `most` bytes. It is the file of
 * that name in the folder of the part's number, or else in another folder, unless that was tried
 * very often for the message, or else the only file in the folder of the number. `looks` lists the
 * files that other parts of the message have, which are no part's twice; the file that was found is
 * added. Its texts are in the arena.
 */
enum applemail_result applemail_attachment(const struct applemail_part *part, uint64_t most,
                                           struct applemail_looks *looks, struct arena *arena,
                                           struct buffer *to);

#endif
