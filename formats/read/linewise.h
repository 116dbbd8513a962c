/*
 * linewise: a stream that is read line by line into the bytes of a batch.
 */
#ifndef READ_LINEWISE_H
#define READ_LINEWISE_H

#include "formats/read/batch.h"
#include "formats/read/stream.h"

struct linewise {
    struct sink *sink; /* borrowed */
    /* In the bytes of its batch: where the line that is being read begins, and up to where there is
     * no line feed in it. */
    size_t start, scanned;
    bool (*take)(void *self, size_t end); /* a line, without its line feed. False: stop reading */
    void *self;
};

/* What the batch holds now is no part of the first line. */
void linewise_start(struct linewise *l);

/* Reads on, and hands over each line that ends; *got: the bytes that were read, 0: no more. False:
 * stop reading. */
bool linewise_read(struct linewise *l, struct stream *s, size_t *got);

size_t linewise_length(const struct linewise *l); /* of the line that is being read, so far */
void linewise_drop(struct linewise *l);           /* what there is of it */

#endif
