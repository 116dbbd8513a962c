/*
 * extract: makes the outcome of an item: the reports in it, or why there are none (SPEC 3 and 4).
 */
#ifndef READ_EXTRACT_H
#define READ_EXTRACT_H

#include "formats/read/found.h"

/* Fills in item->outcome from the batch's arena, or leaves the item to the walk (MADE_BY_WALK). */
void extract_item(struct extractor *x, struct item *item, struct arena *arena);

/* Does so for the items of a batch until their outcomes hold more than `most_held` bytes. The
 * others are MADE_LATE, and so is an item that alone would hold more than `most_item`. False: out
 * of memory. */
bool extract_batch(struct extractor *x, struct batch *b, size_t most_held, size_t most_item);

#endif
