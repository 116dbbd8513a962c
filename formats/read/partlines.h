/* partlines: what a line of a part of a shared run becomes (SPEC 11). */
#ifndef READ_PARTLINES_H
#define READ_PARTLINES_H

#include "formats/read/found.h"

/* Makes the outcome of an ITEM_PART; out of memory: x->out_of_memory. */
void partlines_extract(struct extractor *x, struct item *item, struct arena *arena);

#endif
