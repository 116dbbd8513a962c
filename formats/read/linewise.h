/* linewise: reads a stream line by line into the bytes of a batch. */
#ifndef READ_LINEWISE_H
#define READ_LINEWISE_H

#include "formats/read/batch.h"
#include "formats/read/streams/stream.h"

struct linewise {
    struct sink *sink; /* borrowed */
    /* Offsets in the bytes of its batch: where the line that is being read begins, and up to where
     * it is known to have no line feed. */
    size_t start, scanned;
    /* Takes a line, from `start` to `end`, without its line feed. False: stop reading. */
    bool (*take)(void *self, size_t end);
    void *self;
};

/* The first line begins behind what the batch holds now. */
void linewise_start(struct linewise *l);

/* Reads on, and hands over each line that ends; *got is how many bytes were read, 0 at the end.
 * False: stop reading. */
bool linewise_read(struct linewise *l, struct stream *s, size_t *got);

size_t linewise_length(const struct linewise *l); /* of the line that is being read */
void linewise_drop(struct linewise *l);           /* drops what was read of it */

#endif
